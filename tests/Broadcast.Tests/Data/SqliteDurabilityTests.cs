using Broadcast.Data;
using Dapper;

namespace Broadcast.Tests.Data;

/// <summary>What is acknowledged is on disk: that hangs on two settings of the engine, one of the file and one of each connection.</summary>
public sealed class SqliteDurabilityTests(SqliteDatabase database) : IClassFixture<SqliteDatabase>
{
    private const int Full = 2;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_connection_waits_for_the_disk_at_each_commit()
    {
        new Migrator(database.Options).Run();
        using var db = new Db(database.Options);

        // Several at once, so that whatever the pool kept, from the migration as well, is among them.
        var open = new List<System.Data.Common.DbConnection>();
        for (var i = 0; i < 8; i++)
        {
            open.Add(await db.Open(Ct));
        }

        foreach (var connection in open)
        {
            (await connection.ExecuteScalarAsync<int>("PRAGMA synchronous")).ShouldBe(Full);
            (await connection.ExecuteScalarAsync<string>("PRAGMA journal_mode")).ShouldBe("wal");
            await connection.DisposeAsync();
        }

        (await db.Write(tx => tx.Find<int>((Sql)"PRAGMA synchronous"), Ct)).ShouldBe(Full);
    }
}
