using Broadcast.Audience.Arithmetic;
using CsCheck;
using Shouldly;
using Xunit;

namespace Broadcast.Tests.Audience.Arithmetic;

/// <summary>Repairing only the touched minutes after each change gives what computing everything anew does.</summary>
public sealed class RepairProperties
{
    private static readonly Gen<IChange> Change = Gen.Frequency(
        (5, Gen.Select(Gen.Int[0, 2], Cases.Reading.Array[1, 3], (airing, readings) => (IChange)new Arrival(airing, readings))),
        (1, Cases.Window.Select(window => (IChange)new Move(window))));

    private interface IChange;

    [Fact]
    public void Repairing_the_touched_minutes_after_each_change_is_as_good_as_computing_everything_anew() =>
        Gen.Select(Cases.Metering.Array[3, 3], Cases.Window, Change.Array[1, 12]).Sample(
            (meterings, window, changes) =>
            {
                var store = new Store(meterings, window);
                foreach (var change in changes)
                {
                    store.Apply(change);
                    store.ShouldBeAsComputedAnew();
                }
            },
            iter: Cases.Count);

    [Fact]
    public void An_interviews_minutes_repaired_from_the_first_new_reading_on_are_as_computed_anew() =>
        Gen.Select(Cases.Metering, Cases.Window, Cases.Reading.Array[0, 8], Cases.Reading.Array[0, 8], Cases.Reading.Array[1, 4]).Sample(
            (metering, window, own, other, fresh) =>
            {
                var from = fresh.Min(reading => reading.At);
                var still = Gauge.Of(Points.Of(other, metering.Counter), metering.HoldMs);
                var known = MinuteFigures.OfInterview(Interval.All, [Gauge.Of(Points.Of(own, metering.Counter), metering.HoldMs), still], window);
                var now = Points.Of(own.Concat(fresh), metering.Counter);
                var broken = known.Where(minute => minute.Minute == Minute.Of(from)).ToList();
                if (!broken.TrueForAll(minute => minute.IsReachedBefore(from, window)))
                    from = Minute.Of(from);

                var part = Interval.All with { From = from };
                var later = MinuteFigures.OfInterview(part, [Gauge.Of(now.Within(part), metering.HoldMs), Gauge.Of(Points.Of(other, metering.Counter).Within(part), metering.HoldMs)], window);

                MinuteFigures.Exchange(known, from, later).ShouldBe(MinuteFigures.OfInterview(Interval.All, [Gauge.Of(now, metering.HoldMs), still], window));
            },
            iter: Cases.Count);

    private sealed record Arrival(int Airing, Reading[] Readings) : IChange;

    private sealed record Move(Window Window) : IChange;

    /// <summary>The readings and minutes of one interview, as a database would keep them.</summary>
    private sealed class Store(Metering[] meterings, Window window)
    {
        private readonly List<Reading>[] readings = [.. meterings.Select(_ => new List<Reading>())];
        private readonly SortedDictionary<long, AiringMinute>[] airings = [.. meterings.Select(_ => new SortedDictionary<long, AiringMinute>())];
        private readonly SortedDictionary<long, InterviewMinute> interview = [];
        private Window window = window;

        public void Apply(IChange change)
        {
            if (change is Move move)
            {
                var touched = Touched.Minutes(Touched.ByWindow(window, move.Window));
                window = move.Window;
                for (var airing = 0; airing < airings.Length; airing++)
                    RepairAiring(airing, touched);
                RepairInterview(touched);
            }

            if (change is Arrival arrival)
            {
                readings[arrival.Airing].AddRange(arrival.Readings);
                var (gauges, counters) = TouchedBy(arrival, Points(arrival.Airing), meterings[arrival.Airing]);
                RepairAiring(arrival.Airing, Touched.Minutes(gauges.Concat(counters)));
                RepairInterview(Touched.Minutes(gauges));
            }
        }

        public void ShouldBeAsComputedAnew()
        {
            for (var airing = 0; airing < airings.Length; airing++)
                airings[airing].Values.ShouldBe(MinuteFigures.OfAiring(Interval.All, Points(airing), meterings[airing], window));
            var gauges = meterings.Select((metering, airing) => Gauge.Of(Points(airing), metering.HoldMs)).ToList();
            interview.Values.ShouldBe(MinuteFigures.OfInterview(Interval.All, gauges, window));
        }

        private static (List<Interval> Gauges, List<Interval> Counters) TouchedBy(Arrival arrival, Points points, Metering metering)
        {
            var gauges = arrival.Readings.Where(reading => reading.Concurrent is not null).Select(reading =>
                Touched.ByGauge(reading.At, After(reading, points.Gauges.Select(point => point.At)), metering.HoldMs));
            var counters = arrival.Readings.Where(reading => reading.Views is not null).SelectMany(reading =>
                Touched.ByCounter(reading.At, After(reading, points.Counters.Select(point => point.At)), metering.Counter));
            return ([.. gauges], [.. counters]);
        }

        private static long? After(Reading reading, IEnumerable<long> instants) =>
            instants.Where(at => at > reading.At).Select(at => (long?)at).FirstOrDefault();

        private Points Points(int airing) => Broadcast.Audience.Arithmetic.Points.Of(readings[airing], meterings[airing].Counter);

        private void RepairAiring(int airing, IReadOnlyList<Interval> ranges)
        {
            foreach (var range in ranges)
            {
                var repaired = MinuteFigures.OfAiring(range, Points(airing).Within(range), meterings[airing], window);
                Replace(airings[airing], range, repaired, minute => minute.Minute);
            }
        }

        // The gauges are read as a database would: the points in the range and the last one before it.
        private void RepairInterview(IReadOnlyList<Interval> ranges)
        {
            foreach (var range in ranges)
            {
                var gauges = airings.Select((_, airing) => Gauge.Of(Points(airing).Within(range), meterings[airing].HoldMs)).ToList();
                Replace(interview, range, MinuteFigures.OfInterview(range, gauges, window), minute => minute.Minute);
            }
        }

        private static void Replace<T>(SortedDictionary<long, T> minutes, Interval range, IEnumerable<T> repaired, Func<T, long> key)
        {
            foreach (var minute in minutes.Keys.Where(range.Contains).ToList())
                minutes.Remove(minute);
            foreach (var minute in repaired)
            {
                range.Contains(key(minute)).ShouldBeTrue();
                minutes.Add(key(minute), minute);
            }
        }
    }
}
