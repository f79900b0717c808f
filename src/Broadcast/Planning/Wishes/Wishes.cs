using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;

namespace Broadcast.Planning;

/// <summary>Wishes as rows, one for each unit of a series that has any.</summary>
internal sealed class Wishes(Db db, AuditLog audit)
{
    /// <summary>The log's word for wishes of many units at once.</summary>
    public const string Imported = "importWishes";

    private const string Changed = "changeWishes";
    private const string TakenBack = "takeBackWishes";
    private const string Columns = "w.UnitId, w.EarliestOn AS Earliest, w.LatestOn AS Latest, w.ThemeMonth AS Month, w.UnitRank AS Rank, w.Topic, w.Version FROM SeriesWish w";

    private static readonly Sql Member = "SELECT UnitId FROM SeriesUnit WHERE SeriesId = @seriesId AND UnitId = @unitId";

    private static readonly Sql SeriesById = "SELECT Id FROM Series WHERE Id = @seriesId";

    private static readonly Sql One = $"SELECT {Columns} WHERE w.SeriesId = @seriesId AND w.UnitId = @unitId";

    private static readonly Sql Listing = new(
        SqlServer: $"SELECT TOP (@take) {Columns} WHERE w.SeriesId = @seriesId AND w.UnitId > @after AND (@unitId IS NULL OR w.UnitId = @unitId) ORDER BY w.UnitId",
        Sqlite: $"SELECT {Columns} WHERE w.SeriesId = @seriesId AND w.UnitId > @after AND (@unitId IS NULL OR w.UnitId = @unitId) ORDER BY w.UnitId LIMIT @take");

    private static readonly Sql LockUnit = "UPDATE Unit SET Version = Version WHERE Id = @unitId";

    private static readonly Sql LockUnits = "UPDATE Unit SET Version = Version WHERE Id IN (SELECT UnitId FROM SeriesUnit WHERE SeriesId = @seriesId)";

    private static readonly Sql OfSeries = $"SELECT {Columns} WHERE w.SeriesId = @seriesId ORDER BY w.UnitId";

    private static readonly string[] Names = ["@seriesId", "@unitId", "@earliest", "@latest", "@month", "@rank", "@topic", "@version"];

    private static readonly Sql Update =
        """
        UPDATE SeriesWish SET EarliestOn = @earliest, LatestOn = @latest, ThemeMonth = @month, UnitRank = @rank, Topic = @topic, Version = @version
        WHERE SeriesId = @seriesId AND UnitId = @unitId
        """;

