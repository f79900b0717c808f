using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;

namespace Broadcast.Channels;

/// <summary>The channels that every interview of a series runs on unless somebody says otherwise, as rows.</summary>
internal sealed class SeriesChannels(Db db, AuditLog audit)
{
    private const int Most = 200;
    private const int LongestName = 200;

    private const string MissingColumns =
        """
        i.Id AS InterviewId, d.ChannelId, d.ExternalIdPattern AS Pattern, s.Code AS SeriesCode, u.Code AS UnitCode
        FROM SeriesChannel d
        JOIN Interview i ON i.SeriesId = d.SeriesId AND i.State NOT IN ('cancelled', 'closed')
        JOIN Series s ON s.Id = d.SeriesId JOIN Unit u ON u.Id = i.UnitId
        WHERE NOT EXISTS (SELECT 1 FROM Airing a WHERE a.InterviewId = i.Id AND a.ChannelId = d.ChannelId)
        ORDER BY i.Id
        """;

    private static readonly Sql SeriesById = "SELECT Id FROM Series WHERE Id = @id";

    // Of two who change the channels of one series the second sees what the first one left.
    private static readonly Sql Hold = "UPDATE Series SET Version = Version WHERE Id = @id";

    private static readonly Sql ChannelById = "SELECT Id FROM Channel WHERE Id = @id";

    private static readonly Sql OfSeries =
        """
        SELECT d.ChannelId, c.Code AS Channel, d.ExternalIdPattern AS ExternalId FROM SeriesChannel d JOIN Channel c ON c.Id = d.ChannelId
        WHERE d.SeriesId = @id ORDER BY c.Code
        """;

    private static readonly Sql Clear = "DELETE FROM SeriesChannel WHERE SeriesId = @id";

    private static readonly Sql Insert = "INSERT INTO SeriesChannel (SeriesId, ChannelId, ExternalIdPattern) VALUES (@id, @channelId, @externalId)";

    private static readonly Sql Missing = new(
        SqlServer: $"SELECT TOP (@take) {MissingColumns}",
        Sqlite: $"SELECT {MissingColumns} LIMIT @take");

    /// <summary>What a series has; null when there is no such series.</summary>
    public async Task<IReadOnlyList<SeriesChannel>?> List(Guid seriesId, CancellationToken ct) =>
        await db.Find<Guid?>(SeriesById, new { id = seriesId }, ct) is null ? null : await db.Query<SeriesChannel>(OfSeries, new { id = seriesId }, ct);

    /// <summary>Says which they are from now on, unless they are others than the caller expects. Interviews that stand get those they lack; what runs already is left alone.</summary>
    public Task<Outcome<SeriesChannel[]>> Set(Guid seriesId, SeriesChannelsBody body, IReadOnlyList<string>? expected, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<SeriesChannel[]>>(
        async tx =>
        {
            if (await tx.Execute(Hold, new { id = seriesId }) == 0)
            {
                return Refusal.NotFound("series");
            }

            var fields = new Fields();
            var wanted = await Check(tx, body, fields);
            if (fields.Refusal is { } refusal)
            {
                return refusal;
            }

            var before = await tx.Query<SeriesChannel>(OfSeries, new { id = seriesId });
            if (EntityTags.CheckContent(expected, before) is { } outdated)
            {
                return outdated;
            }

            await tx.Execute(Clear, new { id = seriesId });
            foreach (var (channelId, externalId) in wanted)
            {
                await tx.Execute(Insert, new { id = seriesId, channelId, externalId });
            }

            var after = await tx.Query<SeriesChannel>(OfSeries, new { id = seriesId });
            await audit.Write(tx, by, "set-channels", "series", seriesId, before, after, now);
            return after.ToArray();
        },
        ct);

    /// <summary>Interviews that lack a channel of their series.</summary>
    public Task<IReadOnlyList<MissingAiring>> ListMissing(int take, CancellationToken ct) => db.Query<MissingAiring>(Missing, new { take }, ct);

    private static async Task<List<(Guid ChannelId, string ExternalId)>> Check(Tx tx, SeriesChannelsBody body, Fields fields)
    {
        var wanted = new List<(Guid, string)>();
        if (body.Channels is not { Count: <= Most } given)
        {
            fields.Wrong("channels", body.Channels is null ? "Required." : $"At most {Most}.");
            return wanted;
        }

        for (var i = 0; i < given.Count; i++)
        {
            var field = $"channels[{i}]";
            var channelId = fields.Required($"{field}.channelId", given[i]?.ChannelId);
            var externalId = fields.OptionalText($"{field}.externalId", given[i]?.ExternalId, LongestName) ?? ExternalNames.Default;
            if (channelId != default && await tx.Find<Guid?>(ChannelById, new { id = channelId }) is null)
            {
                fields.Wrong($"{field}.channelId", "There is no such channel.");
            }

            if (wanted.Exists(each => each.Item1 == channelId))
            {
                fields.Wrong($"{field}.channelId", "Named twice.");
            }

            if (!ExternalNames.IsGood(externalId))
            {
                fields.Wrong($"{field}.externalId", "Must hold {unitCode} or {interviewId}, so that each interview gets a name of its own; {seriesCode} is known as well.");
            }

            wanted.Add((channelId, externalId));
        }

        return wanted;
    }
}

/// <summary>A channel that interviews of a series get by default.</summary>
public sealed record SeriesChannel
{
    /// <summary>The channel.</summary>
    public Guid ChannelId { get; init; }

    /// <summary>Its code.</summary>
    public string Channel { get; init; } = "";

    /// <summary>What the platform will call the broadcast; <c>{seriesCode}</c>, <c>{unitCode}</c> and <c>{interviewId}</c> stand for those of the interview.</summary>
    public string ExternalId { get; init; } = "";
}

/// <summary>What a client says a series' channels are.</summary>
internal sealed record SeriesChannelsBody
{
    public List<SeriesChannelBody?>? Channels { get; init; }
}

/// <summary>One of them.</summary>
internal sealed record SeriesChannelBody
{
    public Guid? ChannelId { get; init; }

    public string? ExternalId { get; init; }
}

/// <summary>An interview that lacks a channel of its series.</summary>
internal sealed record MissingAiring
{
    public Guid InterviewId { get; init; }

    public Guid ChannelId { get; init; }

    public string Pattern { get; init; } = "";

    public string SeriesCode { get; init; } = "";

    public string UnitCode { get; init; } = "";
}
