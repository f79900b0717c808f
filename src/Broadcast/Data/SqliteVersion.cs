using Microsoft.Data.Sqlite;

namespace Broadcast.Data;

/// <summary>
/// Tells whether anything has changed in an SQLite file: a number that the engine counts up on a connection for whatever any other connection, of this process or another, has committed.
/// The connection stays open and writes nothing, so nothing escapes it.
/// </summary>
internal sealed class SqliteVersion(string connectionString) : IDisposable
{
    private const int BitsOfCount = 32;

    private readonly Lock _lock = new();
    private SqliteCommand? _command;
    private long _opened;

    /// <summary>The number now; it means something only beside another one. It never comes again: each connection counts from its own beginning, so which connection it was is part of it.</summary>
    public long Now()
    {
        lock (_lock)
        {
            try
            {
                var count = (long)(_command ??= Open()).ExecuteScalar()!;
                return (_opened << BitsOfCount) | count;
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
        _opened++;
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
