using Broadcast.Data;
using Broadcast.Platforms.Imported;
using Broadcast.Times;

namespace Broadcast.Imports;

/// <summary>Which broadcast a row is about: the one that was chosen with the file, the one it names, or the only one of the channel on its day.</summary>
internal sealed class ImportPlaces(IReadOnlyList<ImportPlace> places, Guid? chosen)
{
    private static readonly Sql OfChannel =
        """
        SELECT a.Id, a.ExternalId, s.TimeZone, i.PlannedStartsAt, i.StartedAt, u.Name AS UnitName, i.Topic
        FROM Airing a JOIN Interview i ON i.Id = a.InterviewId JOIN Series s ON s.Id = i.SeriesId JOIN Unit u ON u.Id = i.UnitId
        WHERE a.ChannelId = @channelId AND i.State <> 'cancelled' ORDER BY i.PlannedStartsAt, a.Id
        """;

    private readonly ILookup<string, ImportPlace> _byName = places.ToLookup(place => place.ExternalId, StringComparer.Ordinal);

    public static Task<IReadOnlyList<ImportPlace>> Read(Db db, Guid channelId, CancellationToken ct) => db.Query<ImportPlace>(OfChannel, new { channelId }, ct);

    /// <summary>The broadcast, or why there is none; both null when the row names one that nobody knows (yet).</summary>
    public (Guid? AiringId, string? Problem) Of(ImportedRow row)
    {
        if (chosen is not null)
        {
            return (chosen, null);
        }

        var day = ImportedConnector.TimeOf(row)?.Day;
        if (row.Mapping.Broadcast is not null)
        {
            var named = row.Cell(row.Mapping.Broadcast) is { } name ? _byName[name].ToList() : [];
            return named.Count > 1 ? Only(named.Where(place => place.Day == day), "several broadcasts of this name on that day") : (named.FirstOrDefault()?.Id, null);
        }

        return day is null ? (null, null) : Only(places.Where(place => place.Day == day), "several broadcasts of this channel on that day");
    }

    private static (Guid? AiringId, string? Problem) Only(IEnumerable<ImportPlace> fitting, string tooMany) => fitting.Take(2).ToList() switch
    {
        [var one] => (one.Id, null),
        [] => (null, "no broadcast of this channel on that day"),
        _ => (null, tooMany),
    };
}

/// <summary>A broadcast of a channel, as an import finds it.</summary>
internal sealed record ImportPlace
{
    public Guid Id { get; init; }

    public string ExternalId { get; init; } = "";

    public string TimeZone { get; init; } = "";

    public DateTimeOffset PlannedStartsAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public string UnitName { get; init; } = "";

    public string Topic { get; init; } = "";

    /// <summary>The local day of its interview.</summary>
    public DateOnly Day => DateOnly.FromDateTime((StartedAt ?? PlannedStartsAt).In(Zones.Find(TimeZone)).DateTime);
}
