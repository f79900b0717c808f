using System.Globalization;
using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Times;

namespace Broadcast.Scheduling;

/// <summary>Makes slots from a rule, all in one transaction. What overlaps a slot of the studio is skipped, one just made included.</summary>
internal sealed class SlotGenerator(Db db, SeriesRegister register, Slots slots, Holidays holidays, AuditLog audit)
{
    private static readonly Sql LockStudio = "UPDATE Studio SET Version = Version WHERE Id = @studioId";

    private static readonly Sql StudioById = "SELECT Id FROM Studio WHERE Id = @studioId";

    private static readonly Sql Taken =
        "SELECT StartsAt, EndsAt FROM Slot WHERE StudioId = @studioId AND State <> 'removed' AND StartsAt < @to AND EndsAt > @from ORDER BY StartsAt";

    public async Task<Outcome<GeneratedSlots>> Generate(Guid seriesId, GenerateBody body, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        if (await register.Find(seriesId, ct) is not { } known)
        {
            return Refusal.NotFound("series");
        }

        // A rule may take its time, and nobody else writes while a transaction is open.
        var draft = Draft(known, body);
        return await db.Write<Outcome<GeneratedSlots>>(
            async tx =>
            {
                var isThere = body.StudioId is not { } studioId || await tx.Execute(LockStudio, new { studioId }) > 0;
                var made = await Make(tx, known, draft, body, isThere, now);
                if (made.IsRefused)
                {
                    return made.Refusal;
                }

                await slots.Add(tx, made.Value.Created);
                return made.Value with { BatchId = await audit.Write(tx, by, SlotBatches.Generate, "series", seriesId, null, Facts(body, made.Value), now) };
            },
            ct);
    }

    /// <summary>What <see cref="Generate"/> would do; nothing is made.</summary>
    public async Task<Outcome<GeneratedSlots>> Preview(Guid seriesId, GenerateBody body, DateTimeOffset now, CancellationToken ct)
    {
        if (await register.Find(seriesId, ct) is not { } known)
        {
            return Refusal.NotFound("series");
        }

        var draft = Draft(known, body);
        return await db.Read(
            async tx => await Make(tx, known, draft, body, body.StudioId is not { } studioId || await tx.Find<Guid?>(StudioById, new { studioId }) is not null, now), ct);
    }

    private async Task<Outcome<GeneratedSlots>> Make(
        Tx tx, Series known, (SlotPlan? Plan, IReadOnlyList<DateTimeOffset> Starts, Fields Fields) draft, GenerateBody body, bool isStudioThere, DateTimeOffset now)
    {
        var series = (await register.Find(tx, known.Id))!;
        var (plan, starts, fields) = series.Version == known.Version ? draft : Draft(series, body);
        var problems = new Fields();
        problems.Add(fields);
        if (!isStudioThere)
        {
            problems.Wrong("studioId", "There is no such studio.");
        }

        return problems.Refusal is { } refusal ? refusal : await Lay(tx, series, plan!, starts, now);
    }

    private static (SlotPlan? Plan, IReadOnlyList<DateTimeOffset> Starts, Fields Fields) Draft(Series series, GenerateBody body)
    {
        var fields = new Fields();
        var plan = body.Check(series, fields);
        return (plan, plan is null ? [] : CheckStarts(series, plan, fields), fields);
    }

    private static IReadOnlyList<DateTimeOffset> CheckStarts(Series series, SlotPlan plan, Fields fields)
    {
        var starts = plan.Starts(series);
        if (starts.Count == 0)
        {
            fields.Wrong("rrule", string.Create(CultureInfo.InvariantCulture, $"The rule names no time within the series, {series.StartsOn:yyyy-MM-dd} to {series.EndsOn:yyyy-MM-dd}."));
        }
        else if (starts.Count > SlotPlan.Most)
        {
            fields.Wrong("rrule", $"More than {SlotPlan.Most} slots: give an earlier end, or a rarer rule.");
        }

        return starts;
    }

