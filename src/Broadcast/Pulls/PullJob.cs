using System.Globalization;
using System.Security.Cryptography;
using Broadcast.Channels;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Ingestion;
using Broadcast.Platforms;
using Broadcast.Work;

namespace Broadcast.Pulls;

/// <summary>
/// The Hangfire job that asks platforms for figures. What is due when stands in our own table; each row goes to one process, and a claim that a kill cuts off runs out by itself.
/// An answer is kept as a delivery like any webhook's, and taken into figures the same way.
/// </summary>
internal sealed class PullJob(
    PullCandidates candidates, DueWork due, ChannelHealth health, Channels.Channels channels, Connectors connectors, Intake intake, DeliveryLog log, Nudge<PullJob> nudge, PullMeter meter, Settings settings, TimeProvider clock)
    : INudged
{
    public const string Name = "platform-pull";
    public const string Schedule = "*/2 * * * * *";

    private const int AtOnce = 16;
    private const int ClaimedATime = 64;
    private static readonly TimeSpan ClaimLength = TimeSpan.FromSeconds(20);

    public async Task Run(CancellationToken ct)
    {
        nudge.Taken();
        await Plan(ct);
        var claimed = await due.ClaimDue(PullCandidates.Kind, clock.GetUtcNow(), ClaimLength, ClaimedATime, ct);
        await Parallel.ForEachAsync(claimed, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, (row, token) => new(Pull(row, token)));
        if (claimed.Count == ClaimedATime)
        {
            nudge.Now();
        }
    }

    /// <summary>A broadcast that is new, or whose interview has just gone live, is due at once.</summary>
    private async Task Plan(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var candidate in await candidates.List(now, ct))
        {
            var latest = now + PullSchedule.Interval(candidate.State, candidate.EndedAt, now, settings.PullInterval);
            if (candidate.DueAt is null || (candidate.DueAt > latest && candidate.DueAt > now + ClaimLength))
            {
                await due.Ensure(PullCandidates.Kind, candidate.AiringId, now, now, ct);
            }
        }
    }

    private async Task Pull(DueRow row, CancellationToken ct)
    {
        if (await candidates.Find(row.Subject, ct) is not { IsWanted: true } candidate
            || await channels.Find(candidate.ChannelId, ct) is not { } channel
            || connectors.Of(channel.Connector) is not IPullingConnector connector)
        {
            await due.Done(row, ct);
            return;
        }

        var answer = await connector.Pull(new PullRequest(channel.ParsedSettings, candidate.ExternalId, candidate.Url, channel.AllowsPrivate), ct);
        var problem = answer.Problem ?? await Keep(candidate, channel, answer, ct);
        await due.Again(row, await NextTime(row, candidate, problem, ct), problem, ct);
    }

    private async Task<DateTimeOffset> NextTime(DueRow row, PullCandidate candidate, string? problem, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        meter.Done(isGood: problem is null);
        if (problem is null)
        {
            await health.Good(candidate.ChannelId, now, ct);
            return PullSchedule.Next(row.DueAt, PullSchedule.Interval(candidate.State, candidate.EndedAt, now, settings.PullInterval), now);
        }

        var failures = await health.Bad(candidate.ChannelId, problem, now, ct);
        return now + PullSchedule.AfterFailures(failures, candidate.State, settings.PullInterval);
    }

    /// <summary>Keeps an answer as evidence; what is wrong with it, if it could not be read.</summary>
    private async Task<string?> Keep(PullCandidate candidate, ChannelRow channel, PullAnswer answer, CancellationToken ct)
    {
        var (state, read) = await KeepOnce(candidate, channel, answer, ct);
        return state is null ? "The database was held for too long to keep the answer." : read.Refusal is null ? null : $"{channel.Code}: {read.Problem}";
    }

    private async Task<(string? State, IntakeResult Read)> KeepOnce(PullCandidate candidate, ChannelRow channel, PullAnswer answer, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var id = Ids.New(now);
        var read = await intake.Read(new IntakeMessage(id, channel.Id, channel.Connector, answer.Body, now, now, candidate.AiringId, candidate.ExternalId), ct);
        var kept = log.Append(new Delivery
        {
            Id = id,
            ChannelId = channel.Id,
            AiringId = candidate.AiringId,
            WebhookId = string.Create(CultureInfo.InvariantCulture, $"pull:{candidate.AiringId:N}:{now.ToUnixTimeMilliseconds()}"),
            ReceivedAt = now,
            State = read.Refusal is null ? DeliveryState.Of(read.Taken.Count, read.Rejected.Count) : DeliveryState.Rejected,
            Sha256 = SHA256.HashData(answer.Body!),
            Headers = Json.Write(answer.Headers),
            Body = answer.Body!,
            Readings = read.Taken.Count,
            Problem = read.Problem ?? (read.Taken.Count == 0 ? $"nothing about '{candidate.ExternalId}': not on the air" : null),
            Holds = read.Refusal is null,
        }, read.Taken);

        // Not on the thread that answers the webhooks of the same commit.
        await kept.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return (await kept, read);
    }
}
