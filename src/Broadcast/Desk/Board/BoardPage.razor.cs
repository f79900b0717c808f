using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Outcomes;
using Broadcast.Pages;
using Broadcast.Planning;
using Broadcast.Registers;
using Broadcast.Scheduling;
using Broadcast.Times;

namespace Broadcast.Desk.Board;

/// <summary>What can be done on the board.</summary>
public partial class BoardPage
{
    private const int MostSuggestions = 8;
    private const int MostStudios = 200;

    private async Task Carry()
    {
        switch (Posted.Action)
        {
            case "request" when Is(Role.Unit):
                Settle(await Interviews.Request(Posted.SubjectId, Booking(), Me, Now, Ct), "requested");
                break;
            case var _ when !Is(Role.Producer):
                Refuse(Refusal.Forbidden());
                break;
            case "book":
                await Book();
                break;
            case "unbook":
                Settle(await Interviews.Cancel(Posted.SubjectId, T["Board.Unbooked"], Me, Now, Ct), "unbooked");
                break;
            case "move":
                await Move();
                break;
            case "swap":
                await Swap();
                break;
            case "approve":
                Settle(await Interviews.Approve(Posted.SubjectId, Me, Now, Ct), "approved");
                break;
            case "refuse":
                Settle(await Interviews.Refuse(Posted.SubjectId, Posted["reason"], Me, Now, Ct), "refused");
                break;
            default:
                await CarryForSlots();
                break;
        }
    }

    private async Task CarryForSlots()
    {
        switch (Posted.Action)
        {
            case "addSlot":
                await AddSlot();
                break;
            case "block":
                Settle(await Slots.Block(Posted.SubjectId, Me, Now, Ct), "blocked", Here(("undo", "unblock"), ("on", Posted.Subject)));
                break;
            case "unblock":
                Settle(await Slots.Unblock(Posted.SubjectId, Me, Now, Ct), "unblocked", Here(("undo", null), ("on", null)));
                break;
            case "remove":
                Settle(await Slots.Remove(Posted.SubjectId, null, Me, Now, Ct), "removed", Here(("slot", null), ("undo", "restore"), ("on", Posted.Subject), ("to", null)));
                break;
            case "restore":
                Settle(await Slots.Restore(Posted.SubjectId, Me, Now, Ct), "slotBack", Here(("slot", Posted.Subject), ("undo", null), ("on", null)));
                break;
        }
    }

    private async Task Book()
    {
        var booked = await Interviews.Book(Posted.SubjectId, Booking(), Me, Now, Ct);
        Settle(booked, "booked", Here(("unit", null), ("undo", "unbook"), ("on", booked.Value?.Id.ToString()), ("to", null)));
    }

    /// <summary>Moves an interview, and offers the way back; moved back, it offers no more.</summary>
    private async Task Move()
    {
        var before = await Interviews.Find(Posted.SubjectId, Me, Ct);
        var moved = await Interviews.Reschedule(Posted.SubjectId, Posted.Id("slotId"), Me, Now, Ct);
        var isUndo = Posted.Ticked("undo");
        var shown = Asked("slot") is null && Asked("move") is null ? null : Posted["slotId"];
        Settle(
            moved,
            isUndo ? "undone" : "moved",
            Here(("move", null), ("slot", shown), ("undo", isUndo ? null : "move"), ("on", isUndo ? null : Posted.Subject), ("to", isUndo ? null : before?.SlotId.ToString())));
    }

    /// <summary>Swapping again is the way back.</summary>
    private async Task Swap()
    {
        var isUndo = Posted.Ticked("undo");
        var swapped = await Interviews.Swap(Posted.SubjectId, Posted.Id("withId"), Me, Now, Ct);
        Settle(
            swapped,
            isUndo ? "undone" : "swapped",
            Here(("move", null), ("slot", null), ("undo", isUndo ? null : "swap"), ("on", isUndo ? null : Posted.Subject), ("to", isUndo ? null : Posted["withId"])));
    }

    private async Task AddSlot()
    {
        var body = new SlotBody { StudioId = Posted.Id("studioId"), StartsAt = Posted.Moment("startsAt", _series!.Zone), EndsAt = Posted.Moment("endsAt", _series.Zone) };
        var made = await Slots.Create(Id, body, Me, Now, Ct);
        var day = made.IsRefused ? _scene!.Period.On : Moments.Local(made.Value.StartsAt, _series.Zone);
        Settle(made, "slotAdded", Here(("month", null), ("day", Iso(day)), ("after", made.IsRefused ? null : Moments.Field(made.Value.EndsAt, _series.Zone))));
    }

    private BookingBody Booking()
    {
        var principal = Posted.Id("principal");
        var others = Posted.Ids("guest").Where(id => id != principal);
        return new BookingBody
        {
            UnitId = Posted.Id("unitId"),
            Topic = Posted["topic"],
            HostId = Posted.Id("hostId"),
            Guests = [new GuestBody { OfficialId = principal, Role = "principal" }, .. others.Select(id => new GuestBody { OfficialId = id, Role = "guest" })],
        };
    }

    /// <summary>The unit that is to be booked; one that does not take part yet will by being booked.</summary>
    private async Task<BoardUnit?> UnitOf(Guid id) =>
        _units.FirstOrDefault(unit => unit.Id == id) ?? (await Units.Find(id, Me, Ct) is { } unit ? new BoardUnit { Id = unit.Id, Code = unit.Code, Name = unit.Name } : null);

    /// <summary>The slots that suit a unit best; for one slot, whether it does, and who would come.</summary>
    private async Task<IReadOnlyList<Suggestion>> Suggest(Guid unitId, BoardEntry? only)
    {
        var facts = await Advice.Read(Id, new AdviceQuery(unitId, null, null, only?.StartsAt, only?.StartsAt.AddMilliseconds(1)), Now, Ct);
        return facts.IsRefused
            ? []
            : [.. Ranking.Rank(facts.Value, only is null ? MostSuggestions : MostStudios).Items.Where(slot => only is null || slot.SlotId == only.SlotId).Select(Suggested)];
    }

    /// <summary>The topics of the unit itself, and those that belong to nobody.</summary>
    private async Task<IReadOnlyList<Topic>> TopicsFor(Guid unitId) =>
        [.. (await Topics.List(new RegisterQuery(), Me, Guid.Empty, Most, Ct)).Where(topic => topic.UnitId is null || topic.UnitId == unitId).OrderBy(topic => topic.UnitId is null)];

    private Suggestion Suggested(SlotAdvice slot) => new(slot.SlotId, slot.StudioId, slot.StartsAt, slot.EndsAt)
    {
        OfficialId = slot.OfficialId,
        HostId = slot.HostId,
        Reasons = [.. slot.Reasons.Select(reason => new SuggestionReason(reason.Points < 0, Sentences.InWords($"Advice.{reason.Code}", reason.Parameters, T, Now)))],
    };

    /// <summary>After one slot, the next one is proposed.</summary>
    private string Proposed()
    {
        var first = _scene!.Period.First;
        var day = first < _series!.StartsOn ? _series.StartsOn : first;
        return Asked("after") ?? day.ToDateTime(new TimeOnly(9, 0)).ToString("yyyy-MM-ddTHH:mm", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
