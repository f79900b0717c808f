using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;

namespace Broadcast.Planning;

/// <summary>Wishes as rows, one for each unit of a series that has any.</summary>
internal sealed class Wishes(Db db, AuditLog audit)
{
    private const string Changed = "changeWishes";
    private const string Columns = "w.UnitId, w.EarliestOn AS Earliest, w.LatestOn AS Latest, w.ThemeMonth AS Month, w.UnitRank AS Rank, w.Topic, w.Version FROM SeriesWish w";

    private static readonly Sql Member = "SELECT UnitId FROM SeriesUnit WHERE SeriesId = @seriesId AND UnitId = @unitId";

    private static readonly Sql SeriesById = "SELECT Id FROM Series WHERE Id = @seriesId";

    private static readonly Sql One = $"SELECT {Columns} WHERE w.SeriesId = @seriesId AND w.UnitId = @unitId";

    private static readonly Sql Listing = new(
        SqlServer: $"SELECT TOP (@take) {Columns} WHERE w.SeriesId = @seriesId AND w.UnitId > @after AND (@unitId IS NULL OR w.UnitId = @unitId) ORDER BY w.UnitId",
        Sqlite: $"SELECT {Columns} WHERE w.SeriesId = @seriesId AND w.UnitId > @after AND (@unitId IS NULL OR w.UnitId = @unitId) ORDER BY w.UnitId LIMIT @take");

    private static readonly Sql LockUnit = "UPDATE Unit SET Version = Version WHERE Id = @unitId";

    private static readonly Sql Update =
        """
        UPDATE SeriesWish SET EarliestOn = @earliest, LatestOn = @latest, ThemeMonth = @month, UnitRank = @rank, Topic = @topic, Version = Version + 1
        WHERE SeriesId = @seriesId AND UnitId = @unitId
        """;

    private static readonly Sql Insert =
        """
        INSERT INTO SeriesWish (SeriesId, UnitId, EarliestOn, LatestOn, ThemeMonth, UnitRank, Topic, Version)
        VALUES (@seriesId, @unitId, @earliest, @latest, @month, @rank, @topic, 1)
        """;

    /// <summary>A unit's wishes, empty while it has none; refused when it does not take part, or is none this caller may see.</summary>
    public Task<Outcome<UnitWish>> Find(Guid seriesId, Guid unitId, Caller by, CancellationToken ct) => db.Read<Outcome<UnitWish>>(
        async tx => by.MayTouchUnit(unitId) && await tx.Find<Guid?>(Member, new { seriesId, unitId }) is not null
            ? await tx.Find<UnitWish>(One, new { seriesId, unitId }) ?? new UnitWish { UnitId = unitId }
            : Refusal.NotFound("unit in the series"),
        ct);

    /// <summary>Wishes by unit, after the one given; a liaison gets its own unit's. Null when there is no such series.</summary>
    public async Task<IReadOnlyList<UnitWish>?> List(Guid seriesId, Caller by, Guid after, int take, CancellationToken ct) =>
        await db.Find<Guid?>(SeriesById, new { seriesId }, ct) is null
            ? null
            : await db.Query<UnitWish>(Listing, new { seriesId, unitId = by.Role == Role.Unit ? by.UnitId : null, after, take }, ct);

    /// <summary>Replaces a unit's wishes. Plans made before stay as they are.</summary>
    public Task<Outcome<UnitWish>> Change(Guid seriesId, Guid unitId, WishBody body, int? expected, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<UnitWish>>(
        async tx =>
        {
            await tx.Execute(LockUnit, new { unitId });
            if (await tx.Find<Guid?>(Member, new { seriesId, unitId }) is null)
            {
                return Refusal.NotFound("unit in the series");
            }

            var fields = new Fields();
            var wish = body.Check(unitId, fields);
            var before = await tx.Find<UnitWish>(One, new { seriesId, unitId });
            if ((fields.Refusal ?? EntityTags.Check(expected, before?.Version ?? 0)) is { } refusal)
            {
                return refusal;
            }

            return await Put(tx, seriesId, before, wish, by, now);
        },
        ct);

    /// <summary>Brings back what stood there before the caller's own last change, unless the wishes of the series were changed since.</summary>
    public Task<Outcome<UnitWish>> TakeBack(Guid seriesId, Guid unitId, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<UnitWish>>(
        async tx =>
        {
            await tx.Execute(LockUnit, new { unitId });
            var held = await tx.Find<UnitWish>(One, new { seriesId, unitId });
            var last = await audit.FindLast(tx, seriesId);
            if (held is null || last?.Action != Changed || last.Actor != by.Name || last.ToValue != Json.Write(held))
            {
                return Refusal.State("There is nothing to take back.");
            }

            var before = last.FromValue is { } value ? Json.Read<UnitWish>(value) : new UnitWish { UnitId = unitId };
            return await Put(tx, seriesId, held, before, by, now);
        },
        ct);

    private async Task<UnitWish> Put(Tx tx, Guid seriesId, UnitWish? before, UnitWish wish, Caller by, DateTimeOffset now)
    {
        var args = new { seriesId, unitId = wish.UnitId, earliest = wish.Earliest, latest = wish.Latest, month = wish.Month, rank = wish.Rank, topic = wish.Topic };
        if (await tx.Execute(Update, args) == 0)
        {
            await tx.Execute(Insert, args);
        }

        var after = (await tx.Find<UnitWish>(One, new { seriesId, unitId = wish.UnitId }))!;
        await audit.Write(tx, by, Changed, "series", seriesId, before, after, now);
        return after;
    }
}
