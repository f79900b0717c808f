using System.Globalization;
using Broadcast.Planning.Model;
using Broadcast.Scheduling;
using Broadcast.Times;

namespace Broadcast.Planning;

/// <summary>Rows that a problem is made of.</summary>
internal sealed record PlanFacts
{
    public IReadOnlyList<SlotFacts> Slots { get; init; } = [];

    public IReadOnlyList<UnitFacts> Units { get; init; } = [];

    public IReadOnlyList<OfficialFacts> Officials { get; init; } = [];

    public IReadOnlyList<HostFacts> Hosts { get; init; } = [];

    /// <summary>The topics that belong to a unit, the oldest first.</summary>
    public ILookup<Guid, TopicFacts> Topics { get; init; } = Array.Empty<TopicFacts>().ToLookup(topic => topic.UnitId);

    public IReadOnlyList<StandingFacts> Interviews { get; init; } = [];

    public ILookup<Guid, Guid> Guests { get; init; } = Array.Empty<Guid>().ToLookup(id => id);

    public ILookup<Guid, TimeFacts> Times { get; init; } = Array.Empty<TimeFacts>().ToLookup(time => time.OwnerId);

    public PlanScene ToScene(Series series, PlanRules rules, IReadOnlyList<PlanPin> pins, IReadOnlyDictionary<Guid, Guid> drafted, DateTimeOffset now)
    {
        var movable = Interviews.Where(interview => interview.SeriesId == series.Id && IsMovable(interview, rules.MayMove, now)).ToDictionary(interview => interview.SlotId);
        var usable = Slots.Where(slot => slot.State == "open" || movable.ContainsKey(slot.Id)).ToList();
        var ahead = usable.Where(slot => slot.StartsAt > now).ToList();
        var slots = (ahead.Count > 0 ? ahead : usable).Select(slot => ToOption(slot, series.Zone)).ToList();
        var free = slots.Select(slot => slot.Id).ToHashSet();
        var moving = movable.Values.Where(interview => free.Contains(interview.SlotId)).ToDictionary(interview => interview.UnitId);
        var booked = Interviews.Where(interview => interview.SeriesId == series.Id && !moving.ContainsKey(interview.UnitId)).Select(interview => interview.UnitId).ToHashSet();
        var held = pins.Where(pin => free.Contains(pin.SlotId) && !booked.Contains(pin.UnitId)).ToDictionary(pin => pin.UnitId, pin => pin.SlotId);
        var diaries = new Diaries(this, moving.Values.Select(interview => interview.Id).ToHashSet());
        var studios = slots.Select(slot => slot.StudioId).Distinct().ToDictionary(id => id, diaries.OfStudio);
        var officials = Officials.ToLookup(official => official.UnitId, official => new OfficialOption(official.Id, official.Name, diaries.OfOfficial(official.Id)));
        var ranks = Units.ToDictionary(unit => unit.Id, unit => unit.UnitRank);
        var problem = new Problem
        {
            Rules = rules,
            TurnoverMinutes = series.SetupMinutes + series.StrikeMinutes,
            Slots = [.. slots.Select(slot => slot with { Studio = studios[slot.StudioId] })],
            Tasks = [.. Units.Where(unit => !booked.Contains(unit.Id)).Select(ToTask)],
            Hosts = [.. Hosts.Select(host => new HostOption(host.Id, host.Name, diaries.OfHost(host.Id)))],
            Fixed = [.. Interviews.Where(interview => interview.SeriesId != series.Id || booked.Contains(interview.UnitId)).Select(ToFixed)],
        };
        var lost = pins.Where(pin => !held.ContainsKey(pin.UnitId)).Select(pin => pin.UnitId).ToHashSet();
        return new PlanScene(problem, series, Units.ToDictionary(unit => unit.Id, unit => unit.Topic ?? Topics[unit.Id].FirstOrDefault()?.Title ?? TopicOf(unit, series)), lost, booked);

        PlanTask ToTask(UnitFacts unit) => new()
        {
            UnitId = unit.Id,
            UnitName = unit.Name,
            Officials = moving.TryGetValue(unit.Id, out var interview)
                ? [diaries.OfGuests([.. Guests[interview.Id]])]
                : [.. officials[unit.Id]],
            Elsewhere = diaries.OfUnitElsewhere(unit.Id, series.Id),
            Earliest = unit.Earliest,
            Latest = unit.Latest,
            Month = unit.ThemeMonth,
            TopicMonth = Topics[unit.Id].FirstOrDefault()?.FirstDay,
            Rank = unit.UnitRank,
            PinnedTo = held.TryGetValue(unit.Id, out var pin) ? pin : null,
            DraftedAt = drafted.TryGetValue(unit.Id, out var slot) && free.Contains(slot) ? slot : null,
            Standing = interview is null ? null : new StandingInterview(interview.Id, interview.SlotId, interview.HostId, interview.State == InterviewState.Confirmed),
        };

        FixedInterview ToFixed(StandingFacts interview) => new(
            interview.StudioId,
            interview.Time,
            interview.SeriesId == series.Id ? DateOnly.FromDateTime(interview.StartsAt.In(series.Zone).DateTime) : null,
            interview.SeriesId == series.Id ? ranks.GetValueOrDefault(interview.UnitId) : null,
            Math.Max(series.SetupMinutes + interview.StrikeMinutes, series.StrikeMinutes + interview.SetupMinutes));
    }

    private static bool IsMovable(StandingFacts interview, MayMove mayMove, DateTimeOffset now) => interview.StartsAt > now && interview.State switch
    {
        InterviewState.Booked => mayMove != MayMove.Nothing,
        InterviewState.Confirmed => mayMove == MayMove.Confirmed,
        _ => false,
    };

