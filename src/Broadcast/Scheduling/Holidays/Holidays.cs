using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;

namespace Broadcast.Scheduling;

/// <summary>The holiday calendar: what ships with the product, and over it the years that were entered here, as rows.</summary>
internal sealed class Holidays(Db db, AuditLog audit)
{
    private static readonly Sql ByYear = "SELECT Year, Days, Version FROM HolidayYear WHERE Year = @year";

    private static readonly Sql Between = "SELECT Year, Days, Version FROM HolidayYear WHERE Year >= @first AND Year <= @last";

    private static readonly Sql Begin = new(
        SqlServer:
        """
        INSERT INTO HolidayYear (Year, Days, Version) SELECT @year, NULL, 0
        WHERE NOT EXISTS (SELECT 1 FROM HolidayYear WITH (UPDLOCK, HOLDLOCK) WHERE Year = @year)
        """,
        Sqlite: "INSERT INTO HolidayYear (Year, Days, Version) VALUES (@year, NULL, 0) ON CONFLICT DO NOTHING");

    private static readonly Sql Lock = "UPDATE HolidayYear SET Version = Version WHERE Year = @year";

    private static readonly Sql Update = "UPDATE HolidayYear SET Days = @days, Version = @version WHERE Year = @year";

    public async Task<HolidayYear> Find(int year, CancellationToken ct) => Over(year, await db.Find<HolidayRow>(ByYear, new { year }, ct));

    /// <summary>Everything known about the days of these years; a notice speaks of neighbouring years' days too.</summary>
    public async Task<HolidayCalendar> Load(Tx tx, int first, int last)
    {
        var rows = (await tx.Query<HolidayRow>(Between, new { first = first - 1, last = last + 1 })).ToDictionary(row => row.Year);
        return new HolidayCalendar(Enumerable.Range(first - 1, last - first + 3).Select(year => Over(year, rows.GetValueOrDefault(year))));
    }

    /// <summary>Enters a year's days in place of what was known of it.</summary>
    public Task<Outcome<HolidayYear>> Change(int year, HolidayBody body, int? expected, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        var fields = new Fields();
        var days = body.Check(year, fields);
        return fields.Refusal is { } refusal ? Task.FromResult<Outcome<HolidayYear>>(refusal) : Save(year, days, expected, by, now, ct);
    }

    /// <summary>Goes back to what came with the product.</summary>
    public Task<Outcome<HolidayYear>> Reset(int year, int? expected, Caller by, DateTimeOffset now, CancellationToken ct) => Save(year, null, expected, by, now, ct);

    /// <summary>Enters every year of a file, or none when a day of it is wrong.</summary>
    public Task<Outcome<IReadOnlyList<HolidayYear>>> Import(HolidayFileBody body, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        var fields = new Fields();
        var years = body.Check(fields);
        return fields.Refusal is { } refusal
            ? Task.FromResult<Outcome<IReadOnlyList<HolidayYear>>>(refusal)
            : db.Write<Outcome<IReadOnlyList<HolidayYear>>>(
                async tx =>
                {
                    var entered = new List<HolidayYear>();
                    foreach (var (year, days) in years)
                    {
                        entered.Add((await Save(tx, year, days, null, by, now)).Value!);
                    }

                    return entered;
                },
                ct);
    }

    /// <summary>The years of which something is known, in order.</summary>
    public async Task<IReadOnlyList<HolidayYear>> List(CancellationToken ct)
    {
        var rows = (await db.Query<HolidayRow>(Between, new { first = HolidayBody.FirstYear, last = HolidayBody.LastYear }, ct)).ToDictionary(row => row.Year);
        return [.. ShippedHolidays.Years.Union(rows.Keys).Order().Select(year => Over(year, rows.GetValueOrDefault(year)))];
    }

    private Task<Outcome<HolidayYear>> Save(int year, IReadOnlyList<HolidayDay>? days, int? expected, Caller by, DateTimeOffset now, CancellationToken ct) =>
        db.Write(tx => Save(tx, year, days, expected, by, now), ct);

    private async Task<Outcome<HolidayYear>> Save(Tx tx, int year, IReadOnlyList<HolidayDay>? days, int? expected, Caller by, DateTimeOffset now)
    {
        await tx.Execute(Begin, new { year });
        await tx.Execute(Lock, new { year });
        var row = (await tx.Find<HolidayRow>(ByYear, new { year }))!;
        if (EntityTags.Check(expected, row.Version) is { } stale)
        {
            return stale;
        }

        var next = row with { Days = days is null ? null : Json.Write(days), Version = row.Version + 1 };
        await tx.Execute(Update, new { year, days = next.Days, version = next.Version });
        await audit.Write(tx, by, days is null ? "reset" : "change", "holidays", EntityId(year), Over(year, row), Over(year, next), now);
        return Over(year, next);
    }

    private static HolidayYear Over(int year, HolidayRow? row)
    {
        var days = row?.Days is { } entered ? Json.Read<List<HolidayDay>>(entered) : ShippedHolidays.Of(year);
        return new HolidayYear { Year = year, Announced = days is not null, Edited = row?.Days is not null, Days = days ?? [], Version = row?.Version ?? 0 };
    }

    /// <summary>The log wants an id: the year as one.</summary>
    private static Guid EntityId(int year) => new(year, 0, 0, new byte[8]);

    /// <summary>A year that was entered; <c>Days</c> is null when it went back to what ships.</summary>
    private sealed record HolidayRow
    {
        public int Year { get; init; }

        public string? Days { get; init; }

        public int Version { get; init; }
    }
}
