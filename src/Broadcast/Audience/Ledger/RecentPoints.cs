using Broadcast.Audience.Arithmetic;
using Broadcast.Data;

namespace Broadcast.Audience.Ledger;

/// <summary>
/// The newest points of the airings that report just now, kept in memory so that taking in a reading does not read its minute from the database again and again.
/// An entry is good for one revision of the airing's sums, which is read from the database each time; after any surprise it is simply read anew.
/// </summary>
internal sealed class RecentPoints
{
    private const int MostAirings = 1_000;
    private const long KeptMs = 10 * Minute.Length;

    private readonly Dictionary<Guid, Entry> _entries = [];

    /// <summary>An airing's points in a range, the new ones of a draft included.</summary>
    public async Task<Points> Read(Tx tx, AiringState airing, Interval range, IReadOnlyList<TakenReading> fresh) =>
        (await At(tx, airing, range)).Within(range, fresh, airing.Metering.Counter);

    /// <summary>An airing's gauge alone in a range, the new points of a draft included.</summary>
    public async Task<Points> ReadGauge(Tx tx, AiringState airing, Interval range, IReadOnlyList<TakenReading> fresh) =>
        (await At(tx, airing, range)).GaugeWithin(range, fresh);

    /// <summary>A draft was committed: what it added is now part of the next revision.</summary>
    public void Committed(AiringState airing, IReadOnlyList<TakenReading> fresh)
    {
        if (_entries.TryGetValue(airing.AiringId, out var entry) && entry.Revision == airing.Revision)
        {
            entry.Add(fresh, airing.Metering.Counter);
            entry.Revision++;
            entry.Forget(KeptMs);
        }
    }

    /// <summary>Forgets one airing: its readings were told apart anew.</summary>
    public void Forget(Guid airingId) => _entries.Remove(airingId);

    /// <summary>Forgets everything: after a draft that was not committed.</summary>
    public void Clear() => _entries.Clear();

    private async Task<Entry> At(Tx tx, AiringState airing, Interval range) => airing.LastReadingAt - range.From >= KeptMs
        ? new Entry(airing.Revision, range.From, await ReadingTable.Points(tx, airing, range))
        : await Find(tx, airing, Minute.Of(range.From));

    private async Task<Entry> Find(Tx tx, AiringState airing, long start)
    {
        if (_entries.TryGetValue(airing.AiringId, out var known) && known.Revision == airing.Revision && known.From <= start)
        {
            return known;
        }

        if (_entries.Count >= MostAirings)
        {
            _entries.Clear();
        }

        var points = await ReadingTable.Points(tx, airing, new Interval(start, long.MaxValue));
        return _entries[airing.AiringId] = new Entry(airing.Revision, start, points);
    }

    private sealed class Entry(long revision, long from, Points points)
    {
        private readonly List<GaugePoint> _gauges = points.Gauges as List<GaugePoint> ?? [.. points.Gauges];
        private readonly List<CounterPoint> _counters = points.Counters as List<CounterPoint> ?? [.. points.Counters];
        private GaugePoint? _gaugeBefore = points.GaugeBefore;
        private CounterPoint? _counterBefore = points.CounterBefore;

        public long Revision { get; set; } = revision;

        public long From { get; private set; } = from;

        private Points All => new(_gauges, _counters) { GaugeBefore = _gaugeBefore, CounterBefore = _counterBefore };

        /// <summary>The points of a range with those of a draft, which stay apart until it is committed. Only the range is copied, however much is kept.</summary>
        public Points Within(Interval range, IReadOnlyList<TakenReading> fresh, ViewsCounter counter) => With(fresh, counter, All.Within(range), range);

        /// <summary>The same without counters.</summary>
        public Points GaugeWithin(Interval range, IReadOnlyList<TakenReading> fresh) => With(fresh, null, new Points(_gauges, []) { GaugeBefore = _gaugeBefore }.Within(range), range);

        private Points With(IReadOnlyList<TakenReading> fresh, ViewsCounter? counter, Points part, Interval range)
        {
            if (fresh.Count == 0)
            {
                return part;
            }

            var copy = new Entry(Revision, range.From, part with { Gauges = Copy(part.Gauges, fresh.Count), Counters = Copy(part.Counters, counter is null ? 0 : fresh.Count) });
            copy.Add(fresh, counter);
            return copy.All.Within(range);
        }

        /// <summary>A list of its own, with room for some more.</summary>
        private static List<T> Copy<T>(IReadOnlyList<T> part, int more)
        {
            var copy = new List<T>(part.Count + more);
            copy.AddRange(part);
            return copy;
        }

        /// <summary>Takes points up; without a way of counting, gauges alone.</summary>
        public void Add(IReadOnlyList<TakenReading> fresh, ViewsCounter? counter)
        {
            for (var i = 0; i < fresh.Count; i++)
            {
                var at = fresh[i].ObservedAt;
                if (fresh[i].Concurrent is { } concurrent)
                {
                    Add(new GaugePoint(at, concurrent));
                }

                if (counter is { } merge && fresh[i].Views is { } views)
                {
                    Add(new CounterPoint(at, views), merge);
                }
            }
        }

        private void Add(GaugePoint point)
        {
            if (point.At >= From)
            {
                Put(_gauges, point, known => known.At, Greater);
            }
            else if (_gaugeBefore is not { } before || before.At <= point.At)
            {
                _gaugeBefore = _gaugeBefore is { } same && same.At == point.At ? Greater(same, point) : point;
            }
        }

        private void Add(CounterPoint point, ViewsCounter counter)
        {
            if (point.At >= From)
            {
                Put(_counters, point, known => known.At, (known, more) => Merge(known, more, counter));
            }
            else if (_counterBefore is not { } before || before.At <= point.At)
            {
                _counterBefore = _counterBefore is { } same && same.At == point.At ? Merge(same, point, counter) : point;
            }
        }

        /// <summary>Lets go of what is older than the newest point by some time, but for the last ones before.</summary>
        public void Forget(long keptMs)
        {
            var newest = Math.Max(_gauges.Count > 0 ? _gauges[^1].At : long.MinValue, _counters.Count > 0 ? _counters[^1].At : long.MinValue);
            var start = Minute.Of(newest) - keptMs;
            if (newest == long.MinValue || start - From < keptMs)
            {
                return;
            }

            var gauges = Sorted.First(_gauges, point => point.At >= start);
            var counters = Sorted.First(_counters, point => point.At >= start);
            _gaugeBefore = gauges > 0 ? _gauges[gauges - 1] : _gaugeBefore;
            _counterBefore = counters > 0 ? _counters[counters - 1] : _counterBefore;
            _gauges.RemoveRange(0, gauges);
            _counters.RemoveRange(0, counters);
            From = start;
        }

        private static GaugePoint Greater(GaugePoint known, GaugePoint point) => known.Value >= point.Value ? known : point;

        private static CounterPoint Merge(CounterPoint known, CounterPoint point, ViewsCounter counter) =>
            new(known.At, counter == ViewsCounter.Delta ? known.Views + point.Views : Int128.Max(known.Views, point.Views));

        private static void Put<T>(List<T> points, T point, Func<T, long> at, Func<T, T, T> merge)
        {
            var index = points.Count > 0 && at(points[^1]) < at(point) ? points.Count : Sorted.First(points, known => at(known) >= at(point));
            if (index < points.Count && at(points[index]) == at(point))
            {
                points[index] = merge(points[index], point);
            }
            else
            {
                points.Insert(index, point);
            }
        }
    }
}
