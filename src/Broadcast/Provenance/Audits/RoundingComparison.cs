using Broadcast.Audience.Arithmetic;

namespace Broadcast.Provenance;

/// <summary>A broadcast's uncertainties as they stand against those that its values come to: of the total, of every minute, of every local day.</summary>
internal static class RoundingComparison
{
    /// <summary>Notes every one that differs.</summary>
    /// <param name="findings">Takes the notes.</param>
    /// <param name="airing">What stands.</param>
    /// <param name="values">All values of the broadcast; none, when no platform rounded one.</param>
    public static void Compare(Findings findings, StoredAiring airing, IReadOnlyList<RoundedViews> values)
    {
        var (name, zone, counter) = ($"broadcasts/{airing.State.AiringId}", airing.State.Zone, airing.State.CurrentMetering.Counter);
        var total = Uncertainty.Sum(RoundingRecount.Of(values, counter, _ => 0).Values.Select(whole => whole.Gained));
        Compare(findings, name, airing.State.Rounding ?? Uncertainty.None, total);

        // Every minute by itself: what it gained, and by how much it made the total less certain.
        var minutes = airing.RoundedMinutes.ToDictionary(
            minute => minute.At, minute => new RoundedPart(minute.Rounding + new Uncertainty(minute.WidthBefore, minute.WidthBefore), minute.Rounding));
        CompareParts(findings, $"{name}.minutes", minutes, RoundingRecount.Of(values, counter, Minute.Of), InterviewComparison.Instant);

        var days = airing.RoundedDays.ToDictionary(day => LocalDay.Start(day.LocalDay, zone), day => new RoundedPart(new Uncertainty(day.ViewsMinus, day.ViewsPlus), default));
        var dayAt = InterviewComparison.LocalDays(zone);
        var recounted = RoundingRecount.Of(values, counter, at => dayAt(at).From).ToDictionary(day => day.Key, day => day.Value with { Grown = default });
        CompareParts(findings, $"{name}.days", days, recounted, InterviewComparison.DayIn(zone));
    }

    private static void CompareParts(
        Findings findings, string name, IReadOnlyDictionary<long, RoundedPart> stored, IReadOnlyDictionary<long, RoundedPart> recomputed, Func<long, string> label)
    {
        foreach (var at in stored.Keys.Union(recomputed.Keys).Order())
        {
            var (one, other) = (stored.GetValueOrDefault(at), recomputed.GetValueOrDefault(at));
            if (one != other)
            {
                var part = $"{name}/{label(at)}";
                Compare(findings, part, one.Gained, other.Gained);
                findings.Compare($"{part}.uncertainty.minusGrown", one.Grown.Minus, other.Grown.Minus);
                findings.Compare($"{part}.uncertainty.plusGrown", one.Grown.Plus, other.Grown.Plus);
            }
        }
    }

    private static void Compare(Findings findings, string figure, Uncertainty stored, Uncertainty recomputed)
    {
        findings.Compare($"{figure}.uncertainty.minus", stored.Minus, recomputed.Minus);
        findings.Compare($"{figure}.uncertainty.plus", stored.Plus, recomputed.Plus);
    }
}
