using System.Globalization;
using Broadcast.Audience;
using Broadcast.Audience.Answers;
using Broadcast.Audience.Arithmetic;
using Broadcast.Audience.Ledger;
using Broadcast.Data;
using Broadcast.Hosting;

namespace Broadcast.Tests.Audience.Ledger;

/// <summary>An interview on three broadcasts, whose readings, times, rules, closings and withdrawals happen at random, and what the definitions make of it.</summary>
internal sealed class LedgerWorld(Db db, Random random, int seed)
{
    /// <summary>About when things happen: most readings are of the twenty minutes after it.</summary>
    public static readonly long Start = new DateTimeOffset(2026, 3, 12, 2, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly DateTimeOffset Far = new(2031, 3, 12, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Counters = ["latest", "resets", "delta"];

    private readonly AudienceLedger _ledger = new(db);
    private readonly Dictionary<Guid, List<TakenReading>> _readings = [];
    private readonly Dictionary<Guid, (Guid Channel, List<(long Since, string Counter, int Hold)> Rules)> _airings = [];
    private readonly Dictionary<Guid, (List<Guid> Deliveries, long? WithdrawnAt)> _imports = [];

    // One for the whole history, as in the service: what it remembers must never be old.
    private readonly TimelineReader _timeline = new(new MinuteRows(db), new LiveEdge(db));
    private readonly AudienceReader _audience = new(new AudienceRows(db), new LiveEdge(db));
    private readonly Guid _series = Ids.New(At(Start));
    private string _zone = "Asia/Shanghai";
    private Window _window;
    private long? _closedAt;

    /// <summary>Whether whatever arrives is taken in within its step, so that what is shown after a step is all that was known by then.</summary>
    public bool IsPunctual { get; init; }

    public Guid Interview { get; } = Ids.New(At(Start));

    /// <summary>The instant of the step that is under way; every step is later than the one before.</summary>
    public long Now { get; private set; } = Start + 120_000;

    /// <summary>Begins so much later that no value holds any more.</summary>
    public LedgerWorld Afterwards()
    {
        Now += 36_000_000;
        return this;
    }

    /// <summary>Some steps; after most of them the figures follow, and are looked at.</summary>
    public async Task Live(int steps, Func<int, Task> look, CancellationToken ct)
    {
        for (var step = 0; step < steps; step++)
        {
            Now += 20_000;
            await Step(ct);
            if (random.Next(3) > 0)
            {
                await FollowAll(ct);
                await look(step);
            }
        }

        Now += 20_000;
        await FollowAll(ct);
        await look(steps);
    }

    private Task Step(CancellationToken ct) => (random.Next(12), _closedAt) switch
    {
        (10, _) => LoseParts(ct),
        (9, _) => WithdrawOne(ct),
        (0, null) => MoveWindow(ct),
        (1, _) => ChangeRules(ct),
        (2, _) => MoveZone(ct),
        (3, null) => Close(ct),
        (3 or 4, not null) => Reopen(ct),
        _ => Receive(ct),
    };

    public async Task Make(CancellationToken ct)
    {
        var (series, unit, studio, slot) = (_series, NewId(), NewId(), NewId());
        var code = $"ledger-{seed}-{series}";
        await db.Write(
            async tx =>
            {
                await tx.Execute("INSERT INTO Unit (Id, Code, Name) VALUES (@unit, @code, 'u')", new { unit, code });
                await tx.Execute("INSERT INTO Studio (Id, Name) VALUES (@studio, 's')", new { studio });
                await tx.Execute(
                    """
                    INSERT INTO Series (Id, Code, Title, TimeZone, StartsOn, EndsOn, SlotMinutes, IsPublic, Segments, HoldHours, AnswerWithinHours, RemindBeforeAnswerHours, RemindBeforeInterviewHours, CalendarKey)
                    VALUES (@series, @code, 't', 'Asia/Shanghai', '2026-01-01', '2026-12-31', 40, 0, '[]', 72, 72, '[]', '[]', 'k')
                    """,
                    new { series, code });
                await tx.Execute("INSERT INTO Slot (Id, SeriesId, StudioId, StartsAt, EndsAt, State) VALUES (@slot, @series, @studio, 1, 2, 'booked')", new { slot, series, studio });
                await tx.Execute(
                    "INSERT INTO Interview (Id, SeriesId, SlotId, UnitId, Topic, State, PlannedStartsAt, PlannedEndsAt, CreatedAt) VALUES (@interview, @series, @slot, @unit, 't', 'ended', 1, 2, 1)",
                    new { interview = Interview, series, slot, unit });
            },
            ct);
        for (var i = 0; i < 3; i++)
        {
            await MakeAiring($"{code}-{i}", ct);
        }

        await MoveWindow(ct);
    }

    /// <summary>The figures are those of a recount of the readings that count.</summary>
    public async Task Check(string when, CancellationToken ct)
    {
        var snapshot = (await Snapshot(Far, ct)).ShouldNotBeNull();
        var ids = _airings.Keys.ToList();
        var recount = Recount.Of([.. ids.Select(id => new AiringReadings([.. Counting(id).Select(Plain)], Metering(id), null))], _window, Far.ToUnixTimeMilliseconds());
        var stored = snapshot.Airings.ToDictionary(airing => airing.Row.Id, airing => airing.Figures);
        ids.Select(id => stored[id]).ShouldBe(recount.Airings.Zip(ids, (figures, id) => figures with { Rounding = RoundingOf(id) }), when);
        snapshot.ByInterview()[0].Figures.ShouldBe(recount.Interview with { Totals = recount.Interview.Totals with { Rounding = Uncertainty.Sum(ids.Select(RoundingOf)) } }, when);
        await CheckHeld(when, ct);
        await CheckDays(when, ct);
        await CheckRoundedDays(when, ct);
    }

    /// <summary>At an instant while readings may still hold: the watch time is that of a recount until then, and the curve adds up to it and to the views.</summary>
    public async Task CheckAt(long now, string when, CancellationToken ct)
    {
        var snapshot = (await Snapshot(At(now), ct)).ShouldNotBeNull();
        var ids = _airings.Keys.ToList();
        var recount = Recount.Of([.. ids.Select(id => new AiringReadings([.. Counting(id).Select(Plain)], Metering(id), null))], _window, now);
        var stored = snapshot.Airings.ToDictionary(airing => airing.Row.Id, airing => airing.Figures);
        ids.Select(id => (stored[id].WatchMs, stored[id].CoveredMs)).ShouldBe(recount.Airings.Select(airing => (airing.WatchMs, airing.CoveredMs)), when);
        var curve = await _timeline.Read(snapshot, Grain.Minute, null, ct);
        var watched = curve.Sum(minute => minute.AverageConcurrent * Minute.Span(Minute.Of(minute.At.ToUnixTimeMilliseconds())).Intersect(_window.Until(now)).Length);
        watched.ShouldBe((double)recount.Interview.Totals.WatchMs, 1 + ((double)recount.Interview.Totals.WatchMs * 1e-9), when);
        curve.Aggregate(Int128.Zero, (sum, minute) => sum + minute.Views).ShouldBe(recount.Interview.Totals.Measured, when);
        foreach (var grain in Enum.GetValues<Grain>())
        {
            var grains = await _timeline.Read(snapshot, grain, null, ct);
            var bounds = RoundingBy(at => Math.Max(0, grains.Count(item => item.At.ToUnixTimeMilliseconds() <= at) - 1));
            grains.Select(item => item.Uncertainty).ShouldBe(grains.Select((_, i) => UncertaintyAnswer.Of(bounds(i))), $"{when} by {grain}");
        }

        await CheckSegments(snapshot, when, ct);
        await CheckValues(snapshot, now, when, ct);
        await CheckGaps(snapshot, now, when, ct);
    }

    /// <summary>What a page would show at an instant.</summary>
    public Task<AudienceSnapshot?> Snapshot(DateTimeOffset at, CancellationToken ct) => _audience.Read(AudienceScope.Interview(Interview), at, ct);

    private static Reading Plain(TakenReading reading) => new(reading.ObservedAt, reading.Concurrent, reading.Views);

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private Guid NewId() => Ids.New(At(Now));

    /// <summary>By definition: what was known before the closing, and not withdrawn before it; everything that was not withdrawn while there is none.</summary>
    private IEnumerable<TakenReading> Counting(Guid airing) => _readings[airing].Where(reading =>
    {
        var withdrawnAt = WithdrawnAt(reading.DeliveryId);
        return _closedAt is { } closed ? reading.KnownAt < closed && (withdrawnAt is null || withdrawnAt >= closed) : withdrawnAt is null;
    });

    private long? WithdrawnAt(Guid delivery) => _imports.Values.FirstOrDefault(import => import.Deliveries.Contains(delivery)).WithdrawnAt;

    private Metering Metering(Guid airing)
    {
        var (_, counter, hold) = _airings[airing].Rules.Last(rule => rule.Since <= (_closedAt ?? long.MaxValue));
        return AiringState.Of(counter, hold);
    }

    private Uncertainty RoundingOf(Guid airing) => Rounding.Of(
        Counting(airing).Where(reading => reading.Views is not null).Select(reading => new RoundedViews(reading.ObservedAt, reading.Views!.Value, reading.Extras?.Rounding ?? default)),
        Interval.All,
        Metering(airing).Counter);

    private IEnumerable<RoundedViews> Values(Guid airing) => RoundingTable.Values(Counting(airing));

    /// <summary>The uncertainty of each part of time, by definition.</summary>
    private Func<long, Uncertainty> RoundingBy(Func<long, long> partAt)
    {
        var airings = _airings.Keys.Select(id => RoundingRecount.Of(Values(id), Metering(id).Counter, partAt)).ToList();
        return part => Uncertainty.Sum(airings.Select(parts => parts.GetValueOrDefault(part).Gained));
    }

    /// <summary>The gaps are those of the definition, and with what is covered they make up the whole window.</summary>
    private async Task CheckGaps(AudienceSnapshot snapshot, long now, string when, CancellationToken ct)
    {
        var part = _window.Until(now);
        var told = (await new GapReader(db).Read(snapshot.Interviews[0], snapshot.Airings.Select(airing => airing.Row), now, ct)).ToLookup(gap => gap.BroadcastId);
        foreach (var airing in snapshot.Airings)
        {
            var gauge = Gauge.Of(Points.Of(Counting(airing.Row.Id).Select(Plain), Metering(airing.Row.Id).Counter), Metering(airing.Row.Id).HoldMs);
            var gaps = airing.Figures.ReportsGauge ? gauge.Gaps(part).ToList() : [];
            told[airing.Row.Id].Select(gap => (gap.From, gap.To)).ShouldBe(gaps.Select(gap => (At(gap.From), At(gap.To))), when);
            gaps.Sum(gap => gap.Length).ShouldBe(airing.Figures.ReportsGauge ? part.Length - airing.Figures.CoveredMs : 0, when);
        }
    }

    /// <summary>What held at an instant is what the definition says, and at the peak it adds up to the peak.</summary>
    private async Task CheckValues(AudienceSnapshot snapshot, long now, string when, CancellationToken ct)
    {
        var (values, rows) = (new HeldValues(db), snapshot.Airings.Select(airing => airing.Row).ToList());
        var held = await values.Read(Interview, rows, now, ct);
        foreach (var id in _airings.Keys)
        {
            var gauge = Gauge.Of(Points.Of(Counting(id).Select(Plain), Metering(id).Counter), Metering(id).HoldMs);
            var value = held.GetValueOrDefault(id);
            (value?.Concurrent).ShouldBe(gauge.ValueAt(now), when);
            (value is null || Counting(id).Any(told => told.DeliveryId == value.DeliveryId && told.ObservedAt == value.ObservedAt && told.Concurrent == value.Concurrent)).ShouldBeTrue(when);
        }

        if (snapshot.ByInterview()[0].Figures.Peak is { At: { } at } peak)
        {
            (await values.Read(Interview, rows, at, ct)).Values.Aggregate(Int128.Zero, (sum, value) => sum + value.Concurrent).ShouldBe(peak.Value, when);
        }
    }

    /// <summary>Parts that begin and end within minutes, with time between them.</summary>
    private async Task CheckSegments(AudienceSnapshot snapshot, string when, CancellationToken ct)
    {
        (long From, long To)[] parts = [(Start + 95_000, Start + 400_500), (Start + 470_000, Start + 815_000)];
        await db.Execute("DELETE FROM InterviewSegment WHERE InterviewId = @id", new { id = Interview }, ct);
        for (var i = 0; i < parts.Length; i++)
        {
            await db.Execute(
                "INSERT INTO InterviewSegment (InterviewId, Ordinal, SegmentKey, Title, Minutes, ActualStartsAt, ActualEndsAt) VALUES (@id, @i, @key, 't', 5, @from, @to)",
                new { id = Interview, i, key = $"part-{i}", from = parts[i].From, to = parts[i].To },
                ct);
        }

        string[] keys = ["before", "part-0", "between", "part-1", "after"];
        long[] begin = [long.MinValue, parts[0].From, parts[0].To, parts[1].From, parts[1].To];
        var bounds = RoundingBy(at => Array.FindLastIndex(begin, from => from <= at));
        var rows = (await new SegmentFiguresReader(db).Split(snapshot, ct)).ToDictionary(row => row.Key);
        keys.Select(key => rows.GetValueOrDefault(key)?.Uncertainty).ShouldBe(keys.Select((_, i) => UncertaintyAnswer.Of(bounds(i))), when);
    }

    /// <summary>As of a database from before minutes and days carried their uncertainty, just after its migration.</summary>
    private Task LoseParts(CancellationToken ct) => db.Write(
        async tx =>
        {
            foreach (var id in _airings.Keys)
            {
                await tx.Execute("UPDATE AiringTotal SET HoldSeconds = HoldSeconds + 1 WHERE AiringId = @id AND AiringId IN (SELECT AiringId FROM AiringRounding)", new { id });
                await tx.Execute("DELETE FROM RoundedMinute WHERE AiringId = @id", new { id });
                await tx.Execute("DELETE FROM RoundedDay WHERE AiringId = @id", new { id });
            }
        },
        ct);

    private async Task MoveWindow(CancellationToken ct)
    {
        var old = _window;
        var start = Start + (random.Next(-120, 600) * 1000L);
        _window = new Window(random.Next(8) == 0 ? null : start, random.Next(5) == 0 ? null : start + (random.Next(1, 900) * 1000L));
        await db.Write(
            async tx =>
            {
                await tx.Execute("UPDATE Interview SET StartedAt = @start, EndedAt = @end WHERE Id = @id", new { start = _window.StartedAt, end = _window.EndedAt, id = Interview });
                await Log(tx, "start", new { startedAt = Text(old.StartedAt), endedAt = Text(old.EndedAt) }, new { startedAt = Text(_window.StartedAt), endedAt = Text(_window.EndedAt) });
            },
            ct);
    }

    private async Task MoveZone(CancellationToken ct)
    {
        _zone = _zone == "Asia/Shanghai" ? "America/Noronha" : "Asia/Shanghai";
        await db.Execute("UPDATE Series SET TimeZone = @zone WHERE Id = @id", new { zone = _zone, id = _series }, ct);
    }

    private async Task ChangeRules(CancellationToken ct)
    {
        var (channel, rules) = _airings.ElementAt(random.Next(_airings.Count)).Value;
        var rule = (Since: Now, Counter: Counters[random.Next(3)], Hold: random.Next(1, 200));
        await db.Write(
            async tx =>
            {
                foreach (var (since, counter, hold) in rules.Count == 1 ? [rules[0], rule] : new[] { rule })
                {
                    await tx.Execute("INSERT INTO ChannelRule (ChannelId, Since, ViewsCounter, HoldSeconds) VALUES (@channel, @since, @counter, @hold)", new { channel, since, counter, hold });
                }

                await tx.Execute("UPDATE Channel SET ViewsCounter = @counter, HoldSeconds = @hold WHERE Id = @channel", new { counter = rule.Counter, hold = rule.Hold, channel });
            },
            ct);
        rules.Add(rule);
    }

    private async Task Close(CancellationToken ct)
    {
        _closedAt = Now;
        await db.Write(
            async tx =>
            {
                await tx.Execute("UPDATE Interview SET State = 'closed' WHERE Id = @id", new { id = Interview });
                await tx.Execute("INSERT INTO Closing (InterviewId, ClosedAt) VALUES (@id, @at)", new { id = Interview, at = Now });
                await Log(tx, "close", new { state = "ended" }, new { state = "closed" });
            },
            ct);
    }

    private async Task Reopen(CancellationToken ct)
    {
        _closedAt = null;
        await db.Write(
            async tx =>
            {
                await tx.Execute("UPDATE Interview SET State = 'ended' WHERE Id = @id", new { id = Interview });
                await tx.Execute("UPDATE Closing SET ReopenedAt = @at WHERE InterviewId = @id AND ReopenedAt IS NULL", new { id = Interview, at = Now });
                await Log(tx, "reopen", new { state = "closed" }, new { state = "ended", reason = "迟到的数据" });
            },
            ct);
    }

    private Task Log(Tx tx, string action, object from, object to) => tx.Execute(
        "INSERT INTO AuditEntry (Id, At, Actor, Action, Entity, EntityId, FromValue, ToValue) VALUES (@id, @at, 'a', @action, 'interview', @entity, @from, @to)",
        new { id = NewId(), at = Now, action, entity = Interview, from = Json.Write(from), to = Json.Write(to) });

    private static string? Text(long? ms) => ms is { } at ? At(at).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture) : null;

    /// <summary>A few deliveries at once, some of them replays of earlier ones.</summary>
    private async Task Receive(CancellationToken ct)
    {
        var fresh = Enumerable.Range(0, random.Next(1, 12)).Select(_ => Reading()).ToList();
        var old = _readings.Values.SelectMany(all => all).ToList();
        var replayed = old.Count == 0 ? [] : Enumerable.Range(0, random.Next(3)).Select(_ => old[random.Next(old.Count)]).ToList();
        var import = random.Next(3) == 0 ? await Import([.. fresh.Where(_ => random.Next(4) > 0)], ct) : (Guid?)null;
        await ArriveLate(fresh, ct);
        var draft = await Draft();
        fresh.ForEach(reading => _readings[reading.AiringId].Add(reading));
        if (import is not null && random.Next(4) == 0)
        {
            // While the drain is about to take its rows in.
            await Withdraw(import.Value, ct);
        }

        await Commit(draft, Draft, ct);

        Task<LedgerDraft> Draft() => _ledger.DraftReadings([.. fresh.Select(AsRead)], [.. replayed.Select(AsRead)], ct);
    }

    /// <summary>As the drain reads it: with what its row knows of a withdrawal.</summary>
    private TakenReading AsRead(TakenReading reading) => reading.Withdrawn(WithdrawnAt(reading.DeliveryId));

    /// <summary>Some deliveries are rows of one import.</summary>
    private async Task<Guid> Import(IReadOnlyList<TakenReading> rows, CancellationToken ct)
    {
        var import = NewId();
        _imports[import] = ([], null);
        await db.Write(
            async tx =>
            {
                await tx.Execute(
                    """
                    INSERT INTO FigureImport (Id, ChannelId, State, ContentKey, Name, Kind, Bytes, Sha256, Mapping, FileRows, Accepted, Duplicates, Rejected, ImportedBy, ImportedAt)
                    VALUES (@import, @channel, 'done', @key, 'f', 'csv', 1, @key, '{}', 1, 1, 0, 0, 'a', @at)
                    """,
                    new { import, channel = _airings.Values.First().Channel, key = System.Security.Cryptography.SHA256.HashData(Ids.ToBytes(import)), at = Now });
                foreach (var row in rows)
                {
                    await AddRow(tx, import, row.DeliveryId);
                }
            },
            ct);
        return import;
    }

    private async Task AddRow(Tx tx, Guid import, Guid delivery)
    {
        var (deliveries, withdrawnAt) = _imports[import];
        deliveries.Add(delivery);
        await tx.Execute("INSERT INTO ImportedRow (DeliveryId, ImportId, Line, WithdrawnAt) VALUES (@delivery, @import, @line, @withdrawnAt)", new { delivery, import, line = deliveries.Count, withdrawnAt });
    }

    /// <summary>Now and then rows are taken in only after their import was withdrawn: the drain is late, or their broadcast became known late.</summary>
    private async Task ArriveLate(List<TakenReading> fresh, CancellationToken ct)
    {
        var withdrawn = _imports.Where(import => import.Value.WithdrawnAt is not null).ToList();
        if (withdrawn.Count == 0 || random.Next(3) > 0)
        {
            return;
        }

        var (import, (_, withdrawnAt)) = withdrawn[random.Next(withdrawn.Count)];
        var late = Reading() with { DeliveryId = Ids.New(At(withdrawnAt!.Value - random.Next(0, 60_000))), Extras = null };
        late = IsPunctual || random.Next(2) == 0 ? late with { Extras = new ReadingExtras { KnownAt = Now } } : late;
        await db.Write(tx => AddRow(tx, import, late.DeliveryId), ct);
        fresh.Add(late);
    }

    private async Task WithdrawOne(CancellationToken ct)
    {
        var standing = _imports.Where(import => import.Value.WithdrawnAt is null).Select(import => import.Key).ToList();
        if (standing.Count > 0)
        {
            await Withdraw(standing[random.Next(standing.Count)], ct);
        }
    }

    private async Task Withdraw(Guid import, CancellationToken ct)
    {
        var deliveries = _imports[import].Deliveries;
        _imports[import] = (deliveries, Now);
        var airings = _readings.Where(pair => pair.Value.Exists(reading => deliveries.Contains(reading.DeliveryId))).Select(pair => pair.Key).ToList();
        await db.Write(
            async tx =>
            {
                await tx.Execute("UPDATE FigureImport SET State = 'withdrawn', WithdrawnAt = @at, WithdrawnBy = 'a', WithdrawnReason = 'r' WHERE Id = @import", new { import, at = Now });
                await tx.Execute("UPDATE ImportedRow SET WithdrawnAt = @at WHERE ImportId = @import", new { import, at = Now });
                await WithdrawnAiringTable.Add(tx, import, airings);
            },
            ct);
    }

    private async Task FollowAll(CancellationToken ct)
    {
        while ((await _ledger.FindStale(ct)).Contains(Interview))
        {
            await Commit(await _ledger.DraftFollowing(Interview, ct), () => _ledger.DraftFollowing(Interview, ct), ct);
        }
    }

    private async Task Commit(LedgerDraft draft, Func<Task<LedgerDraft>> again, CancellationToken ct)
    {
        // Now and then a commit fails, and the same is drafted again.
        if (random.Next(6) == 0)
        {
            _ledger.Settle(draft, isCommitted: false);
            draft = await again();
        }

        await db.Write(tx => draft.Write(tx, At(Now)), ct);
        _ledger.Settle(draft, isCommitted: true);
    }

    /// <summary>
    /// Mostly it arrived since the last step. Now and then a drain is late, and takes in what arrived before; now and then a closing is, which has the instant of its request, and the drain has taken in what arrived since.
    /// </summary>
    private TakenReading Reading()
    {
        var airing = _airings.Keys.ElementAt(random.Next(_airings.Count));
        var what = random.Next(1, 4);
        var at = Start + (random.Next(8) == 0 ? random.Next(-3_600_000, 7_200_000) : (random.Next(0, 120) * 10_000L));
        var arrival = Now - (IsPunctual ? random.Next(0, 1_000) : random.Next(6) switch
        {
            0 => random.Next(0, 60_000),
            1 => -random.Next(0, 40_000),
            _ => random.Next(0, 1_000),
        });
        long? views = (what & 2) != 0 ? random.Next(20) : null;
        var extras = random.Next(5) switch
        {
            0 when views is not null => new ReadingExtras { ViewsText = "约", Rounding = new Uncertainty(random.Next(3), random.Next(1, 4)) },
            1 when random.Next(3) == 0 => new ReadingExtras { KnownAt = Math.Max(Now, arrival), Heat = 7 },
            _ => null,
        };
        return new TakenReading(airing, at, Ids.New(At(arrival)), random.Next(3), (what & 1) != 0 ? random.Next(6) : null, views, extras);
    }

    /// <summary>What does not count is held, and nothing else.</summary>
    private async Task CheckHeld(string when, CancellationToken ct)
    {
        foreach (var id in _airings.Keys)
        {
            var held = await db.Read(tx => HeldReadingTable.All(tx, id), ct);
            held.Select(reading => (reading.DeliveryId, reading.Ordinal)).ToHashSet()
                .SetEquals(_readings[id].Except(Counting(id)).Select(reading => (reading.DeliveryId, reading.Ordinal))).ShouldBeTrue(when);
        }
    }

    /// <summary>The days are those of the minutes in the series' zone.</summary>
    private async Task CheckDays(string when, CancellationToken ct)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(_zone);
        foreach (var id in _airings.Keys)
        {
            var minutes = await db.Read(tx => AiringMinuteTable.Read(tx, id, Interval.All), ct);
            var expected = minutes.GroupBy(minute => LocalDay.Of(minute.Minute, zone)).ToDictionary(day => day.Key, day => day.Aggregate(Int128.Zero, (sum, minute) => sum + minute.Views));
            var days = await db.Query<DayRow>("SELECT LocalDay, Views FROM AiringDay WHERE AiringId = @id", new { id }, ct);
            days.Where(day => day.Views != 0).OrderBy(day => day.LocalDay).Select(day => (day.LocalDay, day.Views))
                .ShouldBe(expected.Where(day => day.Value != 0).OrderBy(day => day.Key).Select(day => (day.Key, day.Value)), when);
        }
    }

