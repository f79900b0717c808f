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
                var series = (await register.Find(tx, seriesId))!;
                var (plan, starts, fields) = series.Version == known.Version ? draft : Draft(series, body);
                var problems = new Fields();
                problems.Add(fields);
                if (body.StudioId is { } studioId && await tx.Execute(LockStudio, new { studioId }) == 0)
                {
                    problems.Wrong("studioId", "There is no such studio.");
                }

                if (problems.Refusal is { } refusal)
                {
                    return refusal;
                }

                var made = await Make(tx, series, plan!, starts, now);
                await audit.Write(tx, by, "generateSlots", "series", seriesId, null, Facts(body, made), now);
                return made;
            },
            ct);
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

    private async Task<GeneratedSlots> Make(Tx tx, Series series, SlotPlan plan, IReadOnlyList<DateTimeOffset> starts, DateTimeOffset now)
    {
        var length = TimeSpan.FromMinutes(series.SlotMinutes);
        var taken = new Queue<TakenTime>(await tx.Query<TakenTime>(Taken, new { studioId = plan.StudioId, from = starts[0], to = starts[^1] + length }));
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

        await slots.Add(tx, created);
        return new GeneratedSlots { Created = created, Skipped = skipped, Warnings = calendar is null ? [] : [.. Warnings(calendar, starts)] };
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

    private static IEnumerable<SlotWarning> Warnings(HolidayCalendar calendar, IReadOnlyList<DateTimeOffset> starts) =>
        from year in starts.Select(at => at.Year).Distinct()
        where !calendar.IsAnnounced(year)
        select new SlotWarning(
            "holidays-not-announced", year, string.Create(CultureInfo.InvariantCulture, $"The holidays of {year} are not announced yet: slots of that year may fall on one."));

    private static object Facts(GenerateBody body, GeneratedSlots made) => new
    {
        body.StudioId, body.Rrule, body.StartTime, body.Count, body.Until, body.SkipHolidays, Skipped = made.Skipped.Count, Slots = made.Created.Select(slot => slot.Id),
    };

    /// <summary>When the studio has a slot.</summary>
    private sealed record TakenTime
    {
        public DateTimeOffset StartsAt { get; init; }

        public DateTimeOffset EndsAt { get; init; }
    }
}
