using Broadcast.Audience.Arithmetic;

namespace Broadcast.Audience.History;

/// <summary>
/// Tells how an interview's views came from what they were at one instant to what they were at another, one thing after the other as it became known, and how much each of them changed: so the amounts add up to the difference
/// whatever happened. Pure.
/// </summary>
internal sealed class InterviewStory
{
    private readonly InterviewHistory _history;
    private readonly long _since;
    private readonly List<AiringStory> _airings;
    private readonly List<StoryNote> _notes = [];
    private InterviewFacts? _facts;
    private long? _closing;

    private InterviewStory(InterviewHistory history, long since)
    {
        _history = history;
        _since = since;
        _facts = history.FactsAt(since);
        _closing = history.ClosingAt(since);
        _airings = [.. history.Airings.Select(airing => new AiringStory(airing, since, _closing, _facts))];
    }

    /// <summary>The views at the first instant.</summary>
    public Int128 Then { get; private set; }

    /// <summary>The views at the second.</summary>
    public Int128 Now { get; private set; }

    /// <summary>How far the true views at the first instant may lie from those told.</summary>
    public Uncertainty ThenRounding { get; private set; }

    /// <summary>How far the true views at the second may.</summary>
    public Uncertainty NowRounding { get; private set; }

    /// <summary>What happened in between, in order.</summary>
    public IReadOnlyList<StoryNote> Notes => _notes;

    /// <summary>The story from one instant, which is not part of it, to another, which is.</summary>
    public static InterviewStory Of(InterviewHistory history, long since, long until)
    {
        var story = new InterviewStory(history, since);
        (story.Then, story.ThenRounding) = story.Told();
        foreach (var (_, _, happen) in story.Events(until).OrderBy(each => each.At).ThenBy(each => each.Order))
        {
            happen();
        }

        (story.Now, story.NowRounding) = story.Told();
        return story;
    }

    /// <summary>
    /// What happens at one instant happens in this order: what people decide, then what arrives (by the ids of the deliveries, which count up), and last what is withdrawn. So a closing holds back what arrives at its very instant, as section "Closing" has it,
    /// and keeps what is withdrawn at it.
    /// </summary>
    private IEnumerable<(long At, int Order, Action Happen)> Events(long until)
    {
        foreach (var facts in _history.Facts.Where(facts => Within(facts.Since)))
        {
            yield return (facts.Since, 0, () => Change(facts));
        }

        foreach (var closing in _history.Closings)
        {
            if (Within(closing.ClosedAt))
            {
                yield return (closing.ClosedAt, 1, () => Close(closing.ClosedAt));
            }

            if (closing.ReopenedAt is { } end && Within(end) && end > closing.ClosedAt)
            {
                yield return (end, 1, () => Reopen(end));
            }
        }

        foreach (var airing in _airings)
        {
            foreach (var rule in airing.History.Rules.Where(rule => Within(rule.Since)))
            {
                yield return (rule.Since, 2, () => Follow(airing, rule));
            }

            foreach (var declared in airing.History.Declared.Where(declared => Within(declared.Since)))
            {
                yield return (declared.Since, 3, () => Note("declared", declared.Since, airing, () => airing.Declare(declared.Views), by: declared.By));
            }

            foreach (var delivery in airing.History.Readings.Where(reading => Within(reading.KnownAt) && !(reading.WithdrawnAt < reading.KnownAt)).GroupBy(reading => (reading.KnownAt, reading.DeliveryId)).OrderBy(delivery => delivery.Key.DeliveryId))
            {
                yield return (delivery.Key.KnownAt, 4, () => Arrive(airing, [.. delivery]));
            }

            foreach (var at in airing.History.Readings.Select(reading => reading.WithdrawnAt).OfType<long>().Where(Within).Distinct())
            {
                yield return (at, 5, () => Withdraw(airing, at));
            }
        }

        bool Within(long at) => at > _since && at <= until;
    }

    private void Change(InterviewFacts facts)
    {
        var (before, kind) = (_facts, Kind(_facts, facts));
        _facts = facts;
        if (before is null || kind is "closed" or "reopened")
        {
            // Made only now, or told by its closing, which knows what follows from it.
            Each(airing => airing.Follow(facts));
            return;
        }

        Note(kind, facts.Since, null, () => Each(airing => airing.Follow(facts)), by: facts.By, reason: facts.Reason);
    }

