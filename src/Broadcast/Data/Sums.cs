namespace Broadcast.Data;

/// <summary>Sums of 64-bit figures as the database keeps them: 28 decimal digits, which no audience of this world exceeds; what would is kept as the greatest such number.</summary>
internal static class Sums
{
    private static readonly Int128 Greatest = (Int128)9_999_999_999_999_999_999_999_999_999m;

    /// <summary>The value a column takes.</summary>
    public static decimal Kept(Int128 value) => (decimal)Int128.Clamp(value, -Greatest, Greatest);
}
