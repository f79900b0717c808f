using Broadcast.Hosting;
using Broadcast.Outbox;
using Broadcast.Scheduling;

namespace Broadcast.Confirmation;

/// <summary>Writes what is said about an invitation, in the recipient's language.</summary>
internal sealed class LetterWriter(GuestLinks links, Settings settings)
{
    /// <summary>Whether a producer wants mail.</summary>
    public bool HasProducer => settings.Mail.Producer is not null;

    /// <summary>Asks the guest, for the first time or anew after a move.</summary>
    public Posting Ask(InvitationFacts facts, string cause, string address, int sequence, bool isAnew, DateTimeOffset now)
    {
        var text = MailText.In(facts.Language);
        var kind = isAnew ? "Moved" : "Invitation";
        var link = links.Of(facts.TokenProtected, address);
        var letter = new Letter(text, OneLine(facts.Name), text.Say($"{kind}.Subject", OneLine(facts.Topic)), text.Say($"{kind}.Text"))
        {
            Facts = [.. Facts(facts, text), (text.Say("Fact.AnswerBy"), text.Moment(Ladder.Deadline(facts.ToLadder() with { AskedAt = now }), facts.Zone))],
            Link = link is null ? null : (text.Say("Link.Answer"), link),
        };

        // Who has answered keeps the entry as it is: asking once more in the calendar would take the answer back there.
        var calendar = facts.Email is { } to && (isAnew || facts.Answer is null) ? InvitationCalendar.Request(facts, to, sequence, settings.Mail.From, link, now) : null;
        return new Posting(cause, MessageKinds.Invitation, facts, letter, facts.Email) { Calendar = calendar, IsForGuest = true };
    }

    /// <summary>Takes the invitation back, where it went.</summary>
    public Posting Withdraw(InvitationFacts facts, string cause, int sequence, DateTimeOffset now)
    {
        var text = MailText.In(facts.Language);
        var letter = new Letter(text, OneLine(facts.Name), text.Say("Cancellation.Subject", OneLine(facts.Topic)), text.Say("Cancellation.Text"))
        {
            Facts = facts.Reason is { } reason ? [.. Facts(facts, text), (text.Say("Fact.Reason"), reason)] : Facts(facts, text),
            Reason = facts.Reason,
        };
        var calendar = facts.Recipient is { } to ? InvitationCalendar.Cancel(facts, to, sequence, settings.Mail.From, now) : null;
        return new Posting(cause, MessageKinds.Cancellation, facts, letter, facts.Recipient) { Calendar = calendar, IsForGuest = true };
    }

    /// <summary>Reminds the guest to answer, or of what was accepted.</summary>
    public Posting Remind(InvitationFacts facts, string cause, string kind)
    {
        var (key, linkKey) = kind == MessageKinds.AnswerReminder ? ("AnswerReminder", "Link.Answer") : ("InterviewReminder", "Link.See");
        return ToGuest(facts, cause, kind, key, linkKey, Facts(facts, MailText.In(facts.Language)));
    }

    /// <summary>Asks somebody who was invited to stand in, because another guest has not answered.</summary>
    public Posting StandIn(InvitationFacts substitute, InvitationFacts silent, string cause)
    {
        var text = MailText.In(substitute.Language);
        return ToGuest(substitute, cause, MessageKinds.AnswerOverdue, "StandIn", "Link.Answer", [(text.Say("Fact.Guest"), silent.Name), .. Facts(substitute, text)]) with { IsMailOnly = true };
    }

    /// <summary>Tells the liaison that the guest has not answered.</summary>
    public Posting OverdueToLiaison(InvitationFacts facts, string cause) => ToPlanner(facts, cause, MessageKinds.AnswerOverdue, "AnswerOverdue", facts.LiaisonEmail, facts.LiaisonName ?? facts.UnitName, []);

    /// <summary>Tells the producer that nobody has answered.</summary>
    public Posting OverdueToProducer(InvitationFacts facts, string cause) => ToProducer(facts, cause, MessageKinds.AnswerOverdue, "AnswerOverdue", []);

    /// <summary>Tells the liaison, or the producer, that the slot was given back.</summary>
    public Posting Released(InvitationFacts facts, string cause, bool isForLiaison) => isForLiaison
        ? ToPlanner(facts, cause, MessageKinds.Released, "Released", facts.LiaisonEmail, facts.LiaisonName ?? facts.UnitName, []) with { IsMailOnly = true }
        : ToProducer(facts, cause, MessageKinds.Released, "Released", []);

