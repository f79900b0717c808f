namespace Broadcast.Outcomes;

/// <summary>The stable names of the problems the service answers with, and the HTTP status of each (RFC 9457, <c>/problems/&lt;slug&gt;</c>).</summary>
public static class Slugs
{
    /// <summary>400: a field is missing or wrong; <c>errors</c> names it.</summary>
    public const string Validation = "validation";

    /// <summary>401: no credential, or one that is unknown, expired or revoked.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>403: known, but not allowed.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>404.</summary>
    public const string NotFound = "not-found";

    /// <summary>409: the slot is booked, held or blocked.</summary>
    public const string SlotTaken = "slot-taken";

    /// <summary>409: the official has another interview or is away then.</summary>
    public const string OfficialBusy = "official-busy";

    /// <summary>409: the host has another interview or is away then.</summary>
    public const string HostBusy = "host-busy";

    /// <summary>409: the studio is in use then.</summary>
    public const string StudioBusy = "studio-busy";

    /// <summary>409: the unit has an interview in this series, or another one at that time.</summary>
    public const string UnitAlreadyBooked = "unit-already-booked";

    /// <summary>409: the thing's state does not allow it.</summary>
    public const string StateConflict = "state-conflict";

    /// <summary>412: <c>If-Match</c> names an older version.</summary>
    public const string VersionConflict = "version-conflict";

    /// <summary>413.</summary>
    public const string PayloadTooLarge = "payload-too-large";

    /// <summary>415.</summary>
    public const string UnsupportedMediaType = "unsupported-media-type";

    /// <summary>429, with <c>Retry-After</c>.</summary>
    public const string RateLimited = "rate-limited";

    /// <summary>503, with <c>Retry-After</c>.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>500: a bug of ours; never an answer to bad input.</summary>
    public const string Internal = "internal";

    /// <summary>The HTTP status that goes with a slug.</summary>
    public static int Status(string slug) => slug switch
    {
        Validation => 400,
        Unauthorized => 401,
        Forbidden => 403,
        NotFound => 404,
        SlotTaken or OfficialBusy or HostBusy or StudioBusy or UnitAlreadyBooked or StateConflict => 409,
        VersionConflict => 412,
        PayloadTooLarge => 413,
        UnsupportedMediaType => 415,
        RateLimited => 429,
        Unavailable => 503,
        _ => 500,
    };
}
