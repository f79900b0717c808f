using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Work;

namespace Broadcast.Subscriptions;

/// <summary>Makes and changes subscriptions, for the API and for the pages alike.</summary>
internal sealed class SubscriptionRegister(Db db, SubscriptionSecret secrets, MilestoneWatch milestones, AuditLog audit, Nudge<SendingJob> sending)
{
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    private static readonly Sql SeriesExists = "SELECT Id FROM Series WHERE Id = @seriesId";

    /// <summary>Makes a subscription and its secret, which is told this once. Milestones that were passed before are none of its affair.</summary>
    public async Task<Outcome<NewSubscription>> Create(SubscriptionBody body, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        var blank = new Subscription { Id = Ids.New(now), CreatedBy = by.Name, CreatedAt = now };
        if (Forbids(body, by) is { } forbidden)
        {
            return forbidden;
        }

        var fields = new Fields();
        var made = body.Over(blank, by, fields);
        if (fields.Refusal is { } refusal)
        {
            return refusal;
        }

        var secret = SubscriptionSecret.New();
        var passed = await milestones.Passed(made, now, ct);
        return await db.Write<Outcome<NewSubscription>>(
            async tx =>
            {
                if (await CheckSeries(tx, made.SeriesId) is { } missing)
                {
                    return missing;
                }

                await SubscriptionTable.Add(tx, made, secrets.Seal(secret));
                await MilestoneWatch.Note(tx, made.Id, passed, now);
                await audit.Write(tx, by, "create", "subscription", made.Id, null, Told(made), now);
                return new NewSubscription(made, secret);
            },
            ct);
    }

    public async Task<Outcome<Subscription>> Change(Guid id, SubscriptionBody body, int? expected, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        if (Forbids(body, by) is { } forbidden)
        {
            return forbidden;
        }

        var outcome = await db.Write<Outcome<Subscription>>(
            async tx =>
            {
                if (await SubscriptionTable.Lock(tx, id) is not { } old)
                {
                    return Refusal.NotFound("subscription");
                }

                var fields = new Fields();
                var changed = body.Over(old, by, fields);
                if ((EntityTags.Check(expected, old.Version) ?? fields.Refusal ?? await CheckSeries(tx, changed.SeriesId)) is { } refusal)
                {
                    return refusal;
                }

                await SubscriptionTable.Save(tx, changed);
                await audit.Write(tx, by, "update", "subscription", id, Told(old), Told(changed), now);
                return changed;
            },
            ct);
        if (!outcome.IsRefused && (body.Milestones.IsGiven || body.SeriesId.IsGiven))
        {
            var passed = await milestones.Passed(outcome.Value, now, ct);
            await db.Write(tx => MilestoneWatch.Note(tx, id, passed, now), ct);
        }

        sending.Now();
        return outcome;
    }

    /// <summary>A new secret; both sign for 24 h.</summary>
    public Task<Outcome<string>> RotateSecret(Guid id, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<string>>(
        async tx =>
        {
            if (await SubscriptionTable.Lock(tx, id) is null)
            {
                return Refusal.NotFound("subscription");
            }

            var secret = SubscriptionSecret.New();
            await SubscriptionTable.SaveSecret(tx, id, secrets.Seal(secret), now + Overlap);
            await audit.Write(tx, by, "rotate-secret", "subscription", id, null, null, now);
            return secret;
        },
        ct);

    /// <summary>Nobody is told any more; what was said goes with it.</summary>
    public Task<Outcome<bool>> Delete(Guid id, int? expected, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<bool>>(
        async tx =>
        {
            if (await SubscriptionTable.Lock(tx, id) is not { } old)
            {
                return Refusal.NotFound("subscription");
            }

            if (EntityTags.Check(expected, old.Version) is { } refusal)
            {
                return refusal;
            }

            await SubscriptionTable.Remove(tx, id);
            await audit.Write(tx, by, "delete", "subscription", id, Told(old), null, now);
            return true;
        },
        ct);

    /// <summary>Reaching into private networks is an administrator's to allow.</summary>
    private static Refusal? Forbids(SubscriptionBody body, Caller by) =>
        body.AllowPrivate.Value == true && by.Role != Role.Admin ? Refusal.Forbidden("Only an administrator allows addresses of private networks.") : null;

    private static async Task<Refusal?> CheckSeries(Tx tx, Guid? seriesId) =>
        seriesId is not null && await tx.Find<Guid?>(SeriesExists, new { seriesId }) is null ? Refusal.Field("seriesId", "There is no such series.") : null;

    private static object Told(Subscription subscription) =>
        new { subscription.Name, subscription.Url, subscription.Events, subscription.Milestones, subscription.SeriesId, subscription.AllowPrivate, subscription.Active };
}
