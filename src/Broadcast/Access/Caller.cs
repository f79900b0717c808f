using System.Globalization;
using System.Security.Claims;

namespace Broadcast.Access;

/// <summary>Who is calling: a token is a person.</summary>
/// <param name="TokenId">The token's id; <see cref="Guid.Empty"/> for the administrator's own token, null for the service itself.</param>
/// <param name="Name">As it stands in the audit log.</param>
/// <param name="Role">What the caller may do.</param>
/// <param name="UnitId">The caller's unit, for <see cref="Role.Unit"/>.</param>
public sealed record Caller(Guid? TokenId, string Name, Role Role, Guid? UnitId)
{
    /// <summary>The policy of what only those may see who read everything.</summary>
    public const string ReaderPolicy = "Reader";

    internal const string UnitClaim = "unit";

    /// <summary>The service acting by itself (jobs).</summary>
    public static readonly Caller Service = new(null, "service", Role.Admin, null);

    /// <summary>A guest who answers by the link in an invitation.</summary>
    public static Caller Guest(string name) => new(null, $"guest: {name}", Role.Viewer, null);

    /// <summary>Whether the caller may see or change what belongs to a unit.</summary>
    public bool MayTouchUnit(Guid unitId) => Role != Role.Unit || UnitId == unitId;

    /// <summary>Whether the caller reads everything, the evidence included; a liaison sees what belongs to its unit.</summary>
    public bool ReadsAll => Role != Role.Unit;

    /// <summary>The key under which the caller's idempotency keys and declarations stand.</summary>
    public string Key => TokenId?.ToString() ?? Name;

    /// <summary>The caller as claims, for a request or a cookie.</summary>
    internal ClaimsPrincipal ToPrincipal(string scheme)
    {
        var identity = new ClaimsIdentity(scheme, ClaimTypes.Name, ClaimTypes.Role);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, (TokenId ?? Guid.Empty).ToString()));
        identity.AddClaim(new Claim(ClaimTypes.Name, Name));
        identity.AddClaim(new Claim(ClaimTypes.Role, Role.ToString()));
        if (UnitId is { } unit)
        {
            identity.AddClaim(new Claim(UnitClaim, unit.ToString()));
        }

        return new ClaimsPrincipal(identity);
    }

    /// <summary>The caller of a request; null when nobody is signed in.</summary>
    internal static Caller? Of(ClaimsPrincipal user)
    {
        if (user.Identity?.IsAuthenticated != true)
        {
            return null;
        }

        return new Caller(
            Guid.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)!, CultureInfo.InvariantCulture),
            user.Identity.Name ?? "",
            Enum.Parse<Role>(user.FindFirstValue(ClaimTypes.Role)!),
            Guid.TryParse(user.FindFirstValue(UnitClaim), out var unit) ? unit : null);
    }
}

/// <summary>Reads the caller off a request.</summary>
internal static class CallerOfRequest
{
    /// <summary>The caller of a request that an endpoint let in.</summary>
    public static Caller Caller(this HttpContext context) =>
        Access.Caller.Of(context.User) ?? throw new InvalidOperationException("This endpoint lets in callers who are not signed in.");
}
