using System.Globalization;
using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Outcomes;
using Broadcast.Scheduling;
using Broadcast.Tests.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Broadcast.Tests.Scheduling;

/// <summary>
/// Bookings, moves and swaps at once, each by a server of its own over the same database. Afterwards nobody and nothing is in two interviews at a time, gaps are kept,
/// and a slot is booked when an interview has it and open when none has.
/// </summary>
public abstract class RivalSpecs(DatabaseFixture database) : DatabaseSpecs(database)
{
    private const int Servers = 8;
    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(40);

    [Fact]
    public async Task Of_two_hundred_for_one_slot_one_gets_it()
    {
        var stage = await Stage.Set(Database, units: 40, slots: 1, spacing: 0);
        var outcomes = await Run(200, i => stage.Server(i).Book(stage.Slots[0], stage.Booking(i % 40), Caller.Service, Noon, Ct));
        outcomes.Count(outcome => !outcome.IsRefused).ShouldBe(1);
        outcomes.Where(outcome => outcome.IsRefused).ShouldAllBe(outcome => outcome.Refusal!.Slug == Slugs.SlotTaken || outcome.Refusal.Slug == Slugs.UnitAlreadyBooked || outcome.Refusal.Slug == Slugs.OfficialBusy);
    }

    [Fact]
    public async Task However_they_book_move_swap_and_cancel_at_once_nothing_clashes()
    {
        var stage = await Stage.Set(Database, units: 24, slots: 60, spacing: 15);
        var ids = new List<Guid>();
        for (var i = 0; i < 24; i++)
        {
            var booked = await stage.Server(i).Book(stage.Slots[i * 2], stage.Booking(i), Caller.Service, Noon, Ct);
            ids.AddRange(booked.IsRefused ? [] : [booked.Value.Id]);
        }

        ids.Count.ShouldBeGreaterThan(10);
        var random = new Random(7);
        var steps = Enumerable.Range(0, 240).Select(_ => (What: random.Next(10), One: random.Next(ids.Count), Other: random.Next(ids.Count), Slot: random.Next(60), Unit: random.Next(24))).ToList();
        var outcomes = await Run(steps.Count, i => Step(stage, ids, steps[i], i));
        outcomes.Count(outcome => !outcome.IsRefused).ShouldBeGreaterThan(20);
        (await stage.Violations()).ShouldBeEmpty();
    }

    private static Task<Outcome<Interview>> Step(Stage stage, List<Guid> ids, (int What, int One, int Other, int Slot, int Unit) step, int i)
    {
        var server = stage.Server(i);
        return step.What switch
        {
            < 4 => server.Swap(ids[step.One], ids[step.Other], Caller.Service, Noon, Ct),
            < 8 => server.Reschedule(ids[step.One], stage.Slots[step.Slot], Caller.Service, Noon, Ct),
            < 9 => server.Cancel(ids[step.One], "test", Caller.Service, Noon, Ct),
            _ => server.Book(stage.Slots[step.Slot], stage.Booking(step.Unit), Caller.Service, Noon, Ct),
        };
    }

