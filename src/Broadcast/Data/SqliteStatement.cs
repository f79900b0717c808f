using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Broadcast.Data;

/// <summary>
/// A statement prepared once on SQLite's own interface. A command of the provider looks each parameter up by name and opens a reader at every execution, which costs several times the insert itself.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _indexes;

    /// <param name="connection">The connection, whose transaction is under way.</param>
    /// <param name="text">The statement.</param>
    /// <param name="names">Its parameters, with their <c>@</c>, in the order in which values will be given.</param>
    public SqliteStatement(SqliteConnection connection, string text, string[] names)
    {
        _database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, text, out _statement), _database);
        _indexes = [.. names.Select(name => raw.sqlite3_bind_parameter_index(_statement, name))];
    }

    /// <summary>Runs it with these values; the number of rows it changed.</summary>
    /// <exception cref="SqliteException">A constraint, or the disk.</exception>
    public int Execute(object?[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Bind(_indexes[i], values[i]);
        }

        var result = raw.sqlite3_step(_statement);
        var changed = raw.sqlite3_changes(_database);
        raw.sqlite3_reset(_statement);
        if (result is not raw.SQLITE_DONE and not raw.SQLITE_ROW)
        {
            SqliteException.ThrowExceptionForRC(result, _database);
        }

        return changed;
    }

    public void Dispose() => _statement.Dispose();

    /// <summary>A parameter that a statement does not name has the index 0 and is passed over.</summary>
    private void Bind(int index, object? value)
    {
        if (index == 0)
        {
            return;
        }

        var result = value switch
        {
            null => raw.sqlite3_bind_null(_statement, index),
            long number => raw.sqlite3_bind_int64(_statement, index, number),
            int number => raw.sqlite3_bind_int64(_statement, index, number),
            // An empty span would bind as NULL.
            byte[] { Length: 0 } => raw.sqlite3_bind_zeroblob(_statement, index, 0),
            byte[] bytes => raw.sqlite3_bind_blob(_statement, index, bytes),
            string text => raw.sqlite3_bind_text(_statement, index, text),
            _ => throw new ArgumentException($"No way to bind a {value.GetType()}.", nameof(value)),
        };
        SqliteException.ThrowExceptionForRC(result, _database);
    }
}
