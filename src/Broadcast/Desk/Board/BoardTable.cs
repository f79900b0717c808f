using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Times;

namespace Broadcast.Desk.Board;

/// <summary>What the board shows, read in one go: a slot is one row, whatever stands in it.</summary>
internal sealed class BoardTable(Db db)
{
    private const string Columns =
        """
        SELECT s.Id AS SlotId, s.StudioId, s.StartsAt, s.EndsAt, s.State AS SlotState,
            i.Id AS InterviewId, i.UnitId, u.Name AS UnitName, u.Code AS UnitCode, i.Topic, i.State AS InterviewState, h.Name AS HostName
        FROM Slot s
        LEFT JOIN Interview i ON i.SlotId = s.Id AND i.State <> 'cancelled'
        LEFT JOIN Unit u ON u.Id = i.UnitId
        LEFT JOIN Host h ON h.Id = i.HostId
        WHERE s.SeriesId = @seriesId AND s.State <> 'removed'
        """;

    private static readonly Sql Slots = $"{Columns} AND s.StartsAt >= @from AND s.StartsAt < @to ORDER BY s.StartsAt, s.Id";

    private static readonly Sql SlotById = $"{Columns} AND s.Id = @slotId";

    private static readonly Sql Units =
        """
        SELECT u.Id, u.Code, u.Name, i.Id AS InterviewId, i.SlotId, i.State AS InterviewState, i.PlannedStartsAt AS StartsAt
        FROM SeriesUnit p
        JOIN Unit u ON u.Id = p.UnitId
        LEFT JOIN Interview i ON i.SeriesId = p.SeriesId AND i.UnitId = u.Id AND i.State <> 'cancelled'
        WHERE p.SeriesId = @seriesId
        ORDER BY u.Id
        """;

    /// <summary>The slots that begin within <c>[from, to)</c>, in order; a liaison sees the interviews of its own unit.</summary>
    public async Task<IReadOnlyList<BoardEntry>> ListSlots(Guid seriesId, DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone, Caller by, CancellationToken ct)
    {
        var entries = await db.Query<BoardEntry>(Slots, new { seriesId, from, to }, ct);
        return [.. entries.Select(entry => Seen(entry, zone, by))];
    }

    /// <summary>One slot, wherever it stands; null when the series has none of this id.</summary>
    public async Task<BoardEntry?> FindSlot(Guid seriesId, Guid slotId, TimeZoneInfo zone, Caller by, CancellationToken ct) =>
        await db.Find<BoardEntry>(SlotById, new { seriesId, slotId }, ct) is { } entry ? Seen(entry, zone, by) : null;

    /// <summary>Who takes part, with the interview of each; a liaison sees its own unit.</summary>
    public async Task<IReadOnlyList<BoardUnit>> ListUnits(Guid seriesId, Caller by, CancellationToken ct) =>
        [.. (await db.Query<BoardUnit>(Units, new { seriesId }, ct)).Where(unit => by.MayTouchUnit(unit.Id))];

    private static BoardEntry Seen(BoardEntry entry, TimeZoneInfo zone, Caller by)
    {
        var local = entry with { StartsAt = entry.StartsAt.In(zone), EndsAt = entry.EndsAt.In(zone) };
        return entry.UnitId is { } unit && !by.MayTouchUnit(unit) ? local.WithoutInterview() : local;
    }
}
