using Broadcast.Hosting;
using Broadcast.Outbox;

namespace Broadcast.Confirmation;

/// <summary>Writes the mails about an invitation, in the recipient's language.</summary>
internal sealed class LetterWriter(GuestLinks links, Settings settings)
{
    /// <summary>Asks the guest, for the first time or anew after a move.</summary>
    public MessageContent Ask(InvitationFacts facts, string to, string address, int sequence, bool isAnew, DateTimeOffset now)
    {
        var text = MailText.In(facts.Language);
        var kind = isAnew ? "Moved" : "Invitation";
        var link = links.Of(facts.TokenProtected, address);
        var letter = new Letter(text, OneLine(facts.Name), text.Say($"{kind}.Subject", OneLine(facts.Topic)), text.Say($"{kind}.Text"))
        {
            Facts = [.. Facts(facts, text), (text.Say("Fact.AnswerBy"), text.Moment(Ladder.Deadline(facts.ToLadder() with { AskedAt = now }), facts.Zone))],
            Link = link is null ? null : (text.Say("Link.Answer"), link),
        };
        return Content(letter, to) with { Calendar = InvitationCalendar.Request(facts, to, sequence, settings.Mail.From, link, now) };
    }

    /// <summary>Takes the invitation back.</summary>
    public MessageContent Withdraw(InvitationFacts facts, string to, int sequence, DateTimeOffset now)
    {
        var text = MailText.In(facts.Language);
        var letter = new Letter(text, OneLine(facts.Name), text.Say("Cancellation.Subject", OneLine(facts.Topic)), text.Say("Cancellation.Text"))
        {
            Facts = facts.Reason is { } reason ? [.. Facts(facts, text), (text.Say("Fact.Reason"), reason)] : Facts(facts, text),
        };
        return Content(letter, to) with { Calendar = InvitationCalendar.Cancel(facts, to, sequence, settings.Mail.From, now) };
    }

    /// <summary>A step of the ladder; null when there is nobody to write to.</summary>
    public MessageContent? Remind(InvitationFacts facts, LadderKind kind) => kind switch
    {
        LadderKind.AnswerReminder => ToGuest(facts, "AnswerReminder", "Link.Answer"),
        LadderKind.InterviewReminder => ToGuest(facts, "InterviewReminder", "Link.See"),
        LadderKind.OverdueToLiaison => Overdue(facts, facts.LiaisonEmail, facts.LiaisonName ?? facts.UnitName),
        _ => Overdue(facts, settings.Mail.Producer?.Address, settings.Mail.Producer?.DisplayName ?? ""),
    };

    private MessageContent? ToGuest(InvitationFacts facts, string key, string linkKey)
    {
        if (facts.Email is not { } to)
        {
            return null;
        }

        var text = MailText.In(facts.Language);
        var link = links.Of(facts.TokenProtected, facts.Address ?? "");
        return Content(
            new Letter(text, OneLine(facts.Name), text.Say($"{key}.Subject", OneLine(facts.Topic)), text.Say($"{key}.Text"))
            {
                Facts = Facts(facts, text),
                Link = link is null ? null : (text.Say(linkKey), link),
            },
            to);
    }

    private static MessageContent? Overdue(InvitationFacts facts, string? to, string name)
    {
        if (to is null)
        {
            return null;
        }

        var text = MailText.In(null);
        var letter = new Letter(
            text, name.Length > 0 ? OneLine(name) : to, text.Say("AnswerOverdue.Subject", OneLine(facts.Name), OneLine(facts.Topic)), text.Say("AnswerOverdue.Text"))
        {
            Facts = [(text.Say("Fact.Guest"), facts.Name), (text.Say("Fact.Unit"), facts.UnitName), .. Facts(facts, text)],
        };
        return Content(letter, to);
    }

    private static MessageContent Content(Letter letter, string to) => new()
    {
        To = to,
        Name = letter.Name,
        Subject = letter.Subject,
        Text = letter.ToText(),
        Html = letter.ToHtml(),
    };

    private static IReadOnlyList<(string Label, string Value)> Facts(InvitationFacts facts, MailText text)
    {
        var lines = new List<(string, string)>
        {
            (text.Say("Fact.Topic"), facts.Topic),
            (text.Say("Fact.Series"), facts.SeriesTitle),
            (text.Say("Fact.When"), text.When(facts.StartsAt, facts.EndsAt, facts.Zone)),
            (text.Say("Fact.Where"), facts.Place),
        };
        if (facts.HostName is { } host)
        {
            lines.Add((text.Say("Fact.Host"), host));
        }

        return lines;
    }

    /// <summary>A header is one line, whatever was typed.</summary>
    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
