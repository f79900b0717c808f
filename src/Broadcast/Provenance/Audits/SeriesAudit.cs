using System.Text.Json.Nodes;
using Broadcast.Hosting;

namespace Broadcast.Provenance;

/// <summary>A recount of a series from the stored deliveries alone, and what it came to.</summary>
public sealed record SeriesAudit
{
    /// <summary>The audit's id.</summary>
    public Guid Id { get; init; }

    /// <summary>The series.</summary>
    public Guid SeriesId { get; init; }

    /// <summary><c>queued</c>, <c>running</c>, <c>done</c> or <c>failed</c>.</summary>
    public string State { get; init; } = "";

    /// <summary>How far it is, 0–1.</summary>
    public double Progress { get; init; }

    /// <summary>Who asked for it.</summary>
    public string RequestedBy { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>When a worker began; the last one, if one was killed.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was done, or given up.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>What it came to; null until it is done.</summary>
    public AuditResult? Result { get; init; }

    /// <summary>Why it was given up; null unless it failed.</summary>
    public string? Problem { get; init; }
}

/// <summary>What an audit came to.</summary>
/// <param name="Matches">Every figure stands as the deliveries say.</param>
/// <param name="Differences">The figures that do not; at most a thousand of them.</param>
/// <param name="Differing">How many there are in all.</param>
/// <param name="Deliveries">How many deliveries were read.</param>
/// <param name="Readings">How many readings of them count.</param>
/// <param name="Interviews">How many interviews were recounted.</param>
/// <param name="BodiesDropped">How many deliveries have no body any more, by the series' rule: figures are those of the readings that were kept of them.</param>
public sealed record AuditResult(bool Matches, IReadOnlyList<Difference> Differences, int Differing, long Deliveries, long Readings, int Interviews, int BodiesDropped = 0);

/// <summary>A figure that does not stand as the deliveries say.</summary>
/// <param name="Figure">Which, such as <c>broadcasts/{id}.views</c>.</param>
/// <param name="Stored">What stands; null: nothing does.</param>
/// <param name="Recomputed">What the deliveries say; null: nothing.</param>
public sealed record Difference(string Figure, JsonNode? Stored, JsonNode? Recomputed);

/// <summary>An audit as a row.</summary>
internal sealed record SeriesAuditRow
{
    public Guid Id { get; init; }

    public Guid SeriesId { get; init; }

    public string State { get; init; } = "";

    public double Progress { get; init; }

    public int Attempts { get; init; }

    public string RequestedBy { get; init; } = "";

    public DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public string? Result { get; init; }

    public string? Problem { get; init; }

    public SeriesAudit ToAudit() => new()
    {
        Id = Id,
        SeriesId = SeriesId,
        State = State,
        Progress = Progress,
        RequestedBy = RequestedBy,
        RequestedAt = RequestedAt,
        StartedAt = StartedAt,
        FinishedAt = FinishedAt,
        Result = Result is null ? null : Json.Read<AuditResult>(Result),
        Problem = Problem,
    };
}