    private static SlotOption ToOption(SlotFacts slot, TimeZoneInfo zone) => new()
    {
        Id = slot.Id,
        StudioId = slot.StudioId,
        StudioName = slot.StudioName,
        Time = new Period(slot.StartsAt.ToUnixTimeMilliseconds(), slot.EndsAt.ToUnixTimeMilliseconds()),
        Local = slot.StartsAt.In(zone).DateTime,
    };

    /// <summary>A topic for whoever has not named one.</summary>
    private static string TopicOf(UnitFacts unit, Series series)
    {
        var topic = $"{series.Title} · {unit.Name}";
        return topic.Length <= BookingDraft.LongestTopic ? topic : unit.Name[..Math.Min(unit.Name.Length, BookingDraft.LongestTopic)];
    }
}

/// <summary>A slot as a row.</summary>
internal sealed record SlotFacts
{
    public Guid Id { get; init; }

    public Guid StudioId { get; init; }

    public string StudioName { get; init; } = "";

    public DateTimeOffset StartsAt { get; init; }

    public DateTimeOffset EndsAt { get; init; }

    public string State { get; init; } = "";
}

/// <summary>A unit that takes part, with its wishes.</summary>
internal sealed record UnitFacts
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public DateOnly? Earliest { get; init; }

    public DateOnly? Latest { get; init; }

    public int? ThemeMonth { get; init; }

    public int? UnitRank { get; init; }

    public string? Topic { get; init; }
}

/// <summary>An official of a unit that takes part.</summary>
internal sealed record OfficialFacts
{
    public Guid Id { get; init; }

    public Guid UnitId { get; init; }

    public string Name { get; init; } = "";
}

/// <summary>A topic that belongs to a unit.</summary>
internal sealed record TopicFacts
{
    public Guid UnitId { get; init; }

    public string Title { get; init; } = "";

    /// <summary><c>yyyy-MM</c>, for a theme of a month.</summary>
    public string? Month { get; init; }

    public DateOnly? FirstDay => Month is null ? null : DateOnly.ParseExact($"{Month}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>A host.</summary>
internal sealed record HostFacts
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";
}

/// <summary>An interview that stands, of this series or in its time.</summary>
internal sealed record StandingFacts
{
    public Guid Id { get; init; }

    public Guid SeriesId { get; init; }

    public Guid SlotId { get; init; }

    public Guid UnitId { get; init; }

    public Guid? HostId { get; init; }

    public InterviewState State { get; init; }

    public DateTimeOffset StartsAt { get; init; }

    public DateTimeOffset EndsAt { get; init; }

    public Guid StudioId { get; init; }

    /// <summary>What its own series keeps free before it.</summary>
    public int SetupMinutes { get; init; }

    /// <summary>And after it.</summary>
    public int StrikeMinutes { get; init; }

    public Period Time => new(StartsAt.ToUnixTimeMilliseconds(), EndsAt.ToUnixTimeMilliseconds());
}

/// <summary>Who speaks in an interview that stands.</summary>
internal sealed record GuestFacts
{
    public Guid InterviewId { get; init; }

    public Guid OfficialId { get; init; }
}

/// <summary>A busy or preferred time.</summary>
internal sealed record TimeFacts
{
    public Guid OwnerId { get; init; }

    public string Kind { get; init; } = "";

    public DateTimeOffset StartsAt { get; init; }

    public DateTimeOffset EndsAt { get; init; }

    public Period Time => new(StartsAt.ToUnixTimeMilliseconds(), EndsAt.ToUnixTimeMilliseconds());
}

/// <summary>Who is busy when, by what they said and by the interviews that stand; those that may be moved aside, which the planner itself keeps apart.</summary>
internal sealed class Diaries(PlanFacts facts, IReadOnlySet<Guid> moving)
{
    private readonly ILookup<Guid, Period> _ofOfficials = (
        from interview in facts.Interviews
        where !moving.Contains(interview.Id)
        from official in facts.Guests[interview.Id]
        select (official, interview.Time)).ToLookup(each => each.official, each => each.Time);

    private readonly ILookup<Guid, Period> _ofHosts =
        facts.Interviews.Where(interview => interview.HostId is not null && !moving.Contains(interview.Id)).ToLookup(interview => interview.HostId!.Value, interview => interview.Time);

    public Diary OfStudio(Guid id) => new(Busy(id), Preferred(id));

    public Diary OfHost(Guid id) => new([.. Busy(id), .. _ofHosts[id]], Preferred(id));

    public Diary OfOfficial(Guid id) => new([.. Busy(id), .. _ofOfficials[id]], Preferred(id));

    /// <summary>All guests of an interview as one: it takes place where all of them can.</summary>
    public OfficialOption OfGuests(IReadOnlyList<Guid> ids) =>
        new(ids.Count > 0 ? ids[0] : Guid.Empty, Name(ids), new Diary([.. ids.SelectMany(id => Busy(id).Concat(_ofOfficials[id]))], ids.Count > 0 ? Preferred(ids[0]) : []));

    public Diary OfUnitElsewhere(Guid unitId, Guid seriesId) =>
        new(facts.Interviews.Where(interview => interview.UnitId == unitId && interview.SeriesId != seriesId).Select(interview => interview.Time), []);

    private string Name(IReadOnlyList<Guid> ids) => ids.Count > 0 ? facts.Officials.FirstOrDefault(official => official.Id == ids[0])?.Name ?? "" : "";

    private IEnumerable<Period> Busy(Guid id) => facts.Times[id].Where(time => time.Kind == "busy").Select(time => time.Time);

    private IEnumerable<Period> Preferred(Guid id) => facts.Times[id].Where(time => time.Kind == "preferred").Select(time => time.Time);
}