    private async Task<GeneratedSlots> Lay(Tx tx, Series series, SlotPlan plan, IReadOnlyList<DateTimeOffset> starts, DateTimeOffset now)
    {
        var (length, gap) = (TimeSpan.FromMinutes(series.SlotMinutes), TimeSpan.FromMinutes(series.SetupMinutes + series.StrikeMinutes));
        var around = await tx.Query<TakenTime>(Taken, new { studioId = plan.StudioId, from = starts[0] - gap, to = starts[^1] + length + gap });
        var taken = new Queue<TakenTime>(around);
        var calendar = plan.SkipHolidays ? await holidays.Load(tx, starts[0].Year, starts[^1].Year) : null;
        var (created, skipped) = (new List<Slot>(), new List<SkippedSlot>());
        foreach (var at in starts)
        {
            if (calendar?.IsOff(DateOnly.FromDateTime(at.DateTime)) == true)
            {
                skipped.Add(new SkippedSlot(at, SkipReason.Holiday));
            }
            else if (IsTaken(taken, at, at + length) || (created.Count > 0 && created[^1].EndsAt > at))
            {
                skipped.Add(new SkippedSlot(at, SkipReason.StudioBusy));
            }
            else
            {
                created.Add(new Slot
                {
                    Id = Ids.New(now), SeriesId = series.Id, StudioId = plan.StudioId, StartsAt = at, EndsAt = (at + length).In(series.Zone), State = SlotState.Open,
                });
            }
        }

        return new GeneratedSlots { Created = created, Skipped = skipped, Warnings = [.. Warnings(calendar, starts), .. Closeness(created, around, gap)] };
    }

    /// <summary>Times are asked for in order and slots never overlap, so what ended before is done with.</summary>
    private static bool IsTaken(Queue<TakenTime> taken, DateTimeOffset from, DateTimeOffset to)
    {
        while (taken.TryPeek(out var first) && first.EndsAt <= from)
        {
            taken.Dequeue();
        }

        return taken.TryPeek(out var next) && next.StartsAt < to;
    }

    /// <summary>Slots may stand closer than two interviews: they are then a choice, of which one can be taken. That is worth a word.</summary>
    private static IEnumerable<SlotWarning> Closeness(IReadOnlyList<Slot> created, IReadOnlyList<TakenTime> around, TimeSpan gap)
    {
        var times = around.Select(time => (time.StartsAt, time.EndsAt)).Concat(created.Select(slot => (slot.StartsAt, slot.EndsAt))).Order().ToList();
        var close = times.Zip(times.Skip(1)).Where(pair => pair.Second.StartsAt - pair.First.EndsAt < gap).SelectMany(pair => new[] { pair.First.StartsAt, pair.Second.StartsAt }).ToHashSet();
        var count = created.Count(slot => close.Contains(slot.StartsAt));
        if (count > 0)
        {
            yield return new SlotWarning(
                "gap-not-kept",
                null,
                string.Create(CultureInfo.InvariantCulture, $"{count} slots stand closer to a neighbour than the {gap.TotalMinutes:0} minutes kept free between interviews: of such two only one can be booked."),
                count);
        }
    }

    private static IEnumerable<SlotWarning> Warnings(HolidayCalendar? calendar, IReadOnlyList<DateTimeOffset> starts) =>
        from year in starts.Select(at => at.Year).Distinct()
        where calendar?.IsAnnounced(year) == false
        select new SlotWarning(
            "holidays-not-announced", year, string.Create(CultureInfo.InvariantCulture, $"The holidays of {year} are not announced yet: slots of that year may fall on one."));

    private static object Facts(GenerateBody body, GeneratedSlots made) => new
    {
        body.StudioId, body.Rrule, body.StartTime, body.StartTimes, body.Count, body.Until, body.SkipHolidays, Skipped = made.Skipped.Count, Slots = made.Created.Select(slot => slot.Id),
    };

    /// <summary>When the studio has a slot.</summary>
    private sealed record TakenTime
    {
        public DateTimeOffset StartsAt { get; init; }

        public DateTimeOffset EndsAt { get; init; }
    }
}
