using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Scheduling;
using Broadcast.Times;

namespace Broadcast.Confirmation;

/// <summary>An invitation with all that a mail about it may say, and what the guest was last told.</summary>
internal sealed record InvitationFacts
{
    public const string Columns =
        """
        v.Id, v.InterviewId, v.TokenProtected, i.State, i.Sequence, i.Topic, i.Reason, i.PlannedStartsAt AS StartsAt, i.PlannedEndsAt AS EndsAt,
        r.Title AS SeriesTitle, r.TimeZone, r.AnswerWithinHours, r.RemindBeforeAnswerHours, r.RemindBeforeInterviewHours, t.Name AS StudioName, t.Place AS StudioPlace, h.Name AS HostName,
        u.Name AS UnitName, u.LiaisonName, u.LiaisonEmail, o.Name, o.Email, o.Phone, o.Language, o.TimeZone AS OwnTimeZone, g.OfficialId AS GuestId, g.Role, g.Answer,
        d.State AS ToldState, d.Sequence AS ToldSequence, d.Turns, d.ToldAt, d.Recipient, d.Address,
        CASE WHEN EXISTS (SELECT 1 FROM SeriesRelease x WHERE x.SeriesId = i.SeriesId) THEN 1 ELSE 0 END AS IsReleasing,
        CASE WHEN EXISTS (
            SELECT 1 FROM InterviewGuest b JOIN Invitation c ON c.InterviewId = b.InterviewId AND c.OfficialId = b.OfficialId JOIN Official p ON p.Id = b.OfficialId
            WHERE b.InterviewId = v.InterviewId AND b.OfficialId <> v.OfficialId AND b.Role = 'substitute' AND p.Email IS NOT NULL AND (b.Answer IS NULL OR b.Answer <> 'decline')
                AND (b.SubstituteOf IS NULL OR b.SubstituteOf = v.OfficialId)) THEN 1 ELSE 0 END AS HasSubstitute
        FROM Invitation v JOIN Interview i ON i.Id = v.InterviewId JOIN Series r ON r.Id = i.SeriesId JOIN Slot s ON s.Id = i.SlotId JOIN Studio t ON t.Id = s.StudioId
        JOIN Unit u ON u.Id = i.UnitId JOIN Official o ON o.Id = v.OfficialId LEFT JOIN Host h ON h.Id = i.HostId
        LEFT JOIN InterviewGuest g ON g.InterviewId = v.InterviewId AND g.OfficialId = v.OfficialId LEFT JOIN InvitationTold d ON d.InvitationId = v.Id
        """;

    public Guid Id { get; init; }

    public Guid InterviewId { get; init; }

    public string TokenProtected { get; init; } = "";

    public InterviewState State { get; init; }

    public int Sequence { get; init; }

    public string Topic { get; init; } = "";

    public string? Reason { get; init; }

    public DateTimeOffset StartsAt { get; init; }

    public DateTimeOffset EndsAt { get; init; }

    public string SeriesTitle { get; init; } = "";

    public string TimeZone { get; init; } = "";

    public double AnswerWithinHours { get; init; }

    public string RemindBeforeAnswerHours { get; init; } = "[]";

    public string RemindBeforeInterviewHours { get; init; } = "[]";

    public string StudioName { get; init; } = "";

    public string? StudioPlace { get; init; }

    public string? HostName { get; init; }

    public string UnitName { get; init; } = "";

    public string? LiaisonName { get; init; }

    public string? LiaisonEmail { get; init; }

    public string Name { get; init; } = "";

    public string? Email { get; init; }

    public string? Phone { get; init; }

    public string Language { get; init; } = "";

    /// <summary>The zone the guest lives by; null: the series'.</summary>
    public string? OwnTimeZone { get; init; }

    public GuestRole? Role { get; init; }

    /// <summary>The series gives slots back when a principal guest does not answer in time.</summary>
    public bool IsReleasing { get; init; }

    /// <summary>Somebody was invited who could stand in for this guest.</summary>
    public bool HasSubstitute { get; init; }

    /// <summary>Null: the interview goes without this guest now.</summary>
    public Guid? GuestId { get; init; }

    public GuestAnswer? Answer { get; init; }

    /// <summary>Null: nothing was told yet.</summary>
    public ToldState? ToldState { get; init; }

    public int? ToldSequence { get; init; }

    public int? Turns { get; init; }

    public DateTimeOffset? ToldAt { get; init; }

    public string? Recipient { get; init; }

    public string? Address { get; init; }

    public TimeZoneInfo Zone => Zones.Find(TimeZone);

    /// <summary>The guest's own zone, where its clocks show another time then; null otherwise.</summary>
    public TimeZoneInfo? OwnZone => Zones.Other(OwnTimeZone, Zone, StartsAt);

    public string Place => StudioPlace is null ? StudioName : $"{StudioName}, {StudioPlace}";

    public bool IsAhead => State is InterviewState.Booked or InterviewState.Confirmed;

    /// <summary>The SEQUENCE of the last calendar object that the guest was sent.</summary>
    public int CalendarSequence => (ToldSequence ?? 0) + (Turns ?? 0);

    public LadderCase ToLadder() => new()
    {
        AskedAt = ToldAt ?? DateTimeOffset.MinValue,
        StartsAt = StartsAt,
        Answer = Answer,
        HasLiaison = LiaisonEmail is not null,
        HasSubstitute = HasSubstitute && Role != GuestRole.Substitute,
        IsReleasedAtDeadline = IsReleasing && Role == GuestRole.Principal,
        AnswerWithinHours = AnswerWithinHours,
        RemindBeforeAnswerHours = Json.Read<List<double>>(RemindBeforeAnswerHours),
        RemindBeforeInterviewHours = Json.Read<List<double>>(RemindBeforeInterviewHours),
    };
}

/// <summary>What a guest was last told.</summary>
internal enum ToldState
{
    /// <summary>To come at the time of the sequence told.</summary>
    Asked,

    /// <summary>Not to come.</summary>
    Withdrawn,
}
