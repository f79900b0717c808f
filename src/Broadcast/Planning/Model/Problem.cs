using System.Globalization;

namespace Broadcast.Planning.Model;

/// <summary>All that a plan depends on, as values: the same problem always has the same plan.</summary>
internal sealed record Problem
{
    public PlanRules Rules { get; init; } = new();

    /// <summary>The slots that may be used: open ones, and those of interviews that may be moved. In order of time.</summary>
    public IReadOnlyList<SlotOption> Slots { get; init; } = [];

    /// <summary>What is to be placed.</summary>
    public IReadOnlyList<PlanTask> Tasks { get; init; } = [];

    public IReadOnlyList<HostOption> Hosts { get; init; } = [];

    /// <summary>Interviews that stay where they are: of this series, and of any other in its studios.</summary>
    public IReadOnlyList<FixedInterview> Fixed { get; init; } = [];

    /// <summary>Minutes that a studio needs between two interviews in any case: striking the one, setting up the other.</summary>
    public int TurnoverMinutes { get; init; }

    /// <summary>Minutes that lie between two interviews of one studio.</summary>
    public int GapMinutes => Math.Max(Rules.MinGapMinutes, TurnoverMinutes);

    /// <summary>Whether a slot is too close to an interview that stands fast.</summary>
    public bool IsTooClose(SlotOption slot, FixedInterview booked) =>
        booked.StudioId == slot.StudioId && booked.Time.IsWithin(Math.Max(Rules.MinGapMinutes, booked.TurnoverMinutes), slot.Time);

    /// <summary>How many interviews the series will have when all is placed.</summary>
    public int Expected => Tasks.Count + Fixed.Count(booked => booked.Day is not null);

    /// <summary>The place of a slot; -1 when it is not among them.</summary>
    public int Find(Guid slotId)
    {
        for (var slot = 0; slot < Slots.Count; slot++)
        {
            if (Slots[slot].Id == slotId)
            {
                return slot;
            }
        }

        return -1;
    }

    /// <summary>What stands fast for everybody else: what is not moved, and what a producer pinned.</summary>
    public IReadOnlyList<FixedInterview> FixedAndPinned() =>
    [
        .. Fixed,
        .. from task in Tasks
           where task.PinnedTo is not null
           let slot = Find(task.PinnedTo!.Value)
           where slot >= 0
           select new FixedInterview(Slots[slot].StudioId, Slots[slot].Time, Slots[slot].Day, null, TurnoverMinutes),
    ];
}

/// <summary>A slot that a plan may use.</summary>
internal sealed record SlotOption
{
    public Guid Id { get; init; }

    public Guid StudioId { get; init; }

    public string StudioName { get; init; } = "";

    public Period Time { get; init; }

    /// <summary>The local day and time of its start.</summary>
    public DateTime Local { get; init; }

    /// <summary>What the studio said of its own times.</summary>
    public Diary Studio { get; init; } = Diary.Empty;

    public DateOnly Day => DateOnly.FromDateTime(Local);

    public int Week => PlanWeek.Of(Day);
}

/// <summary>ISO weeks as numbers, such as 202611.</summary>
internal static class PlanWeek
{
    public static int Of(DateOnly day)
    {
        var date = day.ToDateTime(TimeOnly.MinValue);
        return (ISOWeek.GetYear(date) * 100) + ISOWeek.GetWeekOfYear(date);
    }
}

/// <summary>A unit that is to get an interview, or has one that may be moved.</summary>
internal sealed record PlanTask
{
    public Guid UnitId { get; init; }

    public string UnitName { get; init; } = "";

    /// <summary>Who could speak, one of them; for an interview that stands all its guests as one.</summary>
    public IReadOnlyList<OfficialOption> Officials { get; init; } = [];

    /// <summary>The unit's interviews in other series.</summary>
    public Diary Elsewhere { get; init; } = Diary.Empty;

    public DateOnly? Earliest { get; init; }

    public DateOnly? Latest { get; init; }

    /// <summary>The month (1–12) the unit belongs to.</summary>
    public int? Month { get; init; }

    /// <summary>The first day of the month its topic is the theme of.</summary>
    public DateOnly? TopicMonth { get; init; }

    /// <summary>Units of a lower rank come first.</summary>
    public int? Rank { get; init; }

    /// <summary>The slot a producer put it on; what the rules say against that is told, not obeyed.</summary>
    public Guid? PinnedTo { get; init; }

    /// <summary>The slot it had in the draft that this one follows.</summary>
    public Guid? DraftedAt { get; init; }

    /// <summary>The interview that stands; null: none yet.</summary>
    public StandingInterview? Standing { get; init; }

    public bool IsNew => Standing is null;
}

/// <summary>An official who could speak.</summary>
internal sealed record OfficialOption(Guid Id, string Name, Diary Diary);

/// <summary>A host and when.</summary>
internal sealed record HostOption(Guid Id, string Name, Diary Diary);

/// <summary>An interview that may be moved.</summary>
internal sealed record StandingInterview(Guid InterviewId, Guid SlotId, Guid? HostId, bool IsConfirmed);

/// <summary>An interview that is not moved.</summary>
/// <param name="StudioId">Where.</param>
/// <param name="Time">When.</param>
/// <param name="Day">Its local day; null when it belongs to another series, whose days are not counted here.</param>
/// <param name="Rank">Its unit's rank, if it belongs to this series.</param>
/// <param name="TurnoverMinutes">What the studio needs between it and an interview of this series.</param>
internal sealed record FixedInterview(Guid StudioId, Period Time, DateOnly? Day, int? Rank, int TurnoverMinutes = 0);

/// <summary>Where a task ended up. Indices into the problem; the official is -1 where none is registered, the host is null where none is named.</summary>
internal readonly record struct Placement(int Task, int Slot, int Official, Guid? HostId);
