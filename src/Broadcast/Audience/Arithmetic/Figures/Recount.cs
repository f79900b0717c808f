namespace Broadcast.Audience.Arithmetic;

/// <summary>All there is to know of one airing.</summary>
/// <param name="Readings">Its readings, in any order.</param>
/// <param name="Metering">The channel's settings.</param>
/// <param name="DeclaredViews">The approved declared figure; null without one.</param>
internal sealed record AiringReadings(IReadOnlyCollection<Reading> Readings, Metering Metering, Int128? DeclaredViews);

/// <summary>What a recount found.</summary>
/// <param name="Airings">The figures of the airings, in the order they were given.</param>
/// <param name="Interview">The figures of the interview.</param>
internal sealed record Recounted(IReadOnlyList<AiringFigures> Airings, InterviewFigures Interview);

/// <summary>An interview's figures straight from the definitions of audience.md and all readings at once.</summary>
/// <remarks>It merges, holds and counts without the code behind the figures by the minute: the audit compares the two (section 5).</remarks>
internal static class Recount
{
    private const long Never = long.MaxValue;

    /// <summary>Counts all airings of one interview anew.</summary>
    /// <param name="airings">Its airings.</param>
    /// <param name="window">When it ran.</param>
    /// <param name="now">Where W ends while it is live, Unix milliseconds.</param>
    public static Recounted Of(IReadOnlyList<AiringReadings> airings, Window window, long now) => OfMoments([.. airings.Select(AiringMoments.Of)], window, now);

    /// <summary>The same of readings that are in order already.</summary>
    public static Recounted OfMoments(IReadOnlyList<AiringMoments> airings, Window window, long now)
    {
        var span = window.Until(now);
        HeldValue[] held = [.. airings.Select(airing => new HeldValue(airing))];
        var watch = new Int128[held.Length];
        var covered = new long[held.Length];
        var peak = Peak.None;

        // Between two neighbours of all instants at which anything can change, nothing does.
        for (var from = NextChange(held, span, long.MinValue); from < Never;)
        {
            var concurrent = Int128.Zero;
            foreach (var value in held)
            {
                value.MoveTo(from);
                concurrent += value.Value ?? 0;
            }

            if (concurrent > peak.Value)
                peak = new(concurrent, from);
            var to = NextChange(held, span, from);
            for (var i = 0; i < held.Length && span.Contains(from); i++)
            {
                if (held[i].Value is { } value)
                {
                    watch[i] += (Int128)value * (to - from);
                    covered[i] += to - from;
                }
            }

            from = to;
        }

        var figures = airings.Select((airing, i) => new AiringFigures(
            Total(airing, long.MaxValue),
            Total(airing, window.EndedAt ?? long.MaxValue) ?? 0,
            watch[i],
            covered[i],
            held[i].HasAny,
            airing.DeclaredViews)).ToList();
        return new(figures, InterviewFigures.Of(figures, peak, span));
    }

    /// <summary>The total of the readings up to an instant (section 3); null when none has views.</summary>
    private static Int128? Total(AiringMoments airing, long until)
    {
        Int128? total = null;
        var before = 0L;
        foreach (var moment in airing.Moments.InOrder)
        {
            if (moment.At > until)
                break;
            if (moment.Views is not { } views)
                continue;
            total = airing.Metering.Counter switch
            {
                ViewsCounter.Latest => views,
                ViewsCounter.Resets => (total ?? 0) + (views >= before ? views - before : views),
                _ => (total ?? 0) + moment.Increments,
            };
            before = views;
        }

        return total;
    }

    /// <summary>The first instant after another at which a held value or W can change.</summary>
    private static long NextChange(HeldValue[] held, Interval span, long after)
    {
        var next = span.From > after ? span.From : span.To > after ? span.To : Never;
        foreach (var value in held)
            next = Math.Min(next, value.NextChange);
        return next;
    }

    /// <summary>A gauge as section 2 puts it, followed through time: at t, the value of the latest reading that has one at or before t, for at most the hold.</summary>
    private sealed class HeldValue(AiringMoments airing)
    {
        private int _next;
        private long _until;

        /// <summary>The value that holds; null: none does.</summary>
        public long? Value { get; private set; }

        /// <summary>Up to here the value stays.</summary>
        public long NextChange { get; private set; } = airing.Moments.InOrder is [var first, ..] ? first.At : Never;

        /// <summary>Whether there ever was one so far.</summary>
        public bool HasAny { get; private set; }

        public void MoveTo(long instant)
        {
            if (instant < NextChange)
                return;
            var moments = airing.Moments.InOrder;
            for (; _next < moments.Length && moments[_next].At <= instant; _next++)
            {
                if (moments[_next].Concurrent is { } concurrent)
                    (Value, _until, HasAny) = (concurrent, moments[_next].At + airing.Metering.HoldMs, true);
            }

            if (_until <= instant)
                Value = null;
            NextChange = Math.Min(_next < moments.Length ? moments[_next].At : Never, Value is null ? Never : _until);
        }
    }
}
