using Broadcast.Data;

namespace Broadcast.Audience.Answers;

/// <summary>
/// Reads the figures of other kinds that platforms tell of an interview: displayed in place of real ones, heat, the platform's own peak. They are kept and shown apart, and no total has any part of them (audience.md, section 2).
/// </summary>
internal sealed class ApartReader(Db db)
{
    private static readonly Sql OfInterview =
        """
        SELECT a.Id, c.Code, c.Name, c.Family, x.DisplayedAt, x.HeatAt, x.PlatformPeak,
          (SELECT MAX(e.Displayed) FROM ReadingExtra e WHERE e.AiringId = a.Id AND e.ObservedAt = x.DisplayedAt AND e.Displayed IS NOT NULL) AS Displayed,
          (SELECT MAX(e.Heat) FROM ReadingExtra e WHERE e.AiringId = a.Id AND e.ObservedAt = x.HeatAt AND e.Heat IS NOT NULL) AS Heat,
          (SELECT MIN(e.ObservedAt) FROM ReadingExtra e WHERE e.AiringId = a.Id AND e.PlatformPeak = x.PlatformPeak) AS PlatformPeakAt
        FROM Airing a
        JOIN Channel c ON c.Id = a.ChannelId
        JOIN (SELECT b.Id,
            (SELECT MAX(e.ObservedAt) FROM ReadingExtra e WHERE e.AiringId = b.Id AND e.Displayed IS NOT NULL) AS DisplayedAt,
            (SELECT MAX(e.ObservedAt) FROM ReadingExtra e WHERE e.AiringId = b.Id AND e.Heat IS NOT NULL) AS HeatAt,
            (SELECT MAX(e.PlatformPeak) FROM ReadingExtra e WHERE e.AiringId = b.Id AND e.PlatformPeak IS NOT NULL) AS PlatformPeak
          FROM Airing b WHERE b.InterviewId = @interviewId) x ON x.Id = a.Id
        WHERE a.InterviewId = @interviewId
        ORDER BY c.Code, a.Id
        """;

    /// <summary>Those of an interview's broadcasts that have any.</summary>
    public async Task<IReadOnlyList<ApartAnswer>> Read(Guid interviewId, CancellationToken ct) =>
        [.. (await db.Query<ApartRow>(OfInterview, new { interviewId }, ct)).Select(ApartAnswer.Of).Where(apart => apart.IsAny)];
}

/// <summary>What stands for one broadcast.</summary>
internal sealed record ApartRow
{
    public Guid Id { get; init; }

    public string Code { get; init; } = "";

    public string Name { get; init; } = "";

    public string Family { get; init; } = "";

    public long? Displayed { get; init; }

    public long? DisplayedAt { get; init; }

    public long? Heat { get; init; }

    public long? HeatAt { get; init; }

    public long? PlatformPeak { get; init; }

    public long? PlatformPeakAt { get; init; }
}

/// <summary>A broadcast's figures of other kinds, which are never added to anything.</summary>
public sealed record ApartAnswer
{
    /// <summary>The broadcast.</summary>
    public Guid BroadcastId { get; init; }

    /// <summary>Its channel's code.</summary>
    public string Channel { get; init; } = "";

    /// <summary>As people call it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its family.</summary>
    public string Family { get; init; } = "";

    /// <summary>What was displayed last in place of a real figure (virtual viewers, multipliers); null when nothing was.</summary>
    public ToldAnswer? Displayed { get; init; }

    /// <summary>The heat, or popularity (人气), that was told last; null when none was.</summary>
    public ToldAnswer? Heat { get; init; }

    /// <summary>The greatest peak that the platform tells of itself, and when it first told that one; null when it tells none.</summary>
    public ToldAnswer? PlatformPeak { get; init; }

    internal bool IsAny => Displayed is not null || Heat is not null || PlatformPeak is not null;

    internal static ApartAnswer Of(ApartRow row) => new()
    {
        BroadcastId = row.Id,
        Channel = row.Code,
        Name = row.Name,
        Family = row.Family,
        Displayed = ToldAnswer.Of(row.Displayed, row.DisplayedAt),
        Heat = ToldAnswer.Of(row.Heat, row.HeatAt),
        PlatformPeak = ToldAnswer.Of(row.PlatformPeak, row.PlatformPeakAt),
    };
}

/// <summary>A figure as a platform told it.</summary>
/// <param name="Value">The figure; what it counts is the platform's own affair.</param>
/// <param name="At">When it was observed.</param>
public sealed record ToldAnswer(long Value, DateTimeOffset At)
{
    internal static ToldAnswer? Of(long? value, long? at) => value is null || at is null ? null : new(value.Value, DateTimeOffset.FromUnixTimeMilliseconds(at.Value));
}
