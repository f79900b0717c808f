namespace Broadcast.Audience.Arithmetic;

/// <summary>Quotients of exact figures.</summary>
internal static class Ratio
{
    // Up to here every integer is a double, so that one division rounds once.
    private const long Exact = 1L << 53;

    /// <summary>The quotient of two non-negative figures, whole whenever it is; 0 where there is nothing to divide by.</summary>
    public static double Of(Int128 dividend, Int128 divisor)
    {
        if (divisor == 0)
            return 0;
        if (dividend <= Exact && divisor <= Exact)
            return (double)dividend / (double)divisor;
        var (whole, rest) = Int128.DivRem(dividend, divisor);
        return (double)whole + ((double)rest / (double)divisor);
    }
}
