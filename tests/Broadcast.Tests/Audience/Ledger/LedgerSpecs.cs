using Broadcast.Audience;
using Broadcast.Audience.Answers;
using Broadcast.Audience.Arithmetic;
using Broadcast.Audience.Ledger;
using Broadcast.Data;
using Broadcast.Tests.Data;

namespace Broadcast.Tests.Audience.Ledger;

/// <summary>The tables against a recount straight from the definitions, over random histories: late, repeated and crowded readings, moved starts and ends, changed rules.</summary>
public abstract class LedgerSpecs(DatabaseFixture database) : DatabaseSpecs(database)
{
    private const int Histories = 60;
    private static readonly long Start = new DateTimeOffset(2026, 3, 12, 2, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
    private static readonly string[] Counters = ["latest", "resets", "delta"];

    [Fact]
    public async Task Figures_are_those_of_a_recount_whatever_happened_in_which_order()
    {
        for (var seed = 0; seed < Histories; seed++)
        {
            await Live(new Random(seed), seed);
        }
    }

    /// <summary>One history, checked after every step.</summary>
    private async Task Live(Random random, int seed)
    {
        var world = new World(Database.Db, random, seed);
        await world.Make(Ct);
        for (var step = 0; step < 8; step++)
        {
            switch (random.Next(7))
            {
                case 2:
                    await world.MoveZone(Ct);
                    break;
                case 0:
                    await world.MoveWindow(Ct);
                    break;
                case 1:
                    await world.ChangeRules(Ct);
                    break;
                default:
                    await world.Receive(Ct);
                    break;
            }

            if (random.Next(3) > 0)
            {
                await world.FollowAll(Ct);
                await world.Check($"history {seed}, step {step}", Ct);
            }
        }

        await world.FollowAll(Ct);
        await world.Check($"history {seed}, end", Ct);
    }

    /// <summary>An interview on three broadcasts.</summary>
    private sealed class World(Db db, Random random, int seed)
    {
        private readonly AudienceLedger _ledger = new(db);
        private readonly Dictionary<Guid, List<TakenReading>> _readings = [];
        private readonly Dictionary<Guid, (Guid Channel, string Counter, int Hold)> _rules = [];
        private readonly Guid _interview = NewId();
        private readonly Guid _series = NewId();
        private string _zone = "Asia/Shanghai";
        private Window _window;

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
                        new { interview = _interview, series, slot, unit });
                },
                ct);
            for (var i = 0; i < 3; i++)
            {
                await MakeAiring($"{code}-{i}", ct);
            }

            await MoveWindow(ct);
        }

        public async Task MoveWindow(CancellationToken ct)
        {
            var start = Start + random.Next(-120, 600) * 1000L;
            _window = new Window(random.Next(8) == 0 ? null : start, start + (random.Next(1, 900) * 1000L));
            await db.Execute("UPDATE Interview SET StartedAt = @start, EndedAt = @end WHERE Id = @id", new { start = _window.StartedAt, end = _window.EndedAt, id = _interview }, ct);
        }

        public async Task MoveZone(CancellationToken ct)
        {
            _zone = _zone == "Asia/Shanghai" ? "America/New_York" : "Asia/Shanghai";
            await db.Execute("UPDATE Series SET TimeZone = @zone WHERE Id = @id", new { zone = _zone, id = _series }, ct);
        }

        public async Task ChangeRules(CancellationToken ct)
        {
            var (airing, (channel, _, _)) = _rules.ElementAt(random.Next(_rules.Count));
            var rules = (channel, Counters[random.Next(3)], random.Next(1, 200));
            _rules[airing] = rules;
            await db.Execute("UPDATE Channel SET ViewsCounter = @counter, HoldSeconds = @hold WHERE Id = @channel", new { counter = rules.Item2, hold = rules.Item3, channel }, ct);
        }

        /// <summary>A few deliveries at once, some of them replays of earlier ones.</summary>
        public async Task Receive(CancellationToken ct)
        {
            var fresh = Enumerable.Range(0, random.Next(1, 12)).Select(_ => Reading()).ToList();
            var old = _readings.Values.SelectMany(all => all).ToList();
            var replayed = old.Count == 0 ? [] : Enumerable.Range(0, random.Next(3)).Select(_ => old[random.Next(old.Count)]).ToList();
            var draft = await _ledger.DraftReadings(fresh, replayed, ct);
            await Commit(draft, ct);
            fresh.ForEach(reading => _readings[reading.AiringId].Add(reading));
        }

        public async Task FollowAll(CancellationToken ct)
        {
            while ((await _ledger.FindStale(ct)).Contains(_interview))
            {
                await Commit(await _ledger.DraftFollowing(_interview, ct), ct);
            }
        }

        public async Task Check(string when, CancellationToken ct)
        {
            var snapshot = await new AudienceReader(new AudienceRows(db), new LiveEdge(db)).Read(AudienceScope.Interview(_interview), Noon.AddYears(5), ct);
            var ids = _rules.Keys.ToList();
            var recount = Recount.Of(
                [.. ids.Select(id => new AiringReadings([.. _readings[id].Select(reading => new Reading(reading.ObservedAt, reading.Concurrent, reading.Views))], AiringState.Of(_rules[id].Counter, _rules[id].Hold), null))],
                _window,
                Noon.AddYears(5).ToUnixTimeMilliseconds());
            var stored = snapshot.ShouldNotBeNull().Airings.ToDictionary(airing => airing.Row.Id, airing => airing.Figures);
            ids.Select(id => stored[id]).ShouldBe(recount.Airings, when);
            snapshot.ByInterview()[0].Figures.ShouldBe(recount.Interview, when);
            await CheckDays(when, ct);
        }

        /// <summary>The days are those of the minutes in the series' zone.</summary>
        private async Task CheckDays(string when, CancellationToken ct)
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(_zone);
            foreach (var id in _rules.Keys)
            {
                var minutes = await db.Read(tx => AiringMinuteTable.Read(tx, id, Interval.All), ct);
                var expected = minutes.GroupBy(minute => LocalDay.Of(minute.Minute, zone)).ToDictionary(day => day.Key, day => day.Aggregate(Int128.Zero, (sum, minute) => sum + minute.Views));
                var days = await db.Query<DayRow>("SELECT LocalDay, Views FROM AiringDay WHERE AiringId = @id", new { id }, ct);
                days.Where(day => day.Views != 0).OrderBy(day => day.LocalDay).Select(day => (day.LocalDay, day.Views))
                    .ShouldBe(expected.Where(day => day.Value != 0).OrderBy(day => day.Key).Select(day => (day.Key, day.Value)), when);
            }
        }

        private async Task Commit(LedgerDraft draft, CancellationToken ct)
        {
            // Now and then a commit fails, and the same is drafted again.
            if (random.Next(6) == 0)
            {
                _ledger.Settle(draft, isCommitted: false);
                draft = draft.Readings.Count > 0 ? await _ledger.DraftReadings(draft.Readings, [], ct) : draft;
            }

            await db.Write(tx => draft.Write(tx, Noon), ct);
            _ledger.Settle(draft, isCommitted: true);
        }

        private sealed record DayRow
        {
            public DateOnly LocalDay { get; init; }

            public Int128 Views { get; init; }
        }

        private TakenReading Reading()
        {
            var airing = _rules.Keys.ElementAt(random.Next(_rules.Count));
            var what = random.Next(1, 4);
            var at = Start + (random.Next(8) == 0 ? random.Next(-3_600_000, 7_200_000) : (random.Next(0, 120) * 10_000L));
            return new TakenReading(airing, at, NewId(), random.Next(3), (what & 1) != 0 ? random.Next(6) : null, (what & 2) != 0 ? random.Next(20) : null);
        }

        private async Task MakeAiring(string code, CancellationToken ct)
        {
            var (airing, channel) = (NewId(), NewId());
            var rules = (channel, Counters[random.Next(3)], random.Next(1, 200));
            _rules[airing] = rules;
            _readings[airing] = [];
            await db.Write(
                async tx =>
                {
                    await tx.Execute(
                        "INSERT INTO Channel (Id, Code, Name, Family, Connector, Settings, ViewsCounter, HoldSeconds) VALUES (@channel, @code, 'c', 'web', 'webhook', '{}', @counter, @hold)",
                        new { channel, code, counter = rules.Item2, hold = rules.Item3 });
                    await tx.Execute(
                        "INSERT INTO Airing (Id, InterviewId, ChannelId, ExternalId, HookKey, CreatedAt) VALUES (@airing, @interview, @channel, @code, @code, 1)",
                        new { airing, interview = _interview, channel, code });
                },
                ct);
        }
    }
}

public sealed class LedgerOnSqlite(SqliteDatabase database) : LedgerSpecs(database), IClassFixture<SqliteDatabase>;

public sealed class LedgerOnSqlServer(SqlServerDatabase database) : LedgerSpecs(database), IClassFixture<SqlServerDatabase>;
