using System.Runtime.InteropServices;

namespace Broadcast.Audience.Arithmetic;

/// <summary>How far the true figure may lie from the one that is told, because a platform rounds (audience.md, section 1): between figure − Minus and figure + Plus.</summary>
/// <param name="Minus">How far below, not negative.</param>
/// <param name="Plus">How far above, not negative.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Uncertainty(Int128 Minus, Int128 Plus)
{
    /// <summary>The figure is exact.</summary>
    public static readonly Uncertainty None;

    /// <summary>Sums carry the uncertainty of what they add up.</summary>
    public static Uncertainty operator +(Uncertainty one, Uncertainty other) => new(one.Minus + other.Minus, one.Plus + other.Plus);

    /// <summary>What is left without a part that was added before.</summary>
    public static Uncertainty operator -(Uncertainty one, Uncertainty other) => new(one.Minus - other.Minus, one.Plus - other.Plus);

    /// <summary>That of the figure where it is taken off from another: what it is too small by, the difference is too great by.</summary>
    public Uncertainty TakenOff() => new(Plus, Minus);

    /// <summary>All together.</summary>
    public static Uncertainty Sum(IEnumerable<Uncertainty> parts) => parts.Aggregate(None, (sum, next) => sum + next);

    /// <summary>Of two that tell the same figure, what both allow.</summary>
    public Uncertainty And(Uncertainty other) => new(Int128.Min(Minus, other.Minus), Int128.Min(Plus, other.Plus));
}
