using System.Globalization;

namespace Broadcast.Planning.Model;

/// <summary>The sentences of the reasons: one method for each code.</summary>
internal static class ReasonWords
{
    private const int MostNames = 5;

    public static PlanReason NoSlots() => Make("no-open-slots", "The series has no open slot ahead.", new(), AddSlots);

    public static PlanReason NoOfficial() => Make("no-official", "No official of the unit is registered.", new(), new Help("register-official", "Register an official of the unit."));

    public static PlanReason Dates(PlanTask task, int of) => Make(
        "no-slot-in-dates",
        $"None of the {Slots(of)} lies {Within(task)}.",
        new() { Of = of, From = task.Earliest, To = task.Latest },
        AddSlots,
        new Help("widen-dates", "Allow earlier or later dates for the unit."));

    public static PlanReason Month(PlanTask task, int of) => Make(
        "no-slot-in-month",
        task is { Month: { } unit, TopicMonth: { Month: var topic } } && unit != topic
            ? $"The unit belongs to {Name(unit)}, its topic to {Name(topic)}: no slot is in both."
            : $"None of the {Slots(of)} that its dates allow lies in {Name(task.Month ?? task.TopicMonth?.Month ?? 1)}, the month it belongs to.",
        new() { Of = of, Month = task.Month ?? task.TopicMonth?.Month },
        AddSlots,
        new Help("change-month", "Move the unit, or its topic, to another month."));

    public static PlanReason UnitElsewhere(int slots, int of) => Make(
        "unit-elsewhere", $"The unit has an interview in another series at {Share(slots, of)}.", new() { Slots = slots, Of = of }, AddSlots, new Help("move-other", "Move the unit's other interview."));

    public static PlanReason StudioAway(int slots, int of) => Make(
        "studio-away", $"The studio is not to be had at {Share(slots, of)}.", new() { Slots = slots, Of = of }, new Help("free-studio", "Free the studio then, or add slots in another."), AddSlots);

    public static PlanReason OfficialsAway(PlanTask task, int slots, int of, int? month) => Make(
        "officials-away",
        task.Officials.Count == 1
            ? $"Its only official, {task.Officials[0].Name}, is away at {Share(slots, of)}{In(month)}."
            : $"All {Number(task.Officials.Count)} officials of the unit are away at {Share(slots, of)}{In(month)}.",
        new() { Slots = slots, Of = of, Count = task.Officials.Count, Month = month, Names = [.. task.Officials.Take(MostNames).Select(official => official.Name)] },
        new Help("another-official", "Name another official of the unit."),
        new Help("free-official", "Ask the official for a time, and enter it."),
        AddSlots);

    public static PlanReason HostsAway(int slots, int of) => Make(
        "hosts-away", $"No host is free at {Share(slots, of)}.", new() { Slots = slots, Of = of }, new Help("another-host", "Register another host, or free one then."), new Help("without-host", "Plan without requiring hosts."));

    public static PlanReason Gap(int slots, int of, int minutes) => Make(
        "gap", $"At {Share(slots, of)} less than {Number(minutes)} minutes lie to another interview in the studio.", new() { Slots = slots, Of = of, Limit = minutes }, new Help("shorter-gap", "Allow a shorter gap."), AddSlots);

    public static PlanReason DayFull(int slots, int of, int limit) => Make(
        "day-full", $"At {Share(slots, of)} the day has its {Number(limit)} {Plural(limit, "interview")} already.", new() { Slots = slots, Of = of, Limit = limit }, new Help("more-per-day", "Allow more interviews a day."), AddSlots);

    public static PlanReason WeekFull(int slots, int of, int limit) => Make(
        "week-full", $"At {Share(slots, of)} the week has its {Number(limit)} {Plural(limit, "interview")} already.", new() { Slots = slots, Of = of, Limit = limit }, new Help("more-per-week", "Allow more interviews a week."), AddSlots);

    public static PlanReason Competition(int slots, IReadOnlyList<string> units) => Make(
        "slots-contested",
        $"{Number(units.Count)} units compete for the same {(slots == 1 ? "slot" : Slots(slots))}: {Names(units)}.",
        new() { Slots = slots, Count = units.Count, Names = [.. units.Take(MostNames)] },
        AddSlots,
        new Help("free-official", "Ask one of their officials for another time, and enter it."));

    public static PlanReason Taken(int slots, int of, IReadOnlyList<string> units) => Make(
        "slots-taken",
        $"{Capital(Share(slots, of))} {(slots == 1 ? "is" : "are")} taken by units that the plan could not place better: {Names(units)}.",
        new() { Slots = slots, Of = of, Count = units.Count, Names = [.. units.Take(MostNames)] },
        AddSlots,
        new Help("pin", "Pin the unit to one of these slots; another one is left out then."));

    public static PlanReason HostsShort(int slots, int of) => Make(
        "hosts-short", $"At {Share(slots, of)} all hosts lead other interviews of the plan.", new() { Slots = slots, Of = of }, new Help("another-host", "Register another host."), new Help("without-host", "Plan without requiring hosts."));

    public static PlanReason NotFound() => Make(
        "not-found-in-time", "There may be a place for it, but the plan ran out of time before one was found.", new(), new Help("more-time", "Plan again with more time."));

    public static PlanReason PinLost() => Make("pin-lost", "The slot it was pinned to is not to be had any more, so it was planned anew.", new(), new Help("pin", "Pin it to another slot."));

    public static PlanReason BeingPlanned() => Make("being-planned", "It made way for a unit that was put on its slot; the rest is being planned again.", new());

    public static PlanReason Breaks(string code, string text, ReasonParams? about = null) => new(code, text, about ?? new(), [], []);

    private static readonly Help AddSlots = new("add-slots", "Add slots at other times.");

    private static PlanReason Make(string code, string text, ReasonParams about, params Help[] help) =>
        new(code, text, about, [.. help.Select(one => one.Code)], [.. help.Select(one => one.Text)]);

    private static string Share(int slots, int of) => slots == of
        ? slots == 1 ? "the only slot that is left" : $"all {Slots(slots)} that are left"
        : $"{Number(slots)} of the {Slots(of)} that are left";

    private static string In(int? month) => month is { } number ? $" in {Name(number)}" : "";

    private static string Within(PlanTask task) => (task.Earliest, task.Latest) switch
    {
        ({ } from, { } to) => $"between {Day(from)} and {Day(to)}",
        ({ } from, null) => $"on or after {Day(from)}",
        (null, { } to) => $"on or before {Day(to)}",
        _ => "within its dates",
    };

    private static string Names(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? $" and {Number(names.Count - MostNames)} more" : "");

    private static string Slots(int count) => $"{Number(count)} {Plural(count, "slot")}";

    private static string Plural(int count, string word) => count == 1 ? word : word + "s";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Name(int month) => CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private readonly record struct Help(string Code, string Text);
}
