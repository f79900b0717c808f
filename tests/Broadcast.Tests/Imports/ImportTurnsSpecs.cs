using Broadcast.Data;
using Broadcast.Ingestion;
using Broadcast.Tests.Data;
using Broadcast.Work;
using Microsoft.Extensions.Time.Testing;

namespace Broadcast.Tests.Imports;

/// <summary>Imports of a channel come one after the other, and whoever asks what was known at an instant waits for those that were under way then.</summary>
public abstract class ImportTurnsSpecs(DatabaseFixture database) : DatabaseSpecs(database)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _clock = new(Noon);

    private int _signs;

    private ImportTurns Turns => new(new Leases(Database.Db, _clock), _clock);

    private Task Sign()
    {
        _signs++;
        return Task.CompletedTask;
    }

    [Fact]
    public async Task The_second_waits_for_the_first_and_other_channels_do_not()
    {
        var channel = NewId();
        var first = (await Turns.Take(channel, Ct)).ShouldNotBeNull();
        var second = Turns.Take(channel, Ct);
        await Turns.Return((await Turns.Take(NewId(), Ct).WaitAsync(Patience, Ct))!);
        second.IsCompleted.ShouldBeFalse();
        await Turns.Return(first);
        await Turns.Return((await second.WaitAsync(Patience, Ct))!);
    }

    [Fact]
    public async Task Whoever_asks_waits_for_the_one_that_is_under_way_and_not_for_those_that_come_after()
    {
        var channel = NewId();
        await Turns.Await([channel, NewId()], Sign, Ct).WaitAsync(Patience, Ct);
        var first = (await Turns.Take(channel, Ct)).ShouldNotBeNull();
        var (asking, next) = (Turns.Await([NewId(), channel], Sign, Ct), Turns.Take(channel, Ct));
        await Task.Delay(250, Ct);
        asking.IsCompleted.ShouldBeFalse();
        await Turns.Return(first);
        await next.WaitAsync(Patience, Ct);
        await asking.WaitAsync(Patience, Ct);
    }

    [Fact]
    public async Task One_that_was_killed_is_waited_for_until_its_turn_runs_out_and_one_that_lives_on_is_rolled_back_before()
    {
        var channel = NewId();
        var killed = (await Turns.Take(channel, Ct)).ShouldNotBeNull();
        await Database.Db.Write(tx => Turns.Confirm(tx, killed), Ct);
        _clock.Advance(TimeSpan.FromSeconds(70));
        await Should.ThrowAsync<LeaseLostException>(() => Database.Db.Write(tx => Turns.Confirm(tx, killed), Ct));
        var asking = Turns.Await([channel], Sign, Ct);
        await Task.Delay(TimeSpan.FromSeconds(6), Ct);
        _signs.ShouldBe(1, "whoever waits keeps a lease of its own");
        _clock.Advance(TimeSpan.FromMinutes(2));
        await asking.WaitAsync(Patience, Ct);
    }
}

public sealed class ImportTurnsOnSqlite(SqliteDatabase database) : ImportTurnsSpecs(database), IClassFixture<SqliteDatabase>;

public sealed class ImportTurnsOnSqlServer(SqlServerDatabase database) : ImportTurnsSpecs(database), IClassFixture<SqlServerDatabase>;
