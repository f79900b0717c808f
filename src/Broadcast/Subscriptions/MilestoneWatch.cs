using Broadcast.Audience.Answers;
using Broadcast.Data;

namespace Broadcast.Subscriptions;

/// <summary>Which milestones a series has passed. That one is told once is decided by the table's key; a total that falls and rises again passes nothing twice.</summary>
internal sealed class MilestoneWatch(Db db, AudienceReader audience)
{
    private static readonly Sql SeriesOf = "SELECT Id, Code, Title FROM Series WHERE @seriesId IS NULL OR Id = @seriesId ORDER BY Id";

    private static readonly Sql Known = "SELECT SubscriptionId, SeriesId, Views FROM SubscriptionMilestone";

    private static readonly Sql Insert = new(
        SqlServer:
        """
        INSERT INTO SubscriptionMilestone (SubscriptionId, SeriesId, Views, ReachedAt) SELECT @subscriptionId, @seriesId, @views, @now
        WHERE NOT EXISTS (SELECT 1 FROM SubscriptionMilestone WITH (UPDLOCK, HOLDLOCK) WHERE SubscriptionId = @subscriptionId AND SeriesId = @seriesId AND Views = @views)
        """,
        Sqlite: "INSERT INTO SubscriptionMilestone (SubscriptionId, SeriesId, Views, ReachedAt) VALUES (@subscriptionId, @seriesId, @views, @now) ON CONFLICT DO NOTHING");

    /// <summary>What a subscription's series have passed already.</summary>
    public async Task<IReadOnlyList<Milestone>> Passed(Subscription subscription, DateTimeOffset now, CancellationToken ct)
    {
        if (!subscription.Events.Contains(SubscriptionEvent.Milestone, StringComparer.Ordinal))
        {
            return [];
        }

        var passed = new List<Milestone>();
        foreach (var series in await db.Query<WatchedSeries>(SeriesOf, new { seriesId = subscription.SeriesId }, ct))
        {
            if (await Read(series, now, ct) is { } total)
            {
                passed.AddRange(subscription.Milestones.Where(milestone => milestone <= total.Views).Select(milestone => new Milestone(series, milestone, total)));
            }
        }

        return passed;
    }

    /// <summary>The milestones that were passed and not noted yet, subscription by subscription. Only series that still have one ahead of them are read.</summary>
    public async Task<IReadOnlyList<(Subscription Subscription, Milestone Milestone)>> News(IReadOnlyList<Subscription> subscriptions, DateTimeOffset now, CancellationToken ct)
    {
        var asking = subscriptions.Where(subscription => subscription.Events.Contains(SubscriptionEvent.Milestone, StringComparer.Ordinal)).ToList();
        if (asking.Count == 0)
        {
            return [];
        }

        var known = (await db.Query<KnownRow>(Known, null, ct)).Select(row => (row.SubscriptionId, row.SeriesId, row.Views)).ToHashSet();
        var news = new List<(Subscription, Milestone)>();
        foreach (var series in await db.Query<WatchedSeries>(SeriesOf, new { seriesId = (Guid?)null }, ct))
        {
            var ahead = asking.Where(subscription => subscription.Wants(SubscriptionEvent.Milestone, series.Id))
                .SelectMany(subscription => subscription.Milestones.Where(views => !known.Contains((subscription.Id, series.Id, views))).Select(views => (subscription, views)))
                .ToList();
            if (ahead.Count > 0 && await Read(series, now, ct) is { } total)
            {
                news.AddRange(ahead.Where(pair => pair.views <= total.Views).Select(pair => (pair.subscription, new Milestone(series, pair.views, total))));
            }
        }

        return news;
    }

    /// <summary>Notes milestones; false where one was noted before.</summary>
    public static async Task<IReadOnlyList<bool>> Note(Tx tx, Guid subscriptionId, IReadOnlyList<Milestone> milestones, DateTimeOffset now)
    {
        var isNew = new List<bool>();
        foreach (var milestone in milestones)
        {
            isNew.Add(await tx.Execute(Insert, new { subscriptionId, seriesId = milestone.Series.Id, views = milestone.Views, now }) == 1);
        }

        return isNew;
    }

    private async Task<AudienceAnswer?> Read(WatchedSeries series, DateTimeOffset now, CancellationToken ct) =>
        await audience.Read(AudienceScope.Series(series.Id), now, ct) is { } snapshot ? AudienceAnswer.Of(snapshot) : null;

    private sealed record KnownRow
    {
        public Guid SubscriptionId { get; init; }

        public Guid SeriesId { get; init; }

        public long Views { get; init; }
    }
}

/// <summary>A milestone that was passed.</summary>
/// <param name="Series">Whose.</param>
/// <param name="Views">The milestone.</param>
/// <param name="Total">The total that passed it.</param>
internal sealed record Milestone(WatchedSeries Series, long Views, AudienceAnswer Total);

/// <summary>A series that is watched.</summary>
internal sealed record WatchedSeries
{
    public Guid Id { get; init; }

    public string Code { get; init; } = "";

    public string Title { get; init; } = "";
}
