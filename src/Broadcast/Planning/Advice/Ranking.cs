using System.Globalization;
using Broadcast.Times;

namespace Broadcast.Planning;

/// <summary>Ranks the open slots for one booking: first what is out of the question, then what speaks for each slot and against it. A pure function; equal slots stand by time.</summary>
internal static class Ranking
{
    private static readonly TimeSpan NearNeighbour = TimeSpan.FromMinutes(30);
    private static readonly (TimeOnly From, TimeOnly To)[] GoodHours = [(new(9, 0), new(11, 30)), (new(14, 30), new(17, 0))];
    private static readonly (TimeOnly From, TimeOnly To) UsualHours = (new(8, 0), new(20, 0));

    public static SlotAdvices Rank(AdviceFacts facts, int limit)
    {
        var spread = new Spread(facts);
        var leftOut = new Dictionary<string, int>(StringComparer.Ordinal);
        var offers = new List<Offer>(facts.Slots.Count);
        foreach (var slot in facts.Slots)
        {
            if (Exclude(facts, slot) is { } code)
            {
                leftOut[code] = leftOut.GetValueOrDefault(code) + 1;
            }
            else
            {
                offers.Add(Weigh(facts, spread, slot));
            }
        }

        var best = offers.OrderByDescending(offer => offer.Score).ThenBy(offer => offer.Slot.StartsAt).ThenBy(offer => offer.Slot.Id).Take(limit);
        return new SlotAdvices(
            [.. best.Select(offer => offer.ToAdvice(facts))],
            null,
            facts.InterviewId,
            facts.Slots.Count,
            [.. leftOut.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair =>
                new AdviceExclusion(pair.Key, pair.Value, Sentences.English($"Advice.{pair.Key}", Values(("slots", pair.Value)))))]);
    }

    public static IReadOnlyDictionary<string, object> Values(params ReadOnlySpan<(string Name, object Value)> values)
    {
        // In the order given, which is that of the holes in the text.
        var named = new OrderedDictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            named[name] = value;
        }

        return named;
    }

    /// <summary>Why a slot cannot be booked; null when it can.</summary>
    private static string? Exclude(AdviceFacts facts, AdviceSlot slot)
    {
        var studio = facts.Studios[slot.StudioId];
        return facts.UnitElsewhere.Touches(slot.StartsAt, slot.EndsAt) ? "unit-elsewhere"
            : facts.Officials.Count > 0 && facts.Officials.All(person => person.Busy.Touches(slot.StartsAt, slot.EndsAt)) ? "official-busy"
            : facts.IsHostSettled && facts.Hosts.All(person => person.Busy.Touches(slot.StartsAt, slot.EndsAt)) ? "host-busy"
            : studio.Busy.Touches(slot.StartsAt, slot.EndsAt) ? "studio-busy"
            : IsCrowded(facts, studio, slot) ? "gap-not-kept"
            : null;
    }

    private static bool IsCrowded(AdviceFacts facts, AdviceStudio studio, AdviceSlot slot)
    {
        var (before, after) = Neighbours(studio, slot);
        return (before is not null && slot.StartsAt < before.EndsAt.AddMinutes(before.StrikeMinutes + facts.Series.SetupMinutes))
            || (after is not null && after.StartsAt < slot.EndsAt.AddMinutes(facts.Series.StrikeMinutes + after.SetupMinutes));
    }

    private static (AdviceNeighbour? Before, AdviceNeighbour? After) Neighbours(AdviceStudio studio, AdviceSlot slot)
    {
        var (low, high) = (0, studio.Interviews.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = studio.Interviews[middle].StartsAt < slot.StartsAt ? (middle + 1, high) : (low, middle);
        }

        return (low > 0 ? studio.Interviews[low - 1] : null, low < studio.Interviews.Count ? studio.Interviews[low] : null);
    }

    private static Offer Weigh(AdviceFacts facts, Spread spread, AdviceSlot slot)
    {
        var offer = new Offer(slot);
        offer.Official = Choose(facts.Officials, slot, "official", 30, offer);
        offer.Host = Choose(facts.Hosts, slot, "host", 10, offer);
        var studio = facts.Studios[slot.StudioId];
        if (studio.Preferred.Holds(slot.StartsAt, slot.EndsAt))
        {
            offer.Add("studio-preferred", 5, ("studio", studio.Name));
        }

        WeighProposals(facts, slot, offer);
        WeighNeighbours(facts, studio, slot, offer);
        WeighHours(facts, slot, offer);
        spread.Weigh(slot, offer);
        if (slot.StartsAt < facts.Now.AddHours(facts.Series.AnswerWithinHours))
        {
            offer.Add("short-notice", -15, ("hours", (int)Math.Ceiling(facts.Series.AnswerWithinHours)));
        }

        return offer;
    }

    /// <summary>Of those who are free the one whom the time suits best; the first of equal ones.</summary>
    private static AdvicePerson? Choose(IReadOnlyList<AdvicePerson> people, AdviceSlot slot, string who, int points, Offer offer)
    {
        AdvicePerson? chosen = null;
        var best = int.MinValue;
        foreach (var person in people)
        {
            if (!person.Busy.Touches(slot.StartsAt, slot.EndsAt) && Suits(person, slot) is var suits && suits > best)
            {
                (chosen, best) = (person, suits);
            }
        }

        if (chosen is null)
        {
            if (people.Count > 0)
            {
                offer.Add($"no-{who}-free", -10);
            }

            return null;
        }

        var (code, weight) = best switch { 2 => ("preferred", points), 1 => ("free", 2), _ => ("unknown", 0) };
        offer.Add($"{who}-{code}", weight, ("name", chosen.Name));
        return chosen;
    }

    /// <summary>2: would rather come then; 1: known to be free; 0: nothing was said about that time.</summary>
    private static int Suits(AdvicePerson person, AdviceSlot slot) =>
        person.Preferred.Holds(slot.StartsAt, slot.EndsAt) ? 2 : person.HasSpoken && !(person.KnownUntil < slot.EndsAt) ? 1 : 0;

    private static void WeighProposals(AdviceFacts facts, AdviceSlot slot, Offer offer)
    {
        if (facts.Proposals.Count == 0)
        {
            return;
        }

        if (facts.Proposals.Any(proposal => proposal.SlotId == slot.Id))
        {
            offer.Add("proposed", 60);
            return;
        }

        var day = facts.Series.Zone.DayOf(slot.StartsAt);
        var nearest = facts.Proposals.MinBy(proposal => Math.Abs(facts.Series.Zone.DayOf(proposal.StartsAt).DayNumber - day.DayNumber))!;
        var days = Math.Abs(facts.Series.Zone.DayOf(nearest.StartsAt).DayNumber - day.DayNumber);
        if (days <= 3)
        {
            offer.Add("near-proposed", days == 0 ? 25 : 15 - (3 * days), ("at", nearest.StartsAt.In(facts.Series.Zone)));
        }
    }

    private static void WeighNeighbours(AdviceFacts facts, AdviceStudio studio, AdviceSlot slot, Offer offer)
    {
        var (before, after) = Neighbours(studio, slot);
        var reach = NearNeighbour + TimeSpan.FromMinutes(facts.Series.SetupMinutes + facts.Series.StrikeMinutes);
        if (before is not null && slot.StartsAt - before.EndsAt <= reach)
        {
            offer.Add("adjacent", 12, ("studio", studio.Name), ("at", before.StartsAt.In(facts.Series.Zone)));
        }
        else if (after is not null && after.StartsAt - slot.EndsAt <= reach)
        {
            offer.Add("adjacent", 12, ("studio", studio.Name), ("at", after.StartsAt.In(facts.Series.Zone)));
        }
    }

    private static void WeighHours(AdviceFacts facts, AdviceSlot slot, Offer offer)
    {
        var (start, end) = (slot.StartsAt.In(facts.Series.Zone), slot.EndsAt.In(facts.Series.Zone));
        var (day, from, to) = (DateOnly.FromDateTime(start.DateTime), TimeOnly.FromDateTime(start.DateTime), TimeOnly.FromDateTime(end.DateTime));
        if (GoodHours.Any(hours => from >= hours.From && to <= hours.To && to > from))
        {
            offer.Add("good-hours", 6);
        }
        else if (from < UsualHours.From || to > UsualHours.To || to < from)
        {
            offer.Add("odd-hours", -10);
        }

        if (facts.Holidays?.IsOff(day) == true)
        {
            offer.Add("holiday", -30, ("holiday", facts.Holidays.NameOf(day) ?? ""));
        }
        else if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday && facts.Holidays?.IsWorked(day) != true)
        {
            offer.Add("weekend", -12);
        }
    }

    /// <summary>A slot that is weighed.</summary>
    internal sealed class Offer(AdviceSlot slot)
    {
        private readonly List<(string Code, int Points, (string Name, object Value)[] Values)> _reasons = [];

        public AdviceSlot Slot => slot;

        public AdvicePerson? Official { get; set; }

        public AdvicePerson? Host { get; set; }

        public int Score { get; private set; }

        public void Add(string code, int points, params (string Name, object Value)[] values)
        {
            _reasons.Add((code, points, values));
            Score += points;
        }

        /// <summary>Words are made only for what is offered.</summary>
        public SlotAdvice ToAdvice(AdviceFacts facts) => new()
        {
            SlotId = slot.Id,
            StartsAt = slot.StartsAt.In(facts.Series.Zone),
            EndsAt = slot.EndsAt.In(facts.Series.Zone),
            StudioId = slot.StudioId,
            StudioName = facts.Studios[slot.StudioId].Name,
            OfficialId = Official?.Id,
            OfficialName = Official?.Name,
            HostId = Host?.Id,
            HostName = Host?.Name,
            Score = Score,
            Reasons =
            [
                .. _reasons.OrderByDescending(reason => Math.Abs(reason.Points)).Select(reason =>
                    new AdviceReason(reason.Code, reason.Points, Sentences.English($"Advice.{reason.Code}", Values(reason.Values)), Values(reason.Values))),
            ],
        };
    }

    /// <summary>How the series' interviews lie over its days and weeks.</summary>
    private sealed class Spread
    {
        private readonly AdviceFacts _facts;
        private readonly Dictionary<DateOnly, int> _days;
        private readonly Dictionary<(int Year, int Week), int> _weeks;
        private readonly double _usual;

        public Spread(AdviceFacts facts)
        {
            _facts = facts;
            _days = facts.Booked.CountBy(facts.Series.Zone.DayOf).ToDictionary();
            _weeks = facts.Booked.CountBy(at => WeekOf(facts.Series.Zone.DayOf(at))).ToDictionary();
            _usual = facts.Booked.Count / Math.Max(1.0, Math.Ceiling((facts.Series.EndsOn.DayNumber - facts.Series.StartsOn.DayNumber + 1) / 7.0));
        }

        public void Weigh(AdviceSlot slot, Offer offer)
        {
            var day = _facts.Series.Zone.DayOf(slot.StartsAt);
            var (onDay, inWeek) = (_days.GetValueOrDefault(day), _weeks.GetValueOrDefault(WeekOf(day)));
            if (onDay >= _facts.Series.MaxPerDay)
            {
                offer.Add("day-limit", -40, ("count", onDay), ("most", _facts.Series.MaxPerDay.Value));
            }

            if (inWeek >= _facts.Series.MaxPerWeek)
            {
                offer.Add("week-limit", -40, ("count", inWeek), ("most", _facts.Series.MaxPerWeek.Value));
            }
            else if (_facts.Booked.Count > 0 && inWeek < _usual)
            {
                offer.Add("quiet-week", inWeek == 0 ? 8 : 5, ("count", inWeek));
            }
            else if (inWeek > _usual + 1)
            {
                offer.Add("full-week", -Math.Min(10, 2 * (int)Math.Ceiling(inWeek - _usual)), ("count", inWeek));
            }
        }

        private static (int Year, int Week) WeekOf(DateOnly day)
        {
            var at = day.ToDateTime(TimeOnly.MinValue);
            return (ISOWeek.GetYear(at), ISOWeek.GetWeekOfYear(at));
        }
    }
}
