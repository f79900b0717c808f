using System.Text.Json.Serialization;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Broadcast.Times;

namespace Broadcast.Registers;

/// <summary>A person of a unit who may be a guest.</summary>
public sealed record Official : IEntry
{
    /// <summary>The language of mails and pages when nobody says another.</summary>
    public const string DefaultLanguage = "zh-CN";

    /// <summary>The official's id.</summary>
    public Guid Id { get; init; }

    /// <summary>The unit the official speaks for.</summary>
    public Guid UnitId { get; init; }

    /// <summary>The official's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The office held.</summary>
    public string Title { get; init; } = "";

    /// <summary>Where invitations go.</summary>
    public string? Email { get; init; }

    /// <summary>For the day itself.</summary>
    public string? Phone { get; init; }

    /// <summary>The language of mails and pages for this person, as a tag such as <c>zh-CN</c>.</summary>
    public string Language { get; init; } = DefaultLanguage;

    /// <summary>The zone this person lives by (IANA), where it is not the series' own: mails and the guest's page then say both times. Null: the series'.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The secret in <see cref="CalendarUrl"/>.</summary>
    [JsonIgnore]
    public string CalendarKey { get; init; } = "";

    /// <summary>The official's interviews as a feed for any calendar program; the key in it is the permission.</summary>
    public string CalendarUrl => $"/api/v1/officials/{Id}/calendar.ics?key={CalendarKey}";

    /// <inheritdoc/>
    public int Version { get; init; } = 1;
}

/// <summary>What a client may say about an official; the unit by its id or by its code.</summary>
internal sealed record OfficialBody
{
    public Given<Guid?> UnitId { get; init; }

    public Given<string> UnitCode { get; init; }

    public Given<string> Name { get; init; }

    public Given<string> Title { get; init; }

    public Given<string> Email { get; init; }

    public Given<string> Phone { get; init; }

    public Given<string> Language { get; init; }

    public Given<string> TimeZone { get; init; }

    /// <summary>The official as it shall be, checked.</summary>
    public Official Over(Official now, UnitBook units, Fields fields) => now with
    {
        Version = now.Version + 1,
        UnitId = units.Choose(UnitId, UnitCode, now.UnitId == Guid.Empty ? null : now.UnitId, isRequired: true, fields) ?? Guid.Empty,
        Name = fields.Text("name", Name.Or(now.Name), 200),
        Title = fields.Text("title", Title.Or(now.Title), 200),
        Email = fields.Mail("email", Email.Or(now.Email)),
        Phone = fields.OptionalText("phone", Phone.Or(now.Phone), 40),
        Language = ReadLanguage(Language.Or(now.Language), fields),
        TimeZone = ReadZone(TimeZone.Or(now.TimeZone), fields),
    };

    private static string? ReadZone(string? value, Fields fields)
    {
        var text = fields.OptionalText("timeZone", value, 64);
        if (text is not null && !Zones.TryFind(text, out _))
        {
            fields.Wrong("timeZone", "An IANA time zone, such as Asia/Shanghai.");
        }

        return text;
    }

    private static string ReadLanguage(string? value, Fields fields)
    {
        var text = fields.OptionalText("language", value, 10) ?? Official.DefaultLanguage;
        if (!text.Split('-').All(part => part.Length is >= 2 and <= 8 && part.All(char.IsAsciiLetterOrDigit)))
        {
            fields.Wrong("language", "A language tag, such as zh-CN or en.");
        }

        return text;
    }
}