    private static async Task<IReadOnlyList<Outcome<Interview>>> Run(int count, Func<int, Task<Outcome<Interview>>> step) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => step(i), Ct)));

    /// <summary>A series with units, two hosts and two studios whose slots overlap crosswise, and several servers over it.</summary>
    private sealed class Stage(Db db)
    {
        private static readonly Sql Insert = "INSERT INTO Unit (Id, Code, Name) VALUES (@id, @code, 'Unit')";
        private static readonly Sql InsertOfficial = "INSERT INTO Official (Id, UnitId, Name, Title, Language, CalendarKey) VALUES (@id, @unit, 'Head', 'Head', 'en', @code)";
        private static readonly Sql InsertHost = "INSERT INTO Host (Id, Name) VALUES (@id, 'Host')";
        private static readonly Sql InsertStudio = "INSERT INTO Studio (Id, Name) VALUES (@id, 'Studio')";

        private static readonly Sql Standing =
            """
            SELECT i.Id, i.UnitId, i.HostId, s.StudioId, i.SlotId, i.PlannedStartsAt AS StartsAt, i.PlannedEndsAt AS EndsAt, s.StartsAt AS SlotStartsAt, s.State AS SlotState
            FROM Interview i JOIN Slot s ON s.Id = i.SlotId WHERE i.SeriesId = @series AND i.State <> 'cancelled'
            """;

        private static readonly Sql BookedSlots = "SELECT COUNT(*) FROM Slot WHERE SeriesId = @series AND State = 'booked'";

        private readonly List<Interviews> _servers = [];
        private readonly List<(Guid Unit, Guid Official)> _units = [];
        private Guid[] _hosts = [];
        private Guid _series;
        private int _spacing;

        public List<Guid> Slots { get; } = [];

        public static async Task<Stage> Set(DatabaseFixture database, int units, int slots, int spacing)
        {
            var stage = new Stage(database.Db) { _spacing = spacing };
            await stage.Fill(units, slots);
            stage._servers.AddRange(Enumerable.Range(0, Servers).Select(_ => ServerOver(database.AnotherDb())));
            return stage;
        }

        public Interviews Server(int i) => _servers[i % _servers.Count];

        public BookingBody Booking(int unit) => new()
        {
            UnitId = _units[unit].Unit,
            Topic = "Topic",
            HostId = _hosts[unit % _hosts.Length],
            Guests = [new GuestBody { OfficialId = _units[unit].Official, Role = "principal" }],
        };

        /// <summary>Everything that must not be, a line each.</summary>
        public async Task<List<string>> Violations()
        {
            var rows = await db.Query<Row>(Standing, new { series = _series }, Ct);
            var found = rows.Where(row => row.SlotState != "booked" || row.SlotStartsAt != row.StartsAt).Select(row => $"{row.Id} is not in its slot").ToList();
            if (await db.Find<long>(BookedSlots, new { series = _series }, Ct) != rows.Count)
            {
                found.Add("slots are booked that no interview has");
            }

            foreach (var (what, key, gap) in new[] { ("host", (Func<Row, Guid?>)(row => row.HostId), 0), ("studio", row => row.StudioId, 2 * _spacing), ("unit", row => row.UnitId, 0) })
            {
                foreach (var group in rows.GroupBy(key))
                {
                    var inOrder = group.OrderBy(row => row.StartsAt).ToList();
                    found.AddRange(inOrder.Zip(inOrder.Skip(1)).Where(pair => pair.Second.StartsAt < pair.First.EndsAt.AddMinutes(gap)).Select(pair => $"{what}: {pair.First.Id} and {pair.Second.Id}"));
                }
            }

            found.AddRange(rows.GroupBy(row => row.UnitId).Where(group => group.Count() > 1).Select(group => $"unit {group.Key} twice"));
            return found;
        }

        private static Interviews ServerOver(Db db)
        {
            var audit = new AuditLog(db);
            var register = new SeriesRegister(db, audit);
            return new Interviews(db, new InterviewTable(), new Slots(db, register, audit), register, audit, new InterviewSignal(new ServiceCollection().BuildServiceProvider()));
        }

        private async Task Fill(int units, int slots)
        {
            var audit = new AuditLog(db);
            var register = new SeriesRegister(db, audit);
            var body = new SeriesBody
            {
                Code = $"rivals-{NewId():N}", Title = "Rivals", StartsOn = new DateOnly(2026, 3, 1), EndsOn = new DateOnly(2026, 12, 31), SlotMinutes = 40, SetupMinutes = _spacing, StrikeMinutes = _spacing,
            };
            _series = (await register.Create(body, Caller.Service, Noon, Ct)).Value!.Id;
            Guid[] studios = [NewId(), NewId()];
            _hosts = [NewId(), NewId(), NewId()];
            foreach (var id in studios)
            {
                await db.Execute(InsertStudio, new { id }, Ct);
            }

            foreach (var id in _hosts)
            {
                await db.Execute(InsertHost, new { id }, Ct);
            }

            for (var i = 0; i < units; i++)
            {
                var (unit, official) = (NewId(), NewId());
                await db.Execute(Insert, new { id = unit, code = string.Create(CultureInfo.InvariantCulture, $"{unit:N}") }, Ct);
                await db.Execute(InsertOfficial, new { id = official, unit, code = $"{official:N}" }, Ct);
                _units.Add((unit, official));
            }

            var table = new Slots(db, register, audit);
            for (var i = 0; i < slots; i++)
            {
                // The studios take turns every 25 minutes; within one, slots stand 10 minutes apart, closer than the gap.
                var made = await table.Create(_series, new SlotBody { StudioId = studios[i % 2], StartsAt = Noon.AddDays(1).AddMinutes(25 * i), EndsAt = Noon.AddDays(1).AddMinutes(25 * i) + Slot }, Caller.Service, Noon, Ct);
                Slots.Add(made.Value!.Id);
            }
        }
    }

    private sealed record Row
    {
        public Guid Id { get; init; }

        public Guid UnitId { get; init; }

        public Guid? HostId { get; init; }

        public Guid StudioId { get; init; }

        public Guid SlotId { get; init; }

        public DateTimeOffset StartsAt { get; init; }

        public DateTimeOffset EndsAt { get; init; }

        public DateTimeOffset SlotStartsAt { get; init; }

        public string SlotState { get; init; } = "";
    }
}

public sealed class RivalsOnSqlite(SqliteDatabase database) : RivalSpecs(database), IClassFixture<SqliteDatabase>;

public sealed class RivalsOnSqlServer(SqlServerDatabase database) : RivalSpecs(database), IClassFixture<SqlServerDatabase>;
