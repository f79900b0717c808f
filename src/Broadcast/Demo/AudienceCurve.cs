namespace Broadcast.Demo;

/// <summary>
/// How an interview is watched over time: people gather before it begins, come in a wave at each part, and leave after the end; then it is watched again, ever more seldom.
/// Everything follows from a seed and the time alone, so that a platform that starts again goes on where it was.
/// </summary>
/// <param name="seed">Makes one interview differ from another, the same in each run.</param>
/// <param name="startedAt">When it began.</param>
internal sealed class AudienceCurve(uint seed, DateTimeOffset startedAt)
{
    /// <summary>How long before the start people gather.</summary>
    public static readonly TimeSpan LeadIn = TimeSpan.FromMinutes(5);

    /// <summary>How long after the end the last of them leave.</summary>
    public static readonly TimeSpan FadeOut = TimeSpan.FromMinutes(20);

    private const int Parts = 5;
    private const int StepsAMinute = 6;
    private const int LongestMinutes = 180;
    private const double LeavingMinutes = 4;
    private const double ReplayDays = 1.6;

    /// <summary>The integral of the level from the lead-in on, at each step, as if it never ended.</summary>
    private readonly double[] _area = Integrate(seed);

    /// <summary>How many watch at an instant, as a part of the usual at its best: about 0–1.3.</summary>
    public double Level(DateTimeOffset at, DateTimeOffset endedAt)
    {
        var (minute, end) = (MinuteOf(at), MinuteOf(endedAt));
        return minute <= end ? LevelAt(minute, seed) : at > endedAt + FadeOut ? 0 : LevelAt(end, seed) * Math.Exp((end - minute) / LeavingMinutes);
    }

    /// <summary>The part of the live views until an instant: 0 before, about 1 at the end of an interview of the usual length. Never falls.</summary>
    public double LiveShare(DateTimeOffset at, DateTimeOffset endedAt)
    {
        var (minute, end) = (MinuteOf(at), MinuteOf(endedAt));
        var whole = AreaAt(DemoSeries.Minutes) + (LevelAt(DemoSeries.Minutes, seed) * LeavingMinutes);
        var left = minute <= end ? 0 : LevelAt(end, seed) * LeavingMinutes * (1 - Math.Exp((end - minute) / LeavingMinutes));
        return (AreaAt(Math.Min(minute, end)) + left) / whole;
    }

    /// <summary>The part of the replay views until an instant: 0 until the end, 1 in the long run. Never falls.</summary>
    public static double ReplayShare(DateTimeOffset at, DateTimeOffset endedAt) => at <= endedAt ? 0 : 1 - Math.Exp((endedAt - at).TotalDays / ReplayDays);

    /// <summary>A number in 0–1 that looks like chance and is always the same.</summary>
    public static double Chance(uint seed, long number)
    {
        var hash = seed ^ (ulong)number * 0x9E3779B97F4A7C15;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return ((hash ^ (hash >> 31)) >> 11) / (double)(1UL << 53);
    }

    /// <summary>A seed that a text always has (FNV-1a).</summary>
    public static uint SeedOf(string text) => text.Aggregate(2166136261u, (hash, letter) => unchecked((hash ^ letter) * 16777619u));

    private double MinuteOf(DateTimeOffset at) => (at - startedAt).TotalMinutes;

    private double AreaAt(double minute)
    {
        var step = Math.Clamp((minute + LeadIn.TotalMinutes) * StepsAMinute, 0, _area.Length - 1.000001);
        var (whole, rest) = ((int)step, step % 1);
        return _area[whole] + ((_area[whole + 1] - _area[whole]) * rest);
    }

    private static double[] Integrate(uint seed)
    {
        var area = new double[(LongestMinutes * StepsAMinute) + 1];
        for (var i = 1; i < area.Length; i++)
        {
            area[i] = area[i - 1] + (LevelAt(((i - 0.5) / StepsAMinute) - LeadIn.TotalMinutes, seed) / StepsAMinute);
        }

        return area;
    }

    private static double LevelAt(double minute, uint seed)
    {
        if (minute < -LeadIn.TotalMinutes)
        {
            return 0;
        }

        if (minute < 0)
        {
            return 0.25 * Math.Pow(1 + (minute / LeadIn.TotalMinutes), 2);
        }

        var rampMinutes = 5 + (6 * Chance(seed, 0));
        var ramp = Math.Min(minute / rampMinutes, 1);
        var rise = 0.25 + (0.75 * ramp * ramp * (3 - (2 * ramp)));
        var wear = 1 - (0.2 * minute / DemoSeries.Minutes);
        return rise * Math.Max(wear, 0.3) * (1 + WaveAt(minute, seed));
    }

    /// <summary>Each part brings a wave of its own height.</summary>
    private static double WaveAt(double minute, uint seed)
    {
        const double Each = (double)DemoSeries.Minutes / Parts;
        var part = Math.Min((int)(minute / Each), Parts - 1);
        var since = minute - (part * Each);
        return (0.06 + (0.24 * Chance(seed, part + 1))) * Math.Min(since, 1) * Math.Exp(-since / 2.5);
    }
}
