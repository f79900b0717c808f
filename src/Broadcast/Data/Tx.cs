using System.Data.Common;
using Dapper;

namespace Broadcast.Data;

/// <summary>A transaction under way: the same statements as <see cref="Db"/>, all kept or none.</summary>
internal sealed class Tx(DbConnection connection, DbTransaction transaction, DatabaseProvider provider, CancellationToken ct)
{
    public DatabaseProvider Provider => provider;

    public DbConnection Connection => connection;

    public DbTransaction Transaction => transaction;

    /// <summary>SQLite's writer, in a transaction that writes there; null otherwise.</summary>
    public SqliteWriter? Writer { get; init; }

    public async Task<IReadOnlyList<T>> Query<T>(Sql sql, object? args = null) =>
        (await connection.QueryAsync<T>(Command(sql, args))).AsList();

    public Task<T?> Find<T>(Sql sql, object? args = null) => connection.QueryFirstOrDefaultAsync<T>(Command(sql, args));

    /// <summary>The number of rows changed; with a sequence as <paramref name="args"/>, the statement runs once for each.</summary>
    public Task<int> Execute(Sql sql, object? args = null) => connection.ExecuteAsync(Command(sql, args));

    /// <summary>The rows of a query one by one, where there may be millions: none is kept. No other statement may run in the transaction meanwhile.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="args">Its parameters.</param>
    /// <param name="take">Is given the reader at each row.</param>
    public async Task Scan(Sql sql, object? args, Action<DbDataReader> take)
    {
        await using var rows = await connection.ExecuteReaderAsync(Command(sql, args));
        while (await rows.ReadAsync(ct))
        {
            take(rows);
        }
    }

    private CommandDefinition Command(Sql sql, object? args) => new(sql.For(provider), args, transaction, cancellationToken: ct);
}
