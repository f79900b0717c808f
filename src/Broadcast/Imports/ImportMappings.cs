using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Platforms.Imported;

namespace Broadcast.Imports;

/// <summary>How each channel's exports read, as rows.</summary>
internal sealed class ImportMappings(Db db, AuditLog audit)
{
    private static readonly Sql Read = "SELECT Mapping, Version FROM ImportMapping WHERE ChannelId = @channelId";

    private static readonly Sql Change = "UPDATE ImportMapping SET Mapping = @mapping, UpdatedAt = @now, UpdatedBy = @who, Version = Version + 1 WHERE ChannelId = @channelId";

    private static readonly Sql Insert = "INSERT INTO ImportMapping (ChannelId, Mapping, UpdatedAt, UpdatedBy) VALUES (@channelId, @mapping, @now, @who)";

    // The channel's row is updated first, so that two who set it the first time come one after the other.
    private static readonly Sql HoldChannel = "UPDATE Channel SET Version = Version WHERE Id = @channelId";

    /// <summary>A channel's mapping; null when none was entered.</summary>
    public async Task<MappingRow?> Find(Guid channelId, CancellationToken ct) => await db.Find<MappingRow>(Read, new { channelId }, ct);

    public Task<Outcome<MappingRow>> Save(Guid channelId, ImportMapping given, int? expected, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        var fields = new Fields();
        var mapping = Json.Write(given.Checked(fields) with { WholeDaysOnly = false });
        return fields.Refusal is { } refusal
            ? Task.FromResult<Outcome<MappingRow>>(refusal)
            : db.Write<Outcome<MappingRow>>(
                async tx =>
                {
                    if (await tx.Execute(HoldChannel, new { channelId }) == 0)
                    {
                        return Refusal.NotFound("channel");
                    }

                    var old = await tx.Find<MappingRow>(Read, new { channelId });
                    if (EntityTags.Check(expected, old?.Version ?? 0) is { } stale)
                    {
                        return stale;
                    }

                    await tx.Execute(old is null ? Insert : Change, new { channelId, mapping, now, who = by.Name });
                    await audit.Write(tx, by, "map", "channel", channelId, old?.Parsed, Json.Read<ImportMapping>(mapping), now);
                    return (await tx.Find<MappingRow>(Read, new { channelId }))!;
                },
                ct);
    }
}

/// <summary>A mapping as a row.</summary>
internal sealed record MappingRow
{
    public string Mapping { get; init; } = "{}";

    public int Version { get; init; }

    public ImportMapping Parsed => Json.Read<ImportMapping>(Mapping);
}