    private static string Kind(InterviewFacts? before, InterviewFacts after) =>
        after.State == "cancelled" ? "cancelled"
        : before is not null && before.Window != after.Window ? "window"
        : after.State == "closed" ? "closed"
        : before?.State == "closed" ? "reopened"
        : "state";

    private void Close(long at)
    {
        _closing = at;
        Note("closed", at, null, static () => { }, by: ByAt(at));
    }

    private void Reopen(long at)
    {
        _closing = null;
        var facts = _facts?.Since == at ? _facts : null;
        var changed = _airings.Where(airing => airing.MovedAt(at).Count > 0 || airing.Metering.Counter != airing.History.MeteringAt(at).Counter).ToList();
        foreach (var airing in changed)
        {
            Note("reopened", at, airing, () => airing.Release(at), airing.MovedAt(at), facts?.By, facts?.Reason);
        }

        if (changed.Count == 0)
        {
            Note("reopened", at, null, static () => { }, by: facts?.By, reason: facts?.Reason);
        }
    }

    private void Follow(AiringStory airing, RuleSince rule)
    {
        if (_closing is null)
        {
            Note("rules", rule.Since, airing, () => airing.Follow(rule.Metering));
        }
    }

    /// <summary>First what changes the past, then what is new: each is a reason of its own.</summary>
    private void Arrive(AiringStory airing, IReadOnlyList<TakenReading> readings)
    {
        if (_closing is not null)
        {
            airing.Hold(readings);
            return;
        }

        foreach (var part in readings.GroupBy(reading => reading.Extras?.KnownAt is not null ? "replay" : reading.ObservedAt <= _since ? "late" : "readings").OrderBy(part => part.Key, StringComparer.Ordinal))
        {
            Note(part.Key, readings[0].KnownAt, airing, () => airing.Add(part), [readings[0].DeliveryId]);
        }
    }

    /// <summary>Of a closed interview it goes on counting until that is opened again.</summary>
    private void Withdraw(AiringStory airing, long at)
    {
        if (_closing is null)
        {
            var withdrawn = airing.History.Withdrawn.FirstOrDefault(withdrawn => withdrawn.Since == at);
            Note("withdrawn", at, airing, () => airing.Withdraw(at), airing.WithdrawnBy(at), withdrawn?.By, withdrawn?.Reason);
        }
    }

    private void Each(Action<AiringStory> act) => _airings.ForEach(act);

    private string? ByAt(long at) => _history.Facts.LastOrDefault(facts => facts.Since == at)?.By;

    private void Note(string kind, long at, AiringStory? airing, Action act, IReadOnlyList<Guid>? deliveries = null, string? by = null, string? reason = null)
    {
        var (views, live) = Sums(airing);
        var moved = new Movement();
        Each(each => each.Moved = moved);
        act();
        var (viewsNow, liveNow) = Sums(airing);
        var amount = viewsNow - views;
        kind = amount < 0 && kind is ("readings" or "late") ? "corrections" : kind;
        _notes.Add(new StoryNote(kind, at, airing?.History, amount, liveNow - live, deliveries ?? [], by, reason) { Moved = moved });
    }

    private (Int128 Views, Uncertainty Rounding) Told() => (_airings.Aggregate(Int128.Zero, (sum, airing) => sum + airing.Views), Uncertainty.Sum(_airings.Select(airing => airing.Rounding)));

    private (Int128 Views, Int128 Live) Sums(AiringStory? airing) => airing is not null
        ? (airing.Views, airing.LiveViews)
        : _airings.Aggregate((Int128.Zero, Int128.Zero), (sum, each) => (sum.Item1 + each.Views, sum.Item2 + each.LiveViews));

    /// <summary>A broadcast on its way through the story.</summary>
    private sealed class AiringStory
    {
        private readonly List<TakenReading> _counting;
        private readonly List<TakenReading> _held;
        private readonly bool _isRounded;
        private RunningCounter _all = new(ViewsCounter.Latest);
        private RunningCounter _live = new(ViewsCounter.Latest);
        private InterviewFacts? _facts;
        private long? _declared;

        public AiringStory(AiringHistory history, long since, long? closing, InterviewFacts? facts)
        {
            History = history;
            Metering = history.MeteringAt(closing ?? since);
            _isRounded = history.Readings.Any(reading => reading.Extras is { } extras && extras.Rounding != Uncertainty.None);
            _facts = facts;
            _declared = history.DeclaredAt(since)?.Views;
            _counting = history.CountingAt(since, closing);
            _held = [.. history.CountingAt(since, null).Where(reading => closing is { } closed && reading.KnownAt >= closed)];
            Recount();
        }

