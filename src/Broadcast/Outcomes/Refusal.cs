namespace Broadcast.Outcomes;

/// <summary>Why a request is not carried out although nothing is broken: an expected answer, told to the caller as <c>problem+json</c>.</summary>
/// <param name="Slug">The last part of the problem's <c>type</c>, one of <see cref="Slugs"/>; it decides the HTTP status.</param>
/// <param name="Detail">One sentence for the person who asked.</param>
/// <param name="Errors">For <see cref="Slugs.Validation"/>: messages by field, the fields as the client wrote them.</param>
public sealed record Refusal(string Slug, string Detail, IReadOnlyDictionary<string, string[]>? Errors = null)
{
    /// <summary>How long the caller should wait before it tries again (<c>Retry-After</c>); only with 429 and 503.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What is in the way, where a slug ends in <c>-busy</c> or says that the unit is booked.</summary>
    public Obstacle? Obstacle { get; init; }

    /// <summary>More for programs, by the name under which it stands in the answer; null: nothing.</summary>
    public IReadOnlyDictionary<string, object?>? More { get; init; }

    /// <summary>A refusal for one bad field.</summary>
    public static Refusal Field(string field, string message) =>
        new(Slugs.Validation, "One field is not right.", new Dictionary<string, string[]> { [field] = [message] });

    /// <summary>The thing asked for is not there, or not for this caller to see.</summary>
    public static Refusal NotFound(string what) => new(Slugs.NotFound, $"There is no such {what}.");

    /// <summary>The caller is known, but may not do that.</summary>
    public static Refusal Forbidden(string detail = "This token may not do that.") => new(Slugs.Forbidden, detail);

    /// <summary>The thing is in a state that does not allow what was asked.</summary>
    public static Refusal State(string detail) => new(Slugs.StateConflict, detail);

    /// <summary>Somebody changed the thing since the caller read it.</summary>
    public static Refusal Version() => new(Slugs.VersionConflict, "Somebody was faster: read it again, then repeat the change.");
}
