using Broadcast.Outbox;

namespace Broadcast.Confirmation;

/// <summary>Something that is said for one cause, whichever ways it goes.</summary>
/// <param name="Cause">Why; nothing is said twice for one cause.</param>
/// <param name="Kind">What it is about, of <see cref="MessageKinds"/>.</param>
/// <param name="Facts">The invitation it is about.</param>
/// <param name="Letter">What it says.</param>
/// <param name="To">Where the mail goes; null: no mail.</param>
internal sealed record Posting(string Cause, string Kind, InvitationFacts Facts, Letter Letter, string? To)
{
    /// <summary>The cause for other ways than mail, where the mail's depends on its address; null: the same.</summary>
    public string? WayCause { get; init; }

    /// <summary>What a calendar program is told; null: nothing.</summary>
    public CalendarAttachment? Calendar { get; init; }

    /// <summary>Whether the guest reads it, and not only somebody who plans.</summary>
    public bool IsForGuest { get; init; }

    /// <summary>Whether it is said to one person more, of what a group reads already.</summary>
    public bool IsMailOnly { get; init; }

    public MessageContent Mail(string to) => new()
    {
        To = to, Name = Letter.Name, Subject = Letter.Subject, Text = Letter.ToText(), Html = Letter.ToHtml(), Calendar = Calendar,
    };

    /// <summary>The same for a robot or a gateway.</summary>
    public MessageContent Brief(string to) => new()
    {
        To = to, Name = Letter.Name, Subject = Letter.Subject, Text = Letter.Text, Html = "", Values = Values(),
    };

    private Dictionary<string, string> Values() => new(StringComparer.Ordinal)
    {
        ["subject"] = Letter.Subject,
        ["text"] = Letter.Text,
        ["name"] = Facts.Name,
        ["unit"] = Facts.UnitName,
        ["topic"] = Facts.Topic,
        ["series"] = Facts.SeriesTitle,
        ["when"] = Letter.Words.When(Facts.StartsAt, Facts.EndsAt, Facts.Zone),
        ["where"] = Facts.Place,
        ["answer"] = Facts.Answer is { } answer ? Letter.Words.Say($"Answer.{answer}") : "",
        ["reason"] = Letter.Reason ?? "",
        ["link"] = IsForGuest ? Letter.Link?.Address ?? "" : "",
        ["phone"] = IsForGuest ? Facts.Phone ?? "" : "",
    };
}
