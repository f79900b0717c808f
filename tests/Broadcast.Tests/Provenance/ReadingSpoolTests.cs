using Broadcast.Audience;
using Broadcast.Audience.Arithmetic;
using Broadcast.Data;
using Broadcast.Provenance;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Provenance;

/// <summary>What is put by comes back as it was, broadcast by broadcast.</summary>
public sealed class ReadingSpoolTests : IDisposable
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 12, 10, 0, 0, TimeSpan.Zero);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(3, 20_000)]
    [InlineData(2_500, 10_000)]
    public async Task Every_reading_comes_back_with_all_that_figures_go_by_in_the_order_it_was_put_by(int broadcasts, int readings)
    {
        var random = new Random(broadcasts);
        Guid[] ids = [.. Enumerable.Range(0, broadcasts).Select(_ => Ids.New(Ten))];
        List<TakenReading> put = [.. Enumerable.Range(0, readings).Select(i => Reading(random, ids[random.Next(broadcasts)], i))];
        using var spool = ReadingSpool.Create(_folder.File("spool"), Ids.New(Ten));
        put.ForEach(spool.Add);

        // Two read at a time, as the audit does.
        var read = new List<TakenReading>[broadcasts];
        await Parallel.ForAsync(0, broadcasts, new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken }, (i, _) =>
        {
            spool.Read(ids[i], (read[i] = []).Add);
            return ValueTask.CompletedTask;
        });
        var expected = put.ToLookup(reading => reading.AiringId);
        for (var i = 0; i < broadcasts; i++)
        {
            read[i].ShouldBe(expected[ids[i]]);
        }
    }

    [Fact]
    public void What_is_put_by_after_a_reading_comes_back_with_it_the_next_time()
    {
        using var spool = ReadingSpool.Create(_folder.File("spool"), Ids.New(Ten));
        var airingId = Ids.New(Ten);
        var (one, other, read) = (Reading(new Random(1), airingId, 0), Reading(new Random(2), airingId, 1), new List<TakenReading>());
        spool.Read(airingId, read.Add);
        read.ShouldBeEmpty();
        spool.Add(one);
        spool.Read(airingId, read.Add);
        spool.Add(other);
        spool.Read(airingId, read.Add);
        read.ShouldBe([one, one, other]);
    }

    private static TakenReading Reading(Random random, Guid airingId, int ordinal) => new(
        airingId,
        random.NextInt64(),
        Ids.New(Ten.AddSeconds(random.Next(10))),
        ordinal,
        random.Next(3) == 0 ? null : random.NextInt64(),
        random.Next(3) == 0 ? null : random.NextInt64(),
        random.Next(3) > 0 ? null : new ReadingExtras
        {
            KnownAt = random.Next(2) == 0 ? null : 1 + random.Next(),
            Rounding = new Uncertainty(1 + random.Next(1_000), random.Next(1_000)),
            WithdrawnAt = random.Next(2) == 0 ? null : 1 + random.Next(),
        });
}
