using System.Data.Common;
using System.Runtime.CompilerServices;
using Broadcast.Outcomes;
using Dapper;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace Broadcast.Data;

/// <summary>The one door to the database: every statement of the service passes here.</summary>
internal sealed class Db(DatabaseOptions options) : IDisposable
{
    private const int Deadlock = 1205;
    private const int DeadlockTries = 5;
    private static readonly TimeSpan LastTurn = TimeSpan.FromSeconds(2);

    // 16 MiB of log before it is copied back into the file: under load the copying would otherwise stand in every tenth commit's way.
    private const int PagesBeforeCheckpoint = 4_000;

    // SQLite takes one writer at a time; ours queue here, in order, instead of in its busy handler.
    private readonly SemaphoreSlim _turn = new(1, 1);

    private readonly SqliteVersion? _version = options.Provider == DatabaseProvider.Sqlite ? new SqliteVersion(options.ConnectionString) : null;

    private SqliteWriter? _writer;

    public DatabaseProvider Provider => options.Provider;

    public string ConnectionString => options.ConnectionString;

    /// <summary>
    /// What was read after this was looked up is still true while this is the same: it is another one as soon as anybody has committed anything. Null where the engine cannot tell: there one reads again.
    /// </summary>
    public long? Version => _version?.Now();

    /// <summary>All rows of a query, in a connection of its own.</summary>
    public async Task<IReadOnlyList<T>> Query<T>(Sql sql, object? args = null, CancellationToken ct = default)
    {
        await using var connection = await Open(ct);
        return (await connection.QueryAsync<T>(new CommandDefinition(sql.For(Provider), args, cancellationToken: ct))).AsList();
    }

    /// <summary>The first row of a query, or <c>default</c>.</summary>
    public async Task<T?> Find<T>(Sql sql, object? args = null, CancellationToken ct = default)
    {
        await using var connection = await Open(ct);
        return await connection.QueryFirstOrDefaultAsync<T>(new CommandDefinition(sql.For(Provider), args, cancellationToken: ct));
    }

    /// <summary>Several queries that see the same state of the database. Nothing is written.</summary>
    public async Task<T> Read<T>(Func<Tx, Task<T>> work, CancellationToken ct = default)
    {
        await using var connection = await Open(ct);
        await using var transaction = connection is SqliteConnection sqlite ? sqlite.BeginTransaction(deferred: true) : await connection.BeginTransactionAsync(ct);
        return await work(new Tx(connection, transaction, Provider, ct));
    }

    /// <summary>One statement that changes something, in a transaction of its own; the number of rows it changed.</summary>
    public Task<int> Execute(Sql sql, object? args = null, CancellationToken ct = default) => Write(tx => tx.Execute(sql, args), ct);

    /// <summary>
    /// One transaction that writes: kept when <paramref name="work"/> returns, rolled back when it throws or returns a refusal.
    /// A deadlock's victim is run again from the start, so the work must not have effects outside the transaction.
    /// </summary>
    public async Task<T> Write<T>(Func<Tx, Task<T>> work, CancellationToken ct = default)
    {
        if (Provider == DatabaseProvider.SqlServer)
        {
            return await WriteOnSqlServer(work, ct);
        }

        await _turn.WaitAsync(ct);
        try
        {
            return await WriteOnSqlite(work, ct);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>One transaction without a result.</summary>
    public Task Write(Func<Tx, Task> work, CancellationToken ct = default) => Write(
        async tx =>
        {
            await work(tx);
            return true;
        },
        ct);

    /// <summary>An open connection, set up for the engine.</summary>
    public async Task<DbConnection> Open(CancellationToken ct)
    {
        DbConnection connection = Provider == DatabaseProvider.SqlServer ? NewOnSqlServer() : new SqliteConnection(ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            if (connection is SqliteConnection { Handle: { } handle })
            {
                SQLitePCL.raw.sqlite3_wal_autocheckpoint(handle, PagesBeforeCheckpoint);
            }

            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>By itself, so that with SQLite nothing of SQL Server's driver is ever loaded.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private DbConnection NewOnSqlServer() => new SqlConnection(ConnectionString);

    public void Dispose()
    {
        // A job that outlives the service may still be writing: a moment is left to it, and its connection is not closed under its hands.
        if (_turn.Wait(LastTurn))
        {
            _writer?.Dispose();
        }

        _version?.Dispose();
        _turn.Dispose();
    }

    private async Task<T> WriteOnSqlite<T>(Func<Tx, Task<T>> work, CancellationToken ct)
    {
        var writer = _writer ??= await SqliteWriter.Over((SqliteConnection)await Open(ct));
        try
        {
            return await WriteOnce(writer.Connection, writer, work, ct);
        }
        catch (SqliteException e) when (e.SqliteErrorCode != SQLitePCL.raw.SQLITE_CONSTRAINT)
        {
            // The disk, the file, another process: whatever it was, the next one starts with a fresh connection.
            writer.Dispose();
            _writer = null;
            throw;
        }
    }

    private async Task<T> WriteOnSqlServer<T>(Func<Tx, Task<T>> work, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await Open(ct);
                return await WriteOnce(connection, null, work, ct);
            }
            catch (SqlException e) when (e.Number == Deadlock && attempt < DeadlockTries)
            {
                // The other one of the two goes first; this one starts over.
            }
        }
    }

    private async Task<T> WriteOnce<T>(DbConnection connection, SqliteWriter? writer, Func<Tx, Task<T>> work, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var result = await work(new Tx(connection, transaction, Provider, ct) { Writer = writer });
        if (result is IOutcome { Refusal: not null })
        {
            await transaction.RollbackAsync(CancellationToken.None);
        }
        else
        {
            await transaction.CommitAsync(CancellationToken.None);
        }

        return result;
    }
}
