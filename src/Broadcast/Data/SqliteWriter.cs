using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Broadcast.Data;

/// <summary>
/// The connection that writes to an SQLite file: there is one writer at a time anyway, so it stays open, and what was prepared on it is used again.
/// Opening one for each transaction would set it up and compile every statement anew. Only whoever has the writer's turn may touch it.
/// </summary>
internal sealed class SqliteWriter(SqliteConnection connection) : IDisposable
{
    private const int MostStatements = 64;
    private const int KibibytesOfPages = 16 * 1024;

    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    public SqliteConnection Connection => connection;

    /// <summary>Takes over an open connection, and lets it remember enough pages that the ones written to again and again are not read again each time.</summary>
    public static async Task<SqliteWriter> Over(SqliteConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA cache_size = -{KibibytesOfPages}");
        await command.ExecuteNonQueryAsync();
        return new SqliteWriter(connection);
    }

    /// <summary>The statement of a text, prepared at its first use.</summary>
    /// <param name="text">The statement.</param>
    /// <param name="names">Its parameters, with their <c>@</c>, in the order in which values will be given; the same ones at every call.</param>
    public SqliteStatement Statement(string text, string[] names)
    {
        if (_statements.TryGetValue(text, out var known))
        {
            return known;
        }

        if (_statements.Count == MostStatements)
        {
            Forget();
        }

        return _statements[text] = new SqliteStatement(connection, text, names);
    }

    public void Dispose()
    {
        Forget();
        connection.Dispose();
    }

    private void Forget()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
    }
}
