using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Outcomes;

namespace Broadcast.Channels;

/// <summary>What runs where: one interview on one channel, a <em>broadcast</em> to the outside.</summary>
internal sealed class Airings(Db db, AuditLog audit)
{
    private const string Columns = "Id, InterviewId, ChannelId, ExternalId, Url, CreatedAt";

    private static readonly Sql InterviewState = "SELECT State FROM Interview WHERE Id = @interviewId";

    private static readonly Sql Insert = "INSERT INTO Airing (Id, InterviewId, ChannelId, ExternalId, HookKey, Url, CreatedAt) VALUES (@id, @interviewId, @channelId, @externalId, @hookKey, @url, @createdAt)";

    private static readonly Sql Same =
        "SELECT Id FROM Airing WHERE ChannelId = @channelId AND ((InterviewId = @interviewId AND ExternalId = @externalId) OR HookKey = @hookKey)";

    // The channel's row is updated first, so that of two who add the same broadcast the second sees the first.
    private static readonly Sql HoldChannel = "UPDATE Channel SET Version = Version WHERE Id = @channelId";

    private static readonly Sql OfInterview = $"SELECT {Columns} FROM Airing WHERE InterviewId = @interviewId ORDER BY Id";

    private static readonly Sql ByHookKey = $"SELECT {Columns} FROM Airing WHERE ChannelId = @channelId AND HookKey = @hookKey";

    private static readonly Sql ById = $"SELECT {Columns} FROM Airing WHERE Id = @id";

    /// <summary>Says that an interview runs on a channel.</summary>
    /// <param name="airing">The new row.</param>
    /// <param name="isPulled">Each broadcast is pulled for itself, so several may share an external id (the mount of an Icecast server).</param>
    /// <param name="by">Who says so.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Outcome<AiringRow>> Add(AiringRow airing, bool isPulled, Caller by, CancellationToken ct) => db.Write<Outcome<AiringRow>>(
        async tx =>
        {
            var state = await tx.Find<string>(InterviewState, new { interviewId = airing.InterviewId });
            if (state is null)
            {
                return Refusal.NotFound("interview");
            }

            if (state is "closed" or "cancelled")
            {
                return Refusal.State($"The interview is {state}.");
            }

            if (await tx.Execute(HoldChannel, new { channelId = airing.ChannelId }) == 0)
            {
                return Refusal.Field("channelId", "There is no such channel.");
            }

            var args = new
            {
                id = airing.Id,
                interviewId = airing.InterviewId,
                channelId = airing.ChannelId,
                externalId = airing.ExternalId,
                hookKey = isPulled ? null : airing.ExternalId,
                url = airing.Url,
                createdAt = airing.CreatedAt,
            };
            if (await tx.Find<Guid?>(Same, args) is not null)
            {
                return Refusal.State("The channel has a broadcast with this externalId.");
            }

            await tx.Execute(Insert, args);
            await audit.Write(tx, by, "create", "broadcast", airing.Id, null, airing, airing.CreatedAt);
            return airing;
        },
        ct);

    public async Task<bool> HasInterview(Guid interviewId, CancellationToken ct) => await db.Find<string>(InterviewState, new { interviewId }, ct) is not null;

    public Task<IReadOnlyList<AiringRow>> List(Guid interviewId, CancellationToken ct) => db.Query<AiringRow>(OfInterview, new { interviewId }, ct);

    public Task<AiringRow?> Find(Guid id, CancellationToken ct) => db.Find<AiringRow>(ById, new { id }, ct);

    /// <summary>The broadcast that a channel's message means by its external id.</summary>
    public Task<AiringRow?> FindByHookKey(Guid channelId, string hookKey, CancellationToken ct) => db.Find<AiringRow>(ByHookKey, new { channelId, hookKey }, ct);
}

/// <summary>One interview on one channel.</summary>
public sealed record AiringRow
{
    /// <summary>The broadcast's id.</summary>
    public Guid Id { get; init; }

    /// <summary>The interview.</summary>
    public Guid InterviewId { get; init; }

    /// <summary>The channel.</summary>
    public Guid ChannelId { get; init; }

    /// <summary>What the platform calls it.</summary>
    public string ExternalId { get; init; } = "";

    /// <summary>Where people watch it.</summary>
    public string? Url { get; init; }

    /// <summary>When it became known; readings that came before count only once their delivery is replayed.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}