    /// <summary>The uncertainties of the days are those of a recount.</summary>
    private async Task CheckRoundedDays(string when, CancellationToken ct)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(_zone);
        foreach (var id in _airings.Keys)
        {
            var recount = RoundingRecount.Of(Values(id), Metering(id).Counter, at => LocalDay.Of(at, zone).DayNumber).Where(day => day.Value.Gained != Uncertainty.None);
            var days = await db.Query<RoundedDayRow>("SELECT LocalDay, ViewsMinus, ViewsPlus FROM RoundedDay WHERE AiringId = @id", new { id }, ct);
            days.OrderBy(day => day.LocalDay).Select(day => ((long)day.LocalDay.DayNumber, new Uncertainty(day.ViewsMinus, day.ViewsPlus)))
                .ShouldBe(recount.OrderBy(day => day.Key).Select(day => (day.Key, day.Value.Gained)), when);
        }
    }

    private async Task MakeAiring(string code, CancellationToken ct)
    {
        var (airing, channel) = (NewId(), NewId());
        var rule = (Since: 0L, Counter: Counters[random.Next(3)], Hold: random.Next(1, 200));
        _airings[airing] = (channel, [rule]);
        _readings[airing] = [];
        await db.Write(
            async tx =>
            {
                await tx.Execute(
                    "INSERT INTO Channel (Id, Code, Name, Family, Connector, Settings, ViewsCounter, HoldSeconds) VALUES (@channel, @code, 'c', 'web', 'webhook', '{}', @counter, @hold)",
                    new { channel, code, counter = rule.Counter, hold = rule.Hold });
                await tx.Execute(
                    "INSERT INTO Airing (Id, InterviewId, ChannelId, ExternalId, HookKey, CreatedAt) VALUES (@airing, @interview, @channel, @code, @code, 1)",
                    new { airing, interview = Interview, channel, code });
            },
            ct);
    }

    private sealed record DayRow
    {
        public DateOnly LocalDay { get; init; }

        public Int128 Views { get; init; }
    }

    private sealed record RoundedDayRow
    {
        public DateOnly LocalDay { get; init; }

        public Int128 ViewsMinus { get; init; }

        public Int128 ViewsPlus { get; init; }
    }
}