        public AiringHistory History { get; }

        public Metering Metering { get; private set; }

        public Int128 Views => _facts?.Counts != true ? 0 : _all.HasAny ? _all.Total : _declared ?? 0;

        /// <summary>How far the true views may lie from these.</summary>
        public Uncertainty Rounding => Uncertainty.Sum(Ends.Select(end => end.Rounding));

        /// <summary>Where it is written down which values the views are the sum of now and were not before.</summary>
        public Movement Moved { get; set; } = new();

        public Int128 LiveViews => _facts?.Counts == true ? _live.Total : 0;

        public void Follow(InterviewFacts facts)
        {
            var isOtherWindow = _facts?.Window != facts.Window;
            Move(-1);
            _facts = facts;
            Move(1);
            if (isOtherWindow)
            {
                Recount();
            }
        }

        public void Follow(Metering metering)
        {
            Metering = metering;
            Recount();
        }

        public void Declare(long views) => _declared = views;

        public void Hold(IEnumerable<TakenReading> readings) => _held.AddRange(readings);

        /// <summary>The deliveries of what begins to count when it is opened again, and of what was withdrawn while it was closed.</summary>
        public IReadOnlyList<Guid> MovedAt(long at) =>
            [.. _held.Where(reading => !(reading.WithdrawnAt <= at)).Select(reading => reading.DeliveryId).Concat(WithdrawnBy(at)).Distinct()];

        /// <summary>The deliveries of what counts though it is withdrawn by an instant.</summary>
        public IReadOnlyList<Guid> WithdrawnBy(long at) => [.. _counting.Where(reading => reading.WithdrawnAt <= at).Select(reading => reading.DeliveryId).Distinct()];

        public void Release(long at)
        {
            _counting.AddRange(_held);
            _held.Clear();
            _counting.RemoveAll(reading => reading.WithdrawnAt <= at);
            Follow(History.MeteringAt(at));
        }

        public void Withdraw(long at)
        {
            _counting.RemoveAll(reading => reading.WithdrawnAt <= at);
            Recount();
        }

        public void Add(IEnumerable<TakenReading> readings)
        {
            foreach (var reading in readings)
            {
                _counting.Add(reading);
                Count(reading, _isRounded && _facts?.Counts == true ? (end, times) => Moved.Add(History.Row.Id, end, times) : null);
            }
        }

        private IEnumerable<CounterEnd> Ends => _isRounded && _facts?.Counts == true ? _all.Ends : [];

        private void Recount()
        {
            Move(-1);
            (_all, _live) = (new RunningCounter(Metering.Counter), new RunningCounter(Metering.Counter));
            _counting.ForEach(reading => Count(reading, null));
            Move(1);
        }

        private void Move(int times)
        {
            foreach (var end in Ends)
            {
                Moved.Add(History.Row.Id, end, times);
            }
        }

        private void Count(TakenReading reading, Action<CounterEnd, int>? moved)
        {
            if (reading.Views is not { } views)
            {
                return;
            }

            _all.Add(reading.ObservedAt, views, reading.Extras?.Rounding ?? Uncertainty.None, moved);
            if (_facts?.Window.IsLive(reading.ObservedAt) != false)
            {
                _live.Add(reading.ObservedAt, views);
            }
        }
    }
}

/// <summary>One thing that happened.</summary>
/// <param name="Kind">What; see <see cref="ChangeItem.Kind"/>.</param>
/// <param name="At">When it was known, milliseconds since 1970 (UTC).</param>
/// <param name="Airing">The broadcast it is about; null: the interview.</param>
/// <param name="Amount">By how much the views changed.</param>
/// <param name="LiveAmount">By how much the live views did.</param>
/// <param name="Deliveries">The deliveries behind it.</param>
/// <param name="By">Who did it.</param>
/// <param name="Reason">Why.</param>
internal sealed record StoryNote(string Kind, long At, AiringHistory? Airing, Int128 Amount, Int128 LiveAmount, IReadOnlyList<Guid> Deliveries, string? By, string? Reason)
{
    /// <summary>The values that the views are the sum of since, and those that they were the sum of before.</summary>
    public Movement Moved { get; init; } = new();
}
