using Broadcast.Audience.Answers;
using Broadcast.Audience.Arithmetic;
using Broadcast.Audience.History;
using Broadcast.Audience.Ledger;
using Broadcast.Tests.Audience.Ledger;
using Broadcast.Tests.Data;

namespace Broadcast.Tests.Audience.History;

/// <summary>What was known at an earlier instant is what was shown at it; and what happened since accounts for every digit of the difference.</summary>
public abstract class HistorySpecs(DatabaseFixture database) : DatabaseSpecs(database)
{
    private const int Histories = 60;

    [Fact]
    public async Task As_known_then_is_what_was_shown_then()
    {
        var compared = 0;
        for (var seed = 1_000; seed < 1_000 + Histories; seed++)
        {
            var (world, shown) = await Live(seed);
            var reader = new HistoryReader(Database.Db, new AudienceRows(Database.Db));
            var outline = (await reader.Outline(AudienceScope.Interview(world.Interview), 0, Ct))!;
            var history = await reader.Read(outline, outline.Interviews[0], Ct);
            foreach (var (at, then) in shown)
            {
                var known = history.At(at)!.Value;
                known.Airings.Select(Told).ShouldBe(then.Airings.Select(Told), $"history {seed} at {at}");
                (known.Row.Peak ?? 0, known.Row.PeakAt, known.Row.Window).ShouldBe((then.Interviews[0].Peak ?? 0, then.Interviews[0].PeakAt, then.Interviews[0].Window), $"history {seed} at {at}");
                compared++;
            }
        }

        compared.ShouldBeGreaterThan(Histories * 3);
    }

    [Fact]
    public async Task What_happened_since_adds_up_to_the_difference()
    {
        var (told, rounded) = (0, 0);
        for (var seed = 2_000; seed < 2_000 + Histories; seed++)
        {
            var (world, shown) = await Live(seed);
            var reader = new HistoryReader(Database.Db, new AudienceRows(Database.Db));
            foreach (var (at, then) in shown)
            {
                var outline = (await reader.Outline(AudienceScope.Interview(world.Interview), at, Ct))!;
                var history = await reader.Read(outline, outline.Interviews[0], Ct);
                var story = InterviewStory.Of(history, at, shown[^1].At);
                story.Then.ShouldBe(then.Total().Totals.Views, $"history {seed} at {at}");
                story.Now.ShouldBe(shown[^1].Snapshot.Total().Totals.Views, $"history {seed} at {at}");
                story.Notes.Aggregate(Int128.Zero, (sum, note) => sum + note.Amount).ShouldBe(story.Now - story.Then, $"history {seed} at {at}");
                story.Notes.Aggregate(Int128.Zero, (sum, note) => sum + note.LiveAmount)
                    .ShouldBe(shown[^1].Snapshot.Total().Totals.Live - then.Total().Totals.Live, $"history {seed} at {at}");
                (story.ThenRounding, story.NowRounding).ShouldBe((then.Total().Totals.Rounding, shown[^1].Snapshot.Total().Totals.Rounding), $"history {seed} at {at}");
                var (ends, endsNow) = (Ends(history, at).ToList(), Ends(history, shown[^1].At).ToList());
                Movement.Of(story.Notes.Select(note => note.Moved)).Rounding.ShouldBe(
                    Uncertainty.Sum(endsNow.Except(ends).Select(end => end.Rounding)) + Uncertainty.Sum(ends.Except(endsNow).Select(end => end.Rounding.TakenOff())), $"history {seed} at {at}");
                rounded += endsNow.Intersect(ends).Any(end => end.Rounding != Uncertainty.None) ? 1 : 0;
                told += story.Notes.Count;
            }
        }

        told.ShouldBeGreaterThan(Histories * 10);
        rounded.ShouldBeGreaterThan(Histories);
    }

    [Fact]
    public async Task What_nothing_has_touched_since_is_read_from_its_totals_and_comes_to_the_same()
    {
        var asStored = 0;
        for (var seed = 3_000; seed < 3_000 + Histories; seed++)
        {
            var (world, shown) = await Live(seed, isAfterwards: true);
            var reader = new HistoryReader(Database.Db, new AudienceRows(Database.Db));
            foreach (var (at, then) in shown)
            {
                var outline = (await reader.Outline(AudienceScope.Interview(world.Interview), at, Ct))!;
                if (await reader.IsAsStored(outline, outline.Interviews[0], at, Ct))
                {
                    asStored++;
                    outline.Airings[world.Interview].Select(airing => airing.ToFigures()).ShouldBe(then.Airings.Select(airing => airing.Figures), $"history {seed} at {at}");
                }
            }
        }

        asStored.ShouldBeGreaterThan(Histories / 4);
    }

    /// <summary>A history, and what a page showed after each of its steps. Steps of one instant are told apart by a moment, as drains are.</summary>
    private async Task<(LedgerWorld World, List<(long At, AudienceSnapshot Snapshot)> Shown)> Live(int seed, bool isAfterwards = false)
    {
        var world = new LedgerWorld(Database.Db, new Random(seed), seed) { IsPunctual = true };
        world = isAfterwards ? world.Afterwards() : world;
        await world.Make(Ct);
        var shown = new List<(long At, AudienceSnapshot Snapshot)>();
        await world.Live(9, async _ => shown.Add((world.Now, (await world.Snapshot(DateTimeOffset.FromUnixTimeMilliseconds(world.Now), Ct))!)), Ct);
        return (world, shown);
    }

    /// <summary>The values that an interview's views were the sum of, as known at an instant: by definition.</summary>
    private static IEnumerable<(Guid Airing, long At, Int128 Views, Uncertainty Rounding)> Ends(InterviewHistory history, long at)
    {
        foreach (var airing in history.Airings)
        {
            var counter = airing.MeteringAt(history.ClosingAt(at) ?? at).Counter;
            var values = RoundingTable.Values(airing.CountingAt(at, history.ClosingAt(at))).GroupBy(value => value.At).OrderBy(instant => instant.Key).Select(instant =>
            {
                var told = counter == ViewsCounter.Delta ? instant : instant.Where(value => value.Views == instant.Max(other => other.Views));
                return (Airing: airing.Row.Id, At: instant.Key, Views: counter == ViewsCounter.Delta ? instant.Aggregate(Int128.Zero, (sum, value) => sum + value.Views) : told.First().Views,
                    Rounding: told.Select(value => value.Rounding).Aggregate((one, other) => counter == ViewsCounter.Delta ? one + other : one.And(other)));
            }).ToList();
            foreach (var end in values.Where((value, i) => counter == ViewsCounter.Delta || i == values.Count - 1 || (counter == ViewsCounter.Resets && values[i + 1].Views < value.Views)))
            {
                yield return end;
            }
        }
    }

    private static object Told(AiringSnapshot airing) => (airing.Row.Id, airing.Figures, airing.Concurrent, airing.Row.LastReadingAt);
}

public sealed class HistoryOnSqlite(SqliteDatabase database) : HistorySpecs(database), IClassFixture<SqliteDatabase>;

public sealed class HistoryOnSqlServer(SqlServerDatabase database) : HistorySpecs(database), IClassFixture<SqlServerDatabase>;
