using Broadcast.Planning;

namespace Broadcast.Desk;

/// <summary>Clashes as people work through them.</summary>
internal static class ClashOrder
{
    private static readonly string[] MovedAway =
    [
        "official-busy", "host-busy", "studio-busy", "official-double", "host-double", "studio-double", "unit-double", "slot-gone", "outside-series", "holiday", "gap-not-kept",
        "guest-declined",
    ];

    /// <summary>What matters most first; within that, what is nearest.</summary>
    public static IReadOnlyList<Clash> ToSettle(IEnumerable<Clash> clashes) =>
        [.. clashes.OrderBy(clash => clash.Severity).ThenBy(clash => clash.StartsAt ?? DateTimeOffset.MaxValue)];

    /// <summary>Whether another slot would settle it.</summary>
    public static bool IsMovedAway(Clash clash) => MovedAway.Contains(clash.Type, StringComparer.Ordinal);
}
