using System.Globalization;
using Broadcast.Access;
using Broadcast.Desk.Board;
using Broadcast.Desk.Board.Calendar;
using Broadcast.Outcomes;
using Broadcast.Pages;
using Broadcast.Planning;
using Broadcast.Planning.Model;
using Broadcast.Registers;
using Broadcast.Scheduling;
using Broadcast.Times;
using Microsoft.AspNetCore.Components;

namespace Broadcast.Desk.Planning;

/// <summary>The plans of a series: asked for, looked at, changed by hand, compared, published. A producer acts, everybody else reads.</summary>
public partial class PlanPage
{
    private const int Listed = 12;
    private const int Most = 5000;

    private Series? _series;
    private IReadOnlyList<SeriesPlan> _plans = [];
    private SeriesPlan? _plan;
    private string? _older;
    private BoardScene? _scene;
    private (Guid Id, string Name)? _moving;
    private IReadOnlyList<Slot> _open = [];
    private IReadOnlyDictionary<Guid, string> _studios = new Dictionary<Guid, string>();
    private SeriesPlan? _trial;
    private Refusal? _trialRefusal;
    private PlanComparison? _comparison;

    /// <summary>The series.</summary>
    [Parameter]
    public Guid Id { get; set; }

    private bool CanChange => Is(Role.Producer) && _plan?.State is PlanState.Draft or PlanState.Superseded;

    private IReadOnlyList<SeriesPlan> Others => [.. _plans.Where(other => other.Id != _plan!.Id && other.Score is not null)];

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _series = await Register.Find(Id, Ct);
        if (_series is null)
        {
            Navigation.NotFound();
            return;
        }

        await ReadPlans();
        if (_plan is not { } plan)
        {
            return;
        }

        _studios = (await Studios.List(null, Guid.Empty, Most, Ct)).ToDictionary(studio => studio.Id, studio => studio.Name);
        if (Asked("view") == "month")
        {
            await ReadCalendar(_series, plan);
        }

        if (AskedId("move") is { } unit && CanChange)
        {
            await ReadByHand(plan, unit);
        }