    private static readonly Sql Insert =
        """
        INSERT INTO SeriesWish (SeriesId, UnitId, EarliestOn, LatestOn, ThemeMonth, UnitRank, Topic, Version)
        VALUES (@seriesId, @unitId, @earliest, @latest, @month, @rank, @topic, @version)
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
    public Task<Outcome<WishChange>> Change(Guid seriesId, Guid unitId, WishBody body, int? expected, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<WishChange>>(
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

            var written = (await Put(tx, seriesId, [new WishPair(before, wish)]))[0];
            return new WishChange(written, await audit.Write(tx, by, Changed, "series", seriesId, before, written, now));
        },
        ct);

    /// <summary>Brings back what stood there before a change of the caller's own, be it of one unit or an import. A unit whose wishes were changed since is left alone; refused when that is all of them.</summary>
    public Task<Outcome<WishesTakenBack>> TakeBack(Guid seriesId, Guid? changeId, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<WishesTakenBack>>(
        async tx =>
        {
            await Lock(tx, seriesId);
            if (changeId is not { } id || await audit.Find(tx, id) is not { } entry || entry.EntityId != seriesId || entry.Action is not (Changed or Imported))
            {
                return Refusal.Field("changeId", changeId is null ? "Required." : "There is no such change in the series.");
            }

            if (entry.Actor != by.Name)
            {
                return Refusal.State("Only who changed something takes it back.");
            }

            var held = (await All(tx, seriesId)).ToDictionary(wish => wish.UnitId);
            var changes = Reverse(entry);
            var untouched = changes.FindAll(pair => held.GetValueOrDefault(pair.Wish.UnitId) == pair.Before);
            if (untouched.Count == 0)
            {
                return Refusal.State("These wishes were changed again since, so they are not taken back.");
            }

            var written = await Put(tx, seriesId, untouched);
            await Log(tx, seriesId, TakenBack, untouched.Select(pair => pair.Before), written, by, now);
            return new WishesTakenBack(untouched.Count, changes.Count - untouched.Count);
        },
        ct);

    /// <summary>Holds the units of a series until the end of the transaction.</summary>
    public Task<int> Lock(Tx tx, Guid seriesId) => tx.Execute(LockUnits, new { seriesId });

    /// <summary>All wishes of a series.</summary>
    public Task<IReadOnlyList<UnitWish>> All(Tx tx, Guid seriesId) => tx.Query<UnitWish>(OfSeries, new { seriesId });

    /// <summary>Writes wishes over those that stood there; as they are written, in the order given.</summary>
    public async Task<IReadOnlyList<UnitWish>> Put(Tx tx, Guid seriesId, IReadOnlyList<WishPair> changes)
    {
        List<WishPair> written = [.. changes.Select(pair => pair with { Wish = pair.Wish with { Version = (pair.Before?.Version ?? 0) + 1 } })];
        await tx.ExecuteMany(Insert, written.FindAll(pair => pair.Before is null), Names, Values);
        await tx.ExecuteMany(Update, written.FindAll(pair => pair.Before is not null), Names, Values);
        return [.. written.Select(pair => pair.Wish)];

        object?[] Values(WishPair pair) =>
            [Raw.Id(seriesId), Raw.Id(pair.Wish.UnitId), Raw.Day(pair.Wish.Earliest), Raw.Day(pair.Wish.Latest), pair.Wish.Month, pair.Wish.Rank, pair.Wish.Topic, pair.Wish.Version];
    }

    /// <summary>Logs the wishes of many units as one change; its id.</summary>
    public Task<Guid> Log(Tx tx, Guid seriesId, string action, IEnumerable<UnitWish?> before, IEnumerable<UnitWish> after, Caller by, DateTimeOffset now) =>
        audit.Write(tx, by, action, "series", seriesId, new WishFacts([.. before.OfType<UnitWish>()]), new WishFacts([.. after]), now);

    /// <summary>From what a change made of each unit's wishes to what stood there before.</summary>
    private static List<WishPair> Reverse(AuditRow entry)
    {
        var (before, after) = entry.Action == Imported
            ? (Json.Read<WishFacts>(entry.FromValue!).Wishes, Json.Read<WishFacts>(entry.ToValue!).Wishes)
            : (entry.FromValue is { } one ? [Json.Read<UnitWish>(one)] : [], [Json.Read<UnitWish>(entry.ToValue!)]);
        var was = before.ToDictionary(wish => wish.UnitId);
        return [.. after.Select(wish => new WishPair(wish, was.GetValueOrDefault(wish.UnitId) ?? new UnitWish { UnitId = wish.UnitId }))];
    }

    /// <summary>Wishes of several units, as they stand in the log.</summary>
    private sealed record WishFacts(IReadOnlyList<UnitWish> Wishes);
}

/// <summary>A unit's wishes and what stood there before; null: nothing.</summary>
internal sealed record WishPair(UnitWish? Before, UnitWish Wish);

/// <summary>A change of one unit's wishes.</summary>
/// <param name="Wish">As they stand now.</param>
/// <param name="ChangeId">By which it can be taken back.</param>
internal sealed record WishChange(UnitWish Wish, Guid ChangeId);

/// <summary>What became of taking a change back.</summary>
/// <param name="Changed">How many units have again what they had.</param>
/// <param name="Left">How many were left alone, since their wishes were changed meanwhile.</param>
internal sealed record WishesTakenBack(int Changed, int Left);

/// <summary>Which change.</summary>
internal sealed record WishChangeBody
{
    public Guid? ChangeId { get; init; }
}
