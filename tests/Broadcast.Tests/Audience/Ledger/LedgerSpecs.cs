using Broadcast.Tests.Data;

namespace Broadcast.Tests.Audience.Ledger;

/// <summary>
/// The tables against a recount straight from the definitions, over random histories: late, repeated, crowded and rounded readings, moved starts and ends, changed rules, closings and openings, withdrawn imports, and a drain that is ahead of them or behind.
/// </summary>
public abstract class LedgerSpecs(DatabaseFixture database) : DatabaseSpecs(database)
{
    private const int Histories = 80;

    [Fact]
    public async Task Figures_are_those_of_a_recount_whatever_happened_in_which_order()
    {
        for (var seed = 0; seed < Histories; seed++)
        {
            var world = new LedgerWorld(Database.Db, new Random(seed), seed);
            await world.Make(Ct);
            await world.Live(10, async step => await world.Check($"history {seed}, step {step}", Ct), Ct);
        }
    }

    [Fact]
    public async Task While_values_hold_and_when_they_have_just_run_out_watch_time_and_curve_are_those_of_a_recount_until_then()
    {
        for (var seed = 0; seed < Histories; seed++)
        {
            var random = new Random(-seed - 1);
            var world = new LedgerWorld(Database.Db, new Random(seed), -seed - 1);
            await world.Make(Ct);
            await world.Live(10, async step => await world.CheckAt(LedgerWorld.Start + (random.Next(1_600) * 1000L), $"history {seed}, step {step}", Ct), Ct);
        }
    }
}

public sealed class LedgerOnSqlite(SqliteDatabase database) : LedgerSpecs(database), IClassFixture<SqliteDatabase>;

public sealed class LedgerOnSqlServer(SqlServerDatabase database) : LedgerSpecs(database), IClassFixture<SqlServerDatabase>;
