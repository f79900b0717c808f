namespace Broadcast.Demo;

/// <summary>One interview on one simulated platform: what the platform would tell at an instant. Plain functions of time, so nothing has to be remembered over a restart.</summary>
internal sealed class SimulatedAiring(DemoChannel channel, AudienceCurve curve, string externalId, double popularity, DateTimeOffset startedAt, DateTimeOffset endedAt)
{
    private const double UsualViews = 5_575_000;
    private const double WatchedMinutes = 6;
    // What history adds in a minute is told at its end, and so belongs to it.
    private const int LastOfTheMinute = 59;

    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ShortestAfterwards = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestAfterwards = TimeSpan.FromHours(12);

    private readonly uint _seed = AudienceCurve.SeedOf(externalId);

    public DemoChannel Channel => channel;

    public string ExternalId => externalId;

    /// <summary>When the platform begins to tell figures.</summary>
    public DateTimeOffset OpensAt => startedAt - AudienceCurve.LeadIn;

    /// <summary>The readings after one instant, until another; a minute apart where they are history, as often as the platform tells them otherwise.</summary>
    public List<DemoReading> Readings(DateTimeOffset after, DateTimeOffset until, DateTimeOffset now)
    {
        var readings = new List<DemoReading>();
        for (var (before, at) = (after, Next(after, now)); at <= until; (before, at) = (at, Next(at, now)))
        {
            readings.Add(new DemoReading(externalId, at, Concurrent(at), Told(before, at), Heat(at)));
        }

        return readings;
    }

    /// <summary>When it tells the next figure; ever more seldom after the end.</summary>
    public DateTimeOffset Next(DateTimeOffset after, DateTimeOffset now)
    {
        if (after >= endedAt + AudienceCurve.FadeOut)
        {
            var wait = (after - endedAt) / 4;
            return after + (wait < ShortestAfterwards ? ShortestAfterwards : wait > LongestAfterwards ? LongestAfterwards : wait);
        }

        return after < now - Recent ? Tick(after, 60, LastOfTheMinute) : Tick(after, channel.Every, _seed % channel.Every);
    }

    /// <summary>How many watch; null where the platform does not tell.</summary>
    public long? Concurrent(DateTimeOffset at)
    {
        if (!channel.HasGauge || at > endedAt + AudienceCurve.FadeOut)
        {
            return null;
        }

        var atItsBest = LiveViews / (DemoSeries.Minutes + AudienceCurve.LeadIn.TotalMinutes) * WatchedMinutes;
        var flutter = 0.97 + (0.06 * AudienceCurve.Chance(_seed, at.ToUnixTimeSeconds() / channel.Every));
        return (long)(atItsBest * curve.Level(at, endedAt) * flutter);
    }

    /// <summary>The platform's own measure of popularity: likes, gifts and viewers in a mixture that it keeps to itself.</summary>
    private long? Heat(DateTimeOffset at) => channel.TellsHeat && Concurrent(at) is { } watching ? (watching * 37) + (Views(at) / 50) : null;

    /// <summary>All views until an instant. Never falls.</summary>
    public long Views(DateTimeOffset at) =>
        (long)((LiveViews * curve.LiveShare(at, endedAt)) + (AllViews * (1 - channel.Live) * AudienceCurve.ReplayShare(at, endedAt)));

    private double AllViews => UsualViews * popularity * channel.Share;

    private double LiveViews => AllViews * channel.Live;

    /// <summary>The next instant of a clock that ticks every so many seconds.</summary>
    private static DateTimeOffset Tick(DateTimeOffset after, int everySeconds, long phase) =>
        DateTimeOffset.FromUnixTimeSeconds(((((after.ToUnixTimeSeconds() - phase) / everySeconds) + 1) * everySeconds) + phase);

    /// <summary>The views as the platform words them: increments, or a counter with its faults.</summary>
    private long? Told(DateTimeOffset before, DateTimeOffset at)
    {
        if (channel.IsPulled)
        {
            return null;
        }

        if (channel.ViewsCounter == "delta")
        {
            return Views(at) - Views(before);
        }

        var views = Views(at);
        if (channel.Habits.Restarts && LastRestart(at) is { } restart)
        {
            views -= Views(restart);
        }

        return channel.Habits.Corrects && (at - startedAt).TotalMinutes % 11 < 1 ? views + (views / 200) : views;
    }

    /// <summary>Its server restarts twice during an interview, some seconds after a reading.</summary>
    private DateTimeOffset? LastRestart(DateTimeOffset at)
    {
        var first = startedAt.AddMinutes(9 + (6 * AudienceCurve.Chance(_seed, -1))).Even(1);
        var second = startedAt.AddMinutes(24 + (9 * AudienceCurve.Chance(_seed, -2))).Even(1);
        return at >= second ? second : at >= first ? first : null;
    }
}

/// <summary>A reading as a webhook tells it.</summary>
/// <param name="Broadcast">The platform's own name of the broadcast.</param>
/// <param name="ObservedAt">When it was observed.</param>
/// <param name="Concurrent">How many watched then; absent where it is not told.</param>
/// <param name="Views">The counter, or the increment.</param>
/// <param name="Heat">How popular it is, on a scale of the platform's own; absent where it tells none.</param>
internal sealed record DemoReading(string Broadcast, DateTimeOffset ObservedAt, long? Concurrent, long? Views, long? Heat = null);