        if (AskedId("with") is { } with && Is(Role.Producer))
        {
            var compared = await Plans.Compare(plan.Id, with, Ct);
            _comparison = compared.IsRefused ? null : compared.Value;
        }
    }

    private async Task ReadPlans()
    {
        var plans = await Plans.List(Id, null, Me, AskedId("before") ?? Guid.Empty, Listed + 1, Ct) ?? [];
        _plans = [.. plans.Take(Listed)];
        _older = plans.Count > Listed ? Here(("before", _plans[^1].Id.ToString())) : null;
        _plan = AskedId("plan") is not { } id ? _plans.Count > 0 ? _plans[0] : null
            : _plans.FirstOrDefault(plan => plan.Id == id) ?? (await Plans.Find(id, Me, Ct) is { } found && found.SeriesId == Id ? found : null);
    }

    /// <summary>The month as the board shows it, with what the draft would put on the open slots.</summary>
    private async Task ReadCalendar(Series series, SeriesPlan plan)
    {
        var first = plan.Assignments.Count > 0 ? plan.Assignments[0].StartsAt : Now;
        var day = DateOnly.TryParseExact(Asked("day"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asked) ? asked : Moments.Local(first, series.Zone);
        var period = BoardPeriod.Of(BoardView.Month, day, series.StartsOn, series.EndsOn);
        var drafted = plan.Assignments.Where(each => each.InterviewId is null).ToDictionary(each => each.SlotId);
        var slots = await Table.ListSlots(Id, series.Zone.StartOf(period.First), series.Zone.StartOf(period.Last.AddDays(1)), series.Zone, Me, Ct);
        _scene = new BoardScene
        {
            Series = series,
            Period = period,
            Entries = [.. slots.Select(slot => slot.SlotState == SlotState.Open && drafted.TryGetValue(slot.SlotId, out var each) ? Drafted(slot, each) : slot)],
            Studios = _studios,
            Now = Now,
            LinkOf = slot => slot.IsDrafted ? $"{Here(("view", null), ("day", null))}#u-{slot.UnitId}" : $"/series/{Id}?day={Iso(Moments.Local(slot.StartsAt, series.Zone))}&slot={slot.SlotId}",
            DayLink = on => $"/series/{Id}?view=day&day={Iso(on)}",
        };
    }

    private static BoardEntry Drafted(BoardEntry slot, PlanAssignment each) => slot with { IsDrafted = true, UnitId = each.UnitId, UnitName = each.UnitName, Topic = each.Topic, HostName = each.HostName };

    private async Task ReadByHand(SeriesPlan plan, Guid unit)
    {
        var name = plan.Assignments.FirstOrDefault(each => each.UnitId == unit)?.UnitName ?? plan.Unassigned.FirstOrDefault(each => each.UnitId == unit)?.UnitName;
        if (name is null)
        {
            return;
        }

        _moving = (unit, name);
        var own = plan.Assignments.FirstOrDefault(each => each.UnitId == unit)?.SlotId;
        var open = await Slots.List(new SlotQuery(Id, "open", null, null, null), (DateTimeOffset.UnixEpoch, Guid.Empty), Most, Ct);
        var ahead = open.Where(slot => slot.StartsAt > Now).ToList();
        _open = [.. (ahead.Count > 0 ? ahead : open).Where(slot => slot.Id != own)];
        if (AskedId("slot") is { } slot)
        {
            var tried = await Plans.Try(plan.Id, PinOn(unit, slot), Now, Ct);
            (_trial, _trialRefusal) = (tried.Value, tried.Refusal);
        }
    }

    private async Task Carry()
    {
        if (!Is(Role.Producer))
        {
            Refuse(Refusal.Forbidden());
            return;
        }

        var (id, version) = (Posted.SubjectId, Posted.Number("version"));
        switch (Posted.Action)
        {
            case "start":
                await Start();
                break;
            case "cancel":
                Settle(await Plans.Cancel(id, Me, Now, Ct), "planStopped", PlanLink(id));
                break;
            case "mark":
                await Mark(id, version);
                break;
            case "move":
                var put = await Plans.Pin(id, PinOn(Posted.Id("unitId"), Posted.Id("slotId")), version, Me, Now, Ct);
                Settle(put, "planMoved", PlanLink(id));
                break;
            case "publish":
                Settle(await Publication.Publish(id, version, Me, Now, Ct), "published", PlanLink(id));
                break;
            case "takeBack":
                Settle(await Publication.TakeBack(id, version, Me, Now, Ct), "planTakenBack", PlanLink(id));
                break;
        }
    }

    private async Task Start()
    {
        if (Posted.Ticked(PlanForm.More))
        {
            return;
        }

        if (WrongNumber() is { } wrong)
        {
            Refuse(wrong);
            return;
        }

        var started = await Plans.Start(Id, BodyOf(Posted), Me, Now, Ct);
        if (started.IsRefused)
        {
            Refuse(started.Refusal.InPlace("bestHours", [.. PlanForm.HoursOf(Posted).Select(each => each.Place)]));
        }
        else
        {
            Settle(started, "planStarted", PlanLink(started.Value.Id));
        }
    }

    private Refusal? WrongNumber()
    {
        string[] whole = ["maxPerDay", "maxPerWeek", "minGapMinutes", .. PlanForm.WeightNames.Select(name => $"weights.{name}")];
        return whole.FirstOrDefault(name => Posted.Text(name) is not null && Posted.Number(name) is null) is { } wrong ? Refusal.Field(wrong, "A whole number.")
            : Posted.Text("timeLimitSeconds") is { } seconds && Seconds(seconds) is null ? Refusal.Field("timeLimitSeconds", "More than 0, at most 300.")
            : null;
    }

    private static PlanBody BodyOf(Posted posted) => new()
    {
        MaxPerDay = posted.Number("maxPerDay"),
        MaxPerWeek = posted.Number("maxPerWeek"),
        MinGapMinutes = posted.Number("minGapMinutes"),
        TimeLimitSeconds = Seconds(posted["timeLimitSeconds"]),
        RequireHost = posted.Ticked("requireHost"),
        MayMove = posted.Text("mayMove"),
        FollowsId = posted.Id("followsId"),
        BestHours = [.. PlanForm.HoursOf(posted).Select(each => each.Hours)],
        Weights = new WeightBody
        {
            PreferredTimes = posted.Number("weights.preferredTimes"),
            EvenSpread = posted.Number("weights.evenSpread"),
            RankOrder = posted.Number("weights.rankOrder"),
            BestHours = posted.Number("weights.bestHours"),
            KeepDraft = posted.Number("weights.keepDraft"),
            MoveBooked = posted.Number("weights.moveBooked"),
            MoveConfirmed = posted.Number("weights.moveConfirmed"),
            WithoutHost = posted.Number("weights.withoutHost"),
        },
    };

    private async Task Mark(Guid id, int? version)
    {
        if (Posted.Id("unpin") is { } freed)
        {
            Settle(await Plans.Pin(id, new PinBody { Unpin = [freed] }, version, Me, Now, Ct), "unpinned", PlanLink(id));
            return;
        }

        var unit = Posted.Id("pin");
        var slot = (await Plans.Find(id, Me, Ct))?.Assignments.FirstOrDefault(each => each.UnitId == unit)?.SlotId;
        Settle(await Plans.Pin(id, PinOn(unit, slot), version, Me, Now, Ct), "pinned", PlanLink(id));
    }

    private static PinBody PinOn(Guid? unit, Guid? slot) => new() { Pin = [new PinnedBody { UnitId = unit, SlotId = slot }] };

    /// <summary>Those of the plan that is shown; before the first, the series' own.</summary>
    private PlanRules RulesToBeginWith(Series series) => _plan?.Rules ?? new PlanRules { MaxPerDay = series.MaxPerDay, MaxPerWeek = series.MaxPerWeek, MinGapMinutes = series.SetupMinutes + series.StrikeMinutes };

    private string MoveLink(Guid unit) => Here(("plan", _plan!.Id.ToString()), ("move", unit.ToString()), ("slot", null), ("view", null));

    private string PlanLink(SeriesPlan plan) => PlanLink(plan.Id);

    private string PlanLink(Guid plan) => Here(("plan", plan.ToString()), ("move", null), ("slot", null), ("with", null), ("day", null));

    private string? DayAddress(DateOnly? day) => day is { } to ? Here(("day", Iso(to))) : null;

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static double? Seconds(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
}