    /// <summary>Tells the producer what a guest answered, where that changes the plan.</summary>
    public Posting Answered(InvitationFacts facts, string cause, ResponseDraft draft, IReadOnlyList<SlotChoice> proposed, InterviewGuest? substitute)
    {
        var text = MailText.In(null);
        var more = new List<(string, string)> { (text.Say("Fact.Answer"), text.Say($"Answer.{draft.Answer}")) };
        more.AddRange(draft.Reason is { } reason ? [(text.Say("Fact.Reason"), reason)] : []);
        more.AddRange(proposed.Select(slot => (text.Say("Fact.Proposed"), text.When(slot.StartsAt, slot.EndsAt, facts.Zone))));
        more.AddRange(substitute is null ? [] : [(text.Say("Fact.Substitute"), $"{substitute.Name}, {substitute.Title}")]);
        var posting = ToProducer(facts with { Answer = draft.Answer }, cause, MessageKinds.GuestAnswer, "GuestAnswer", more);
        return posting with { Letter = posting.Letter with { Reason = draft.Reason } };
    }

    /// <summary>The order of the show, and the way to the studio.</summary>
    public Posting RunSheet(InvitationFacts facts, Interview interview, string cause, bool isForUnit)
    {
        var text = MailText.In(isForUnit ? null : facts.Language);
        IReadOnlyList<(string, string)> sheet =
        [
            .. interview.Segments.Select(part => (MailText.Clock(part.PlannedStartsAt, facts.Zone), text.Say("Sheet.Part", part.Title, Math.Round(part.Minutes, 1)))),
            (MailText.Clock(facts.EndsAt, facts.Zone), text.Say("Sheet.End")),
        ];
        var posting = isForUnit
            ? ToPlanner(facts, cause, MessageKinds.RunSheet, "RunSheetUnit", facts.LiaisonEmail, facts.LiaisonName ?? facts.UnitName, [.. interview.Guests.Where(Comes).Select(guest => (text.Say("Fact.Guest"), $"{guest.Name}, {guest.Title}"))])
            : ToGuest(facts, cause, MessageKinds.RunSheet, "RunSheet", "Link.Prepare", Facts(facts, text));
        return posting with { Letter = posting.Letter with { Sheet = sheet }, IsMailOnly = isForUnit };
    }

    private static bool Comes(InterviewGuest guest) => guest.Answer == GuestAnswer.Accept;

    private Posting ToGuest(InvitationFacts facts, string cause, string kind, string key, string linkKey, IReadOnlyList<(string, string)> lines)
    {
        var text = MailText.In(facts.Language);
        var link = links.Of(facts.TokenProtected, facts.Address ?? "");
        var letter = new Letter(text, OneLine(facts.Name), text.Say($"{key}.Subject", OneLine(facts.Topic)), text.Say($"{key}.Text"))
        {
            Facts = lines, Link = link is null ? null : (text.Say(linkKey), link),
        };
        return new Posting(cause, kind, facts, letter, facts.Email) { IsForGuest = true };
    }

    private Posting ToProducer(InvitationFacts facts, string cause, string kind, string key, IReadOnlyList<(string, string)> more) =>
        ToPlanner(facts, cause, kind, key, settings.Mail.Producer?.Address, settings.Mail.Producer?.DisplayName ?? "", more);

    private static Posting ToPlanner(InvitationFacts facts, string cause, string kind, string key, string? to, string name, IReadOnlyList<(string, string)> more)
    {
        var text = MailText.In(null);
        IReadOnlyList<(string, string)> guest = kind == MessageKinds.RunSheet ? [] : [(text.Say("Fact.Guest"), facts.Name)];
        var letter = new Letter(
            text, name.Length > 0 ? OneLine(name) : to ?? "", text.Say($"{key}.Subject", OneLine(facts.Name), OneLine(facts.Topic)), text.Say($"{key}.Text"))
        {
            Facts = [.. guest, (text.Say("Fact.Unit"), facts.UnitName), .. Facts(facts, text), .. more],
        };
        return new Posting(cause, kind, facts, letter, to);
    }

    /// <summary>What it is about. A guest who lives by other clocks is told both times.</summary>
    private static IReadOnlyList<(string Label, string Value)> Facts(InvitationFacts facts, MailText text)
    {
        var lines = new List<(string, string)>
        {
            (text.Say("Fact.Topic"), facts.Topic),
            (text.Say("Fact.Series"), facts.SeriesTitle),
            (text.Say("Fact.When"), text.When(facts.StartsAt, facts.EndsAt, facts.Zone)),
            (text.Say("Fact.Where"), facts.Place),
        };
        if (facts.OwnZone is { } own)
        {
            lines.Insert(3, (text.Say("Fact.OwnTime"), text.When(facts.StartsAt, facts.EndsAt, own)));
        }

        if (facts.HostName is { } host)
        {
            lines.Add((text.Say("Fact.Host"), host));
        }

        return lines;
    }

    /// <summary>A header is one line, whatever was typed.</summary>
    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
