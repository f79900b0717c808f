using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Planning.Model;

namespace Broadcast.Planning;

/// <summary>A plan as a client asks for it; nothing has to be said.</summary>
internal sealed record PlanBody
{
    private const double DefaultSeconds = 10;
    private const double MostSeconds = 300;
    private const int MostWeight = 1000;
    private const int MostHours = 24;

    public int? MaxPerDay { get; init; }

    public int? MaxPerWeek { get; init; }

    public int? MinGapMinutes { get; init; }

    public double? TimeLimitSeconds { get; init; }

    public bool? RequireHost { get; init; }

    /// <summary>Local times of day, such as <c>{"from": "09:00", "to": "11:30"}</c>.</summary>
    public List<HourBody?>? BestHours { get; init; }

    public WeightBody? Weights { get; init; }

    /// <summary>nothing, booked or confirmed.</summary>
    public string? MayMove { get; init; }

    /// <summary>Short for <c>mayMove: confirmed</c>.</summary>
    public bool? Replan { get; init; }

    /// <summary>The draft to follow, with its pins.</summary>
    public Guid? FollowsId { get; init; }

    public PlanDraft Check(Fields fields) => new(
        new PlanRules
        {
            MaxPerDay = Limit("maxPerDay", MaxPerDay, fields),
            MaxPerWeek = Limit("maxPerWeek", MaxPerWeek, fields),
            MinGapMinutes = fields.Number("minGapMinutes", MinGapMinutes ?? 0, 0, 24 * 60),
            RequireHost = RequireHost ?? true,
            MayMove = Movable(fields),
            BestHours = Hours(fields),
            Weights = (Weights ?? new WeightBody()).Check(MostWeight, fields),
        },
        Seconds(fields),
        FollowsId);

    private MayMove Movable(Fields fields) => MayMove is null
        ? Replan == true ? Model.MayMove.Confirmed : Model.MayMove.Nothing
        : Enum.Parse<MayMove>(fields.OneOf("mayMove", MayMove, Words.All<MayMove>()), ignoreCase: true);

    private double Seconds(Fields fields)
    {
        var seconds = TimeLimitSeconds ?? DefaultSeconds;
        if (!(seconds > 0 && seconds <= MostSeconds))
        {
            fields.Wrong("timeLimitSeconds", $"More than 0, at most {MostSeconds}.");
        }

        return seconds;
    }

    private List<HourRange> Hours(Fields fields)
    {
        if (BestHours?.Count > MostHours)
        {
            fields.Wrong("bestHours", $"At most {MostHours}.");
            return [];
        }

        return [.. (BestHours ?? []).Select((hours, i) => (hours ?? new HourBody()).Check($"bestHours[{i}].", fields))];
    }

    private static int? Limit(string field, int? value, Fields fields) => value is null ? null : fields.Number(field, value, 1, 1000);
}

/// <summary>A part of the day.</summary>
internal sealed record HourBody
{
    public TimeOnly? From { get; init; }

    public TimeOnly? To { get; init; }

    public HourRange Check(string place, Fields fields)
    {
        var hours = new HourRange(fields.Required($"{place}from", From), fields.Required($"{place}to", To));
        if (From is not null && To is not null && hours.To <= hours.From)
        {
            fields.Wrong($"{place}to", "Must lie after from.");
        }

        return hours;
    }
}

/// <summary>Weights as a client sets them; what is missing is as usual.</summary>
internal sealed record WeightBody
{
    public int? PreferredTimes { get; init; }

    public int? EvenSpread { get; init; }

    public int? RankOrder { get; init; }

    public int? BestHours { get; init; }

    public int? KeepDraft { get; init; }

    public int? MoveBooked { get; init; }

    public int? MoveConfirmed { get; init; }

    public int? WithoutHost { get; init; }

    public PlanWeights Check(int most, Fields fields)
    {
        var usual = new PlanWeights();
        return new PlanWeights
        {
            PreferredTimes = Weight("preferredTimes", PreferredTimes ?? usual.PreferredTimes),
            EvenSpread = Weight("evenSpread", EvenSpread ?? usual.EvenSpread),
            RankOrder = Weight("rankOrder", RankOrder ?? usual.RankOrder),
            BestHours = Weight("bestHours", BestHours ?? usual.BestHours),
            KeepDraft = Weight("keepDraft", KeepDraft ?? usual.KeepDraft),
            MoveBooked = Weight("moveBooked", MoveBooked ?? usual.MoveBooked),
            MoveConfirmed = Weight("moveConfirmed", MoveConfirmed ?? usual.MoveConfirmed),
            WithoutHost = Weight("withoutHost", WithoutHost ?? usual.WithoutHost),
        };

        int Weight(string name, int value) => fields.Number($"weights.{name}", value, 0, most);
    }
}

/// <summary>A plan that was asked for, checked.</summary>
internal sealed record PlanDraft(PlanRules Rules, double TimeLimitSeconds, Guid? FollowsId);

/// <summary>Units to be put on slots, and units to be let go.</summary>
internal sealed record PinBody
{
    private const int Most = 5000;

    public List<PinnedBody?>? Pin { get; init; }

    public List<Guid>? Unpin { get; init; }

    public IReadOnlyList<PlanPin> Check(Fields fields)
    {
        if (Pin is null && Unpin is null)
        {
            fields.Wrong("pin", "Required: pin, unpin or both.");
        }

        if (Pin?.Count > Most)
        {
            fields.Wrong("pin", $"At most {Most}.");
            return [];
        }

        var pins = (Pin ?? []).Select((each, i) => new PlanPin(fields.Required($"pin[{i}].unitId", each?.UnitId), fields.Required($"pin[{i}].slotId", each?.SlotId))).ToList();
        for (var i = 0; i < pins.Count && fields.AreGood; i++)
        {
            var before = pins.Take(i).ToList();
            if (before.Exists(each => each.UnitId == pins[i].UnitId))
            {
                fields.Wrong($"pin[{i}].unitId", "Pinned twice.");
            }

            if (before.Exists(each => each.SlotId == pins[i].SlotId))
            {
                fields.Wrong($"pin[{i}].slotId", "Two units on one slot.");
            }
        }

        return pins;
    }
}

/// <summary>A unit and the slot to put it on.</summary>
internal sealed record PinnedBody
{
    public Guid? UnitId { get; init; }

    public Guid? SlotId { get; init; }
}
