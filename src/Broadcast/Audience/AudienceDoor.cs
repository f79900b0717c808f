using Broadcast.Access;
using Broadcast.Audience.Answers;
using Broadcast.Audience.History;
using Broadcast.Outcomes;

namespace Broadcast.Audience;

/// <summary>Lets callers in to an audience: everybody to that of a public series, whoever is signed in to all others. To strangers a private series does not exist any less than a missing one.</summary>
internal sealed class AudienceDoor(AudienceRows rows, AudienceReader reader, KnownThen knownThen, IHttpContextAccessor http, TimeProvider clock)
{
    public static readonly Refusal SignIn = new(Slugs.Unauthorized, "This audience is not public: send a token.");

    /// <summary>The audience now, or why not.</summary>
    public async Task<Outcome<AudienceSnapshot>> Enter(AudienceScope scope, CancellationToken ct)
    {
        // Whoever is signed in may look at all that there is.
        if (!IsKnown && await Check(scope, ct) is { } refusal)
        {
            return refusal;
        }

        return await reader.Read(scope, clock.GetUtcNow(), ct) is { } snapshot ? snapshot : Missing(scope);
    }

    /// <summary>The audience as it was known at an earlier instant, or why not; now when none is given.</summary>
    public async Task<Outcome<AudienceSnapshot>> Enter(AudienceScope scope, DateTimeOffset? asKnownAt, CancellationToken ct)
    {
        if (asKnownAt is null)
        {
            return await Enter(scope, ct);
        }

        return await Check(scope, ct) is { } refusal ? refusal : await knownThen.Read(scope, asKnownAt.Value, ct);
    }

    /// <summary>Why the caller may not look; null when it may.</summary>
    public async Task<Refusal?> Check(AudienceScope scope, CancellationToken ct) => await rows.Series(scope, ct) switch
    {
        null => IsKnown ? Missing(scope) : SignIn,
        { IsPublic: false } when !IsKnown => SignIn,
        _ => null,
    };

    private bool IsKnown => Caller.Of(http.HttpContext!.User) is not null;

    private static Refusal Missing(AudienceScope scope) => Refusal.NotFound(scope.IsSeries ? "series" : "interview");
}
