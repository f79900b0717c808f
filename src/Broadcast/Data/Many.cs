using System.Data.Common;
using System.Globalization;

namespace Broadcast.Data;

/// <summary>
/// One statement for each of many rows, for the paths where a figure's speed is decided: a statement that is prepared once and bound again and again in SQLite,
/// batches that share a round trip in SQL Server. Values are given as they stand in the database (see <see cref="Raw"/>).
/// </summary>
internal static class Many
{
    // SQL Server takes 2 100 parameters a command; a batch of commands is only bounded by the size of its packet.
    private const int CommandsABatch = 200;

    /// <summary>Runs the statement for each row; the answer tells for each how many rows it changed.</summary>
    public static async Task<int[]> ExecuteMany<T>(this Tx tx, Sql sql, IReadOnlyList<T> rows, string[] names, Func<T, object?[]> values)
    {
        var changed = new int[rows.Count];
        if (tx.Provider == DatabaseProvider.SqlServer)
        {
            await InBatches(tx, sql.SqlServer, rows, names, values, changed);
        }
        else
        {
            var statement = tx.Writer!.Statement(sql.Sqlite, names);
            for (var i = 0; i < rows.Count; i++)
            {
                changed[i] = statement.Execute(values(rows[i]));
            }
        }

        return changed;
    }

    private static async Task InBatches<T>(Tx tx, string text, IReadOnlyList<T> rows, string[] names, Func<T, object?[]> values, int[] changed)
    {
        for (var from = 0; from < rows.Count; from += CommandsABatch)
        {
            await using var batch = tx.Connection.CreateBatch();
            batch.Transaction = tx.Transaction;
            var to = Math.Min(from + CommandsABatch, rows.Count);
            for (var i = from; i < to; i++)
            {
                batch.BatchCommands.Add(Command(batch, text, names, values(rows[i])));
            }

            await batch.ExecuteNonQueryAsync();
            for (var i = from; i < to; i++)
            {
                changed[i] = batch.BatchCommands[i - from].RecordsAffected;
            }
        }
    }

    private static DbBatchCommand Command(DbBatch batch, string text, string[] names, object?[] row)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = text;
        for (var p = 0; p < names.Length; p++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = names[p];
            parameter.Value = row[p] ?? DBNull.Value;
            if (row[p] is byte[] { Length: not 16 and not 32 })
            {
                parameter.DbType = System.Data.DbType.Binary;
                parameter.Size = -1;
            }

            command.Parameters.Add(parameter);
        }

        return command;
    }
}

/// <summary>Values as they stand in the database, for <see cref="Many"/>; the same forms as the type handlers write.</summary>
internal static class Raw
{
    public static object Id(Guid id) => Ids.ToBytes(id);

    public static object? Id(Guid? id) => id is null ? null : Ids.ToBytes(id.Value);

    public static object? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static object Instant(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    /// <summary>An exact sum: text in SQLite, a decimal in SQL Server.</summary>
    public static object Sum(Int128 value, DatabaseProvider provider)
    {
        var kept = Sums.Kept(value);
        return provider == DatabaseProvider.Sqlite ? kept.ToString(CultureInfo.InvariantCulture) : kept;
    }
}
