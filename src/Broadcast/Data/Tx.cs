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

    private CommandDefinition Command(Sql sql, object? args) => new(sql.For(provider), args, transaction, cancellationToken: ct);
}
