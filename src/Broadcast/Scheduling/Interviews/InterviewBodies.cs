using System.Text.Json.Serialization;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;

namespace Broadcast.Scheduling;

/// <summary>A booking, or a request for one, as a client wants it.</summary>
public sealed record BookingBody
{
    /// <summary>The unit that speaks.</summary>
    public Guid? UnitId { get; init; }

    /// <summary>What it is about.</summary>
    public string? Topic { get; init; }

    /// <summary>Who leads it.</summary>
    public Guid? HostId { get; init; }

    /// <summary>Who speaks; at least one principal guest.</summary>
    public List<GuestBody?>? Guests { get; init; }

    /// <summary>The parts; the series' own when missing.</summary>
    public List<SegmentBody?>? Segments { get; init; }

    internal BookingDraft Check(Fields fields) => new(
        fields.Required("unitId", UnitId),
        fields.Text("topic", Topic, BookingDraft.LongestTopic),
        HostId,
        GuestDraft.Check(Guests, fields),
        Segments is null ? null : SegmentPlan.Check(Segments, fields));
}

/// <summary>A guest as a client names one.</summary>
public sealed record GuestBody
{
    /// <summary>The official, one of the interview's unit.</summary>
    public Guid? OfficialId { get; init; }

    /// <summary>principal, guest or substitute.</summary>
    public string? Role { get; init; }
}

/// <summary>A change of an interview; what is absent stays.</summary>
internal sealed record InterviewBody
{
    public Given<string> Topic { get; init; }

    public Given<Guid?> HostId { get; init; }

    public Given<List<GuestBody?>> Guests { get; init; }

    public Given<List<SegmentBody?>> Segments { get; init; }

    /// <summary>Whether more than the words change.</summary>
    [JsonIgnore]
    public bool ChangesPlan => HostId.IsGiven || Guests.IsGiven || Segments.IsGiven;
}

/// <summary>A booking whose fields are right.</summary>
internal sealed record BookingDraft(Guid UnitId, string Topic, Guid? HostId, IReadOnlyList<GuestDraft> Guests, IReadOnlyList<SegmentPlan>? Segments)
{
    public const int LongestTopic = 300;
}

/// <summary>A guest to be.</summary>
internal sealed record GuestDraft(Guid OfficialId, GuestRole Role)
{
    private const int Most = 20;

    public static IReadOnlyList<GuestDraft> Check(List<GuestBody?>? bodies, Fields fields)
    {
        if (bodies is null or { Count: 0 or > Most })
        {
            fields.Wrong("guests", bodies is null ? "Required." : $"From 1 to {Most} guests.");
            return [];
        }

        var seen = new HashSet<Guid>();
        var guests = bodies.Select((body, i) => CheckOne(body, $"guests[{i}]", seen, fields)).ToList();
        if (fields.AreGood && guests.TrueForAll(guest => guest.Role != GuestRole.Principal))
        {
            fields.Wrong("guests", "At least one guest is the principal one.");
        }

        return guests;
    }

    private static GuestDraft CheckOne(GuestBody? body, string at, HashSet<Guid> seen, Fields fields)
    {
        if (body is null)
        {
            fields.Wrong(at, "Required.");
            return new GuestDraft(Guid.Empty, GuestRole.Guest);
        }

        var officialId = fields.Required($"{at}.officialId", body.OfficialId);
        if (body.OfficialId is not null && !seen.Add(officialId))
        {
            fields.Wrong($"{at}.officialId", "Named twice.");
        }

        return new GuestDraft(officialId, Enum.Parse<GuestRole>(fields.OneOf($"{at}.role", body.Role, "principal", "guest", "substitute"), ignoreCase: true));
    }
}

/// <summary>When something happened; missing means now.</summary>
internal sealed record AtBody
{
    public DateTimeOffset? At { get; init; }
}

/// <summary>Why.</summary>
internal sealed record ReasonBody
{
    public string? Reason { get; init; }
}

/// <summary>With whom to change places.</summary>
internal sealed record SwapBody
{
    public Guid? WithInterviewId { get; init; }
}

/// <summary>Where to.</summary>
internal sealed record MoveBody
{
    public Guid? SlotId { get; init; }
}
