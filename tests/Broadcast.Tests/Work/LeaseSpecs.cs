using Broadcast.Data;
using Broadcast.Tests.Data;
using Broadcast.Work;
using Microsoft.Extensions.Time.Testing;

namespace Broadcast.Tests.Work;

public abstract class LeaseSpecs(DatabaseFixture database) : DatabaseSpecs(database)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly FakeTimeProvider _clock = new(Noon);
    private readonly string _work = $"work {NewId()}";

    [Fact]
    public async Task Of_two_takers_one_wins()
    {
        (await Taker().TryTake(_work, Minute, Ct)).ShouldNotBeNull();
        (await Taker().TryTake(_work, Minute, Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task Of_fifty_takers_at_once_exactly_one_wins()
    {
        var takers = Enumerable.Range(0, 50).Select(_ => Task.Run(() => Taker().TryTake(_work, Minute, Ct), Ct));
        (await Task.WhenAll(takers)).Count(lease => lease is not null).ShouldBe(1);
    }

    [Fact]
    public async Task Another_piece_of_work_has_a_lease_of_its_own()
    {
        (await Taker().TryTake(_work, Minute, Ct)).ShouldNotBeNull();
        (await Taker().TryTake($"other {_work}", Minute, Ct)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_lease_that_ran_out_is_anybodys()
    {
        (await Taker().TryTake(_work, Minute, Ct)).ShouldNotBeNull();
        _clock.Advance(Minute - TimeSpan.FromMilliseconds(1));
        (await Taker().TryTake(_work, Minute, Ct)).ShouldBeNull();
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        (await Taker().TryTake(_work, Minute, Ct)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_lease_that_was_given_back_is_anybodys()
    {
        var leases = Taker();
        var first = (await leases.TryTake(_work, Minute, Ct)).ShouldNotBeNull();
        await leases.Return(first);
        (await Taker().TryTake(_work, Minute, Ct)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Giving_back_what_was_lost_does_not_take_it_from_its_new_holder()
    {
        var leases = Taker();
        var lost = (await leases.TryTake(_work, Minute, Ct)).ShouldNotBeNull();
        _clock.Advance(Minute);
        (await Taker().TryTake(_work, Minute, Ct)).ShouldNotBeNull();
        await leases.Return(lost);
        (await Taker().TryTake(_work, Minute, Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task Confirming_keeps_a_lease_for_another_term()
    {
        var leases = Taker();
        var lease = (await leases.TryTake(_work, Minute, Ct)).ShouldNotBeNull();
        _clock.Advance(TimeSpan.FromSeconds(50));
        await Confirm(leases, lease);
        _clock.Advance(TimeSpan.FromSeconds(50));
        (await Taker().TryTake(_work, Minute, Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task A_lease_that_somebody_else_has_taken_since_is_not_confirmed()
    {
        var leases = Taker();
        var lost = (await leases.TryTake(_work, Minute, Ct)).ShouldNotBeNull();
        _clock.Advance(Minute);
        (await Taker().TryTake(_work, Minute, Ct)).ShouldNotBeNull();
        await Should.ThrowAsync<LeaseLostException>(() => Confirm(leases, lost));
    }

    [Fact]
    public async Task A_lease_that_ran_out_but_that_nobody_took_is_confirmed()
    {
        var leases = Taker();
        var lease = (await leases.TryTake(_work, Minute, Ct)).ShouldNotBeNull();
        _clock.Advance(Minute * 2);
        await Confirm(leases, lease);
        (await Taker().TryTake(_work, Minute, Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task What_a_killed_process_held_is_anybodys_at_the_next_start()
    {
        (await Taker().TryTake(_work, Minute, Ct)).ShouldNotBeNull();
        await Taker().ReturnAll(Ct);
        (await Taker().TryTake(_work, Minute, Ct)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_holder_that_is_alive_at_anothers_start_keeps_its_lease_by_confirming_it()
    {
        var leases = Taker();
        var lease = (await leases.TryTake(_work, Minute, Ct)).ShouldNotBeNull();
        await Taker().ReturnAll(Ct);
        await Confirm(leases, lease);
        (await Taker().TryTake(_work, Minute, Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task Work_whose_lease_was_lost_leaves_nothing_behind()
    {
        var leases = Taker();
        var lost = (await leases.TryTake(_work, Minute, Ct)).ShouldNotBeNull();
        _clock.Advance(Minute);
        var held = (await Taker().TryTake(_work, Minute, Ct)).ShouldNotBeNull();
        await Should.ThrowAsync<LeaseLostException>(() => Database.Db.Write(
            async tx =>
            {
                await tx.Execute("UPDATE Lease SET Until = 0 WHERE Name = @name", new { name = held.Name });
                await leases.Confirm(tx, lost);
            },
            Ct));
        (await Taker().TryTake(_work, Minute, Ct)).ShouldBeNull("the rollback kept the holder's lease");
    }

    private Task Confirm(Leases leases, Lease lease) => Database.Db.Write(tx => leases.Confirm(tx, lease), Ct);

    /// <summary>A taker in a process of its own.</summary>
    private Leases Taker() => new(Database.AnotherDb(), _clock);
}

public sealed class LeasesOnSqlite(SqliteDatabase database) : LeaseSpecs(database), IClassFixture<SqliteDatabase>;

public sealed class LeasesOnSqlServer(SqlServerDatabase database) : LeaseSpecs(database), IClassFixture<SqlServerDatabase>;
