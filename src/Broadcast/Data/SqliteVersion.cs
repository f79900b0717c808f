using Microsoft.Data.Sqlite;

namespace Broadcast.Data;

/// <summary>
/// Tells whether anything has changed in an SQLite file: a number that the engine counts up on a connection for whatever any other connection, of this process or another, has committed.
/// The connection stays open and writes nothing, so nothing escapes it.
/// </summary>
internal sealed class SqliteVersion(string connectionString) : IDisposable
{
    private readonly Lock _lock = new();
    private SqliteCommand? _command;

    /// <summary>The number now; it means something only beside another one.</summary>
    public long Now()
    {
        lock (_lock)
        {
            try
            {
                return (long)(_command ??= Open()).ExecuteScalar()!;
            }
            catch (SqliteException)
            {
                Close();
                throw;
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            Close();
        }
    }

    private SqliteCommand Open()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        var command = connection.CreateCommand();
        command.CommandText = "PRAGMA data_version";
        return command;
    }

    private void Close()
    {
        var connection = _command?.Connection;
        _command?.Dispose();
        connection?.Dispose();
        _command = null;
    }
}
