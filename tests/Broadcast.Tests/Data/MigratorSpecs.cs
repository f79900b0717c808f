using Broadcast.Data;

namespace Broadcast.Tests.Data;

public abstract class MigratorSpecs(DatabaseFixture database) : DatabaseSpecs(database)
{
    private static readonly Sql ScriptsRun = "SELECT ScriptName FROM SchemaVersions ORDER BY ScriptName";

    [Fact]
    public async Task Every_script_of_its_engine_runs_and_no_other()
    {
        var folder = $".Migrations.{Database.Options.Provider}.";
        var shipped = typeof(Migrator).Assembly.GetManifestResourceNames().Where(name => name.Contains(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        (await Database.Db.Query<string>(ScriptsRun, null, Ct)).ShouldBe(shipped);
    }

    [Fact]
    public async Task A_second_run_changes_nothing()
    {
        var before = await Database.Db.Query<string>(ScriptsRun, null, Ct);
        new Migrator(Database.Options).Run();
        (await Database.Db.Query<string>(ScriptsRun, null, Ct)).ShouldBe(before);
    }

    [Fact]
    public async Task Several_processes_that_start_at_once_migrate_once()
    {
        await using var fresh = Unmigrated();
        using var together = new Barrier(4);
        var runs = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait(Ct);
                new Migrator(fresh.Options).Run();
            },
            Ct,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        await Task.WhenAll(runs);

        (await fresh.Db.Query<string>(ScriptsRun, null, Ct)).ShouldBe(await Database.Db.Query<string>(ScriptsRun, null, Ct));
    }

    /// <summary>A database of the same engine that nobody has touched yet.</summary>
    protected abstract DatabaseFixture Unmigrated();
}

public sealed class MigratorOnSqlite(SqliteDatabase database) : MigratorSpecs(database), IClassFixture<SqliteDatabase>
{
    protected override DatabaseFixture Unmigrated() => new SqliteDatabase();
}

public sealed class MigratorOnSqlServer(SqlServerDatabase database) : MigratorSpecs(database), IClassFixture<SqlServerDatabase>
{
    protected override DatabaseFixture Unmigrated() => new SqlServerDatabase();
}
