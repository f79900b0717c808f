using Broadcast.Audience.Arithmetic;
using CsCheck;
using static Broadcast.Tests.Audience.Arithmetic.Times;

namespace Broadcast.Tests.Audience.Arithmetic;

/// <summary>One interview with everything known of it, at a time.</summary>
internal sealed record Case(AiringReadings[] Airings, Window Window, long Now)
{
    public IReadOnlyList<Points> Points { get; } =
        [.. Airings.Select(airing => Broadcast.Audience.Arithmetic.Points.Of(airing.Readings, airing.Metering.Counter))];

    public IReadOnlyList<Gauge> Gauges => [.. Points.Zip(Airings, (points, airing) => Gauge.Of(points, airing.Metering.HoldMs))];

    /// <summary>The stored minutes of each airing, as a page sees them now.</summary>
    public IReadOnlyList<IReadOnlyList<AiringMinute>> AiringMinutes => [.. Airings.Select((airing, i) => MinuteFigures
        .OfAiring(Interval.All, Points[i], airing.Metering, Window)
        .Select(minute => minute.ClippedAt(Now, Gauges[i], Window)).ToList())];

    /// <summary>The stored minutes of the interview, as a page sees them now.</summary>
    public IReadOnlyList<InterviewMinute> Minutes => [.. MinuteFigures.OfInterview(Interval.All, Gauges, Window)
        .Select(minute => minute.ClippedAt(Now, Concurrency.Of(Gauges), Window))];

    public InterviewMinutes Timed => new(Window, [.. AiringMinutes.SelectMany(minutes => minutes)], Minutes);

    public IReadOnlyList<AiringFigures> AiringFigures =>
        [.. AiringMinutes.Zip(Airings, (minutes, airing) => Broadcast.Audience.Arithmetic.AiringFigures.Of(minutes, airing.DeclaredViews))];

    public InterviewFigures Figures => InterviewFigures.Of(AiringFigures, Peak.Of(Minutes), Window.Until(Now));
}

/// <summary>Small, crowded cases: equal instants, resets, holds that end and meet, readings out of order and outside W all happen often.</summary>
internal static class Cases
{
    public static readonly Gen<long> Instant = Gen.Frequency(
        (3, Gen.Long[0, 40].Select(i => Ten + (i * 15_000))),
        (1, Gen.Long[0, 600_000].Select(ms => Ten + ms)));

    public static readonly Gen<Metering> Metering = Gen.Select(
        Gen.Enum<ViewsCounter>(), Gen.OneOf(1_000L, 20_000L, 60_000L, 150_000L, 600_000L), (counter, hold) => new Metering(counter, hold));

    public static readonly Gen<Window> Window = Gen.Select(Maybe(Instant), Maybe(Instant), (start, end) => new Window(start, end));

    public static readonly Gen<Reading> Reading = Readings(Gen.Long[0, 6]);

    public static readonly Gen<Case> Case = Of(Reading);

    public static readonly Gen<Case> HugeCase = Of(Readings(Gen.OneOf(0L, 1L, long.MaxValue - 1, long.MaxValue)));

    /// <summary>How many cases a property is tried on, unless the environment asks for more.</summary>
    public static long Count => Math.Max(2_000, Check.Iter);

    public static Gen<long?> Maybe(Gen<long> gen) => Gen.Frequency((4, gen.Select(value => (long?)value)), (1, Gen.Const((long?)null)));

    private static Gen<Reading> Readings(Gen<long> figure) =>
        Gen.Select(Instant, Maybe(figure), Maybe(figure), (at, concurrent, views) =>
            new Reading(at, concurrent, concurrent is null ? views ?? 1 : views));

    private static Gen<Case> Of(Gen<Reading> reading)
    {
        var airing = Gen.Select(
            reading.Array[0, 10], Metering, Maybe(Gen.Long[0, 9]),
            (readings, metering, declared) => new AiringReadings(readings, metering, declared));
        return Gen.Select(airing.Array[0, 4], Window, Instant, (airings, window, now) => new Case(airings, window, now));
    }
}
