using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Broadcast.Relay;

/// <summary>
/// The events on disk, in an SQLite file: plays as they came, and messages that are sealed, their id and bytes fixed before the first try, so that no kill can make one event two.
/// </summary>
internal sealed class PlayQueue(RelaySettings settings, TimeProvider clock) : IDisposable
{
    // 500 names of the longest kind, escaped, stay below the 1 MiB that a webhook may have.
    private const int PlaysInAMessage = 500;

    // Plays get a number of their own that is never used again, and the epoch tells this file's from those of any other.
    private const string Schema =
        """
        PRAGMA locking_mode = EXCLUSIVE;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE IF NOT EXISTS Epoch (Id TEXT NOT NULL);
        CREATE TABLE IF NOT EXISTS Play (Number INTEGER PRIMARY KEY AUTOINCREMENT, Stream TEXT NOT NULL, ClientId TEXT NOT NULL, At INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS Message (Number INTEGER PRIMARY KEY AUTOINCREMENT, Id TEXT NOT NULL UNIQUE, Body BLOB NOT NULL);
        INSERT INTO Epoch SELECT $epoch WHERE NOT EXISTS (SELECT 1 FROM Epoch);
        """;

    private readonly Lock _lock = new();
    private readonly SqliteConnection _connection = new($"Data Source={Path.Combine(settings.Data, "queue.db")};Pooling=False;Default Timeout=2");
    private readonly SemaphoreSlim _arrived = new(0, 1);
    private string _epoch = "";

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="RelaySettingsException">The folder cannot be written, or another relay works on it.</exception>
    public void Open()
    {
        try
        {
            _connection.Open();
            Execute(null, Schema, ("$epoch", RandomNumberGenerator.GetHexString(12, lowercase: true)));
            using var read = Command(null, "SELECT Id FROM Epoch");
            _epoch = (string)read.ExecuteScalar()!;
        }
        catch (SqliteException e)
        {
            throw new RelaySettingsException("data", $"the queue in '{settings.Data}' cannot be used, perhaps by another relay's doing: {e.Message}");
        }
    }

    public void Append(IEnumerable<Play> plays)
    {
        lock (_lock)
        {
            using var transaction = _connection.BeginTransaction();
            foreach (var play in plays)
            {
                Execute(
                    transaction,
                    "INSERT INTO Play (Stream, ClientId, At) VALUES ($stream, $client, $at)",
                    ("$stream", play.Stream),
                    ("$client", play.ClientId),
                    ("$at", play.At.ToUnixTimeMilliseconds()));
            }

            transaction.Commit();
        }

        Signal();
    }

    /// <summary>Puts messages back, with the ids they had; those that wait already stay as they are.</summary>
    public void PutBack(IEnumerable<Message> messages)
    {
        lock (_lock)
        {
            using var transaction = _connection.BeginTransaction();
            foreach (var message in messages)
            {
                Insert(transaction, message);
            }

            transaction.Commit();
        }
    }

    /// <summary>The oldest message; when none is sealed, the plays that wait are. Null when nothing waits.</summary>
    public Message? Next()
    {
        lock (_lock)
        {
            return Oldest() ?? Seal();
        }
    }

    public void Done(Message message)
    {
        lock (_lock)
        {
            Execute(null, "DELETE FROM Message WHERE Id = $id", ("$id", message.Id));
        }
    }

    /// <summary>Waits until something may have arrived.</summary>
    public Task Arrival(CancellationToken ct) => _arrived.WaitAsync(ct);

    public void Dispose()
    {
        _connection.Dispose();
        _arrived.Dispose();
    }

    private void Signal()
    {
        try
        {
            _arrived.Release();
        }
        catch (SemaphoreFullException)
        {
            // It was said already.
        }
    }

    private Message? Oldest()
    {
        using var read = Command(null, "SELECT Id, Body FROM Message ORDER BY Number LIMIT 1");
        using var row = read.ExecuteReader();
        return row.Read() ? new Message(row.GetString(0), row.GetFieldValue<byte[]>(1)) : null;
    }

    private Message? Seal()
    {
        using var transaction = _connection.BeginTransaction();
        var plays = Waiting(transaction);
        if (plays.Count == 0)
        {
            return null;
        }

        var (first, number) = plays[0];
        var id = string.Create(CultureInfo.InvariantCulture, $"play-{_epoch}-{first.ClientId}-{first.At.ToUnixTimeMilliseconds()}-{number}");
        var message = new Message(id, Body(plays.Select(play => play.Play)));
        Insert(transaction, message);
        Execute(transaction, "DELETE FROM Play WHERE Number <= $last", ("$last", plays[^1].Number));
        transaction.Commit();
        return message;
    }

    private List<(Play Play, long Number)> Waiting(SqliteTransaction transaction)
    {
        using var read = Command(transaction, "SELECT Number, Stream, ClientId, At FROM Play ORDER BY Number LIMIT $take", ("$take", PlaysInAMessage));
        using var row = read.ExecuteReader();
        var plays = new List<(Play, long)>();
        while (row.Read())
        {
            plays.Add((new Play(row.GetString(1), row.GetString(2), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3))), row.GetInt64(0)));
        }

        return plays;
    }

    private byte[] Body(IEnumerable<Play> plays) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        type = "audience.reading",
        timestamp = clock.GetUtcNow(),
        data = plays.Select(play => new { broadcast = play.Stream, observedAt = play.At, views = 1 }).ToArray(),
    });

    private void Insert(SqliteTransaction transaction, Message message) =>
        Execute(transaction, "INSERT INTO Message (Id, Body) VALUES ($id, $body) ON CONFLICT DO NOTHING", ("$id", message.Id), ("$body", message.Body));

    private void Execute(SqliteTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(transaction, sql, values);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(SqliteTransaction? transaction, string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
