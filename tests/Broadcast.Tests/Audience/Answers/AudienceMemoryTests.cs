using Broadcast.Audience.Answers;

namespace Broadcast.Tests.Audience.Answers;

public sealed class AudienceMemoryTests
{
    private static readonly AudienceScope Scope = AudienceScope.Series(Guid.Parse("0199a0de-0000-7000-8000-000000000001"));
    private static readonly AudienceTables Tables = new(new SeriesRow(), [], []);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_who_ask_at_once_cause_one_reading()
    {
        var memory = new AudienceMemory(1);
        var reads = 0;
        var read = new TaskCompletionSource<AudienceTables?>();
        var asked = Enumerable.Range(0, 50).Select(_ => memory.Read(Scope, Reading, Ct)).ToArray();
        read.SetResult(Tables);
        (await Task.WhenAll(asked)).ShouldAllBe(tables => tables == Tables);
        await memory.Read(Scope, Reading, Ct);
        reads.ShouldBe(1);
        await memory.Read(AudienceScope.Interview(Scope.Id), Reading, Ct);
        reads.ShouldBe(2);

        Task<AudienceTables?> Reading(AudienceScope scope)
        {
            Interlocked.Increment(ref reads);
            return read.Task;
        }
    }

    [Fact]
    public async Task A_minute_is_read_once_for_all_instants_of_it_and_again_where_that_failed()
    {
        var (memory, reads) = (new EdgeMemory(), 0);
        var minute = new EdgeMinute(new Dictionary<Guid, Broadcast.Audience.Arithmetic.Gauge>(), Enumerable.Empty<Broadcast.Audience.Ledger.AiringMinuteTable.MinuteRow>().ToLookup(row => row.AiringId));
        await Should.ThrowAsync<IOException>(() => memory.Read(Scope.Id, 0, () => Task.FromException<EdgeMinute>(new IOException("the disk")), Ct));
        for (var i = 0; i < 200; i++)
        {
            (await memory.Read(Scope.Id, i / 2 * 60_000L, Reading, Ct)).ShouldBeSameAs(minute);
        }

        reads.ShouldBe(100);

        Task<EdgeMinute> Reading()
        {
            reads++;
            return Task.FromResult(minute);
        }
    }

    [Fact]
    public async Task A_reading_that_failed_is_made_again()
    {
        var memory = new AudienceMemory(1);
        await Should.ThrowAsync<IOException>(() => memory.Read(Scope, _ => Task.FromException<AudienceTables?>(new IOException("the disk")), Ct));
        (await memory.Read(Scope, _ => Task.FromResult<AudienceTables?>(Tables), Ct)).ShouldBe(Tables);
    }

    [Fact]
    public async Task Whoever_gives_up_takes_nothing_from_the_others()
    {
        var memory = new AudienceMemory(1);
        var read = new TaskCompletionSource<AudienceTables?>();
        using var patience = new CancellationTokenSource();
        var impatient = memory.Read(Scope, _ => read.Task, patience.Token);
        var patient = memory.Read(Scope, _ => read.Task, Ct);
        await patience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => impatient);
        read.SetResult(Tables);
        (await patient).ShouldBe(Tables);
    }

    [Fact]
    public async Task Where_nobody_knows_what_changed_everything_is_read_again()
    {
        var memory = new AudienceMemory(null);
        var reads = 0;
        for (var i = 0; i < 3; i++)
        {
            await memory.Read(Scope, _ => Task.FromResult<AudienceTables?>(++reads > 0 ? Tables : null), Ct);
        }

        reads.ShouldBe(3);
    }
}
