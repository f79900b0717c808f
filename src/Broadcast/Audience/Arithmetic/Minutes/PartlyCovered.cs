namespace Broadcast.Audience.Arithmetic;

/// <summary>Where an airing's gaps are to be looked for: the stretches of W whose minutes are not covered from end to end. All that lies between them is known without a look at a reading.</summary>
internal static class PartlyCovered
{
    /// <summary>The stretches in order, apart.</summary>
    /// <param name="minutes">The airing's minutes of W, in any order; a minute without any is uncovered.</param>
    /// <param name="span">W, without end while live.</param>
    /// <param name="part">The part of W that is looked at, with both ends.</param>
    public static IEnumerable<Interval> In(IEnumerable<AiringMinute> minutes, Interval span, Interval part)
    {
        var from = part.From;
        foreach (var minute in minutes.Where(minute => minute.CoveredMs == Minute.Span(minute.Minute).Intersect(span).Length).OrderBy(minute => minute.Minute))
        {
            var covered = Minute.Span(minute.Minute).Intersect(part);
            if (from < covered.From)
                yield return new(from, covered.From);
            from = Math.Max(from, covered.To);
        }

        if (from < part.To)
            yield return new(from, part.To);
    }
}
