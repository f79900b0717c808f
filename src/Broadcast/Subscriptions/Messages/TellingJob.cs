using System.Globalization;
using Broadcast.Data;
using Broadcast.Work;

namespace Broadcast.Subscriptions;

/// <summary>
/// The Hangfire job that notices what is to be told: interviews whose state is another than the one told last, and milestones that were passed. Nothing depends on being told of a change:
/// what is so is compared with what was said, so a change that nobody saw is found by the next run, and one that was said is not said again.
/// </summary>
internal sealed class TellingJob(Db db, SubscriptionTable subscriptions, MilestoneWatch milestones, Nudge<TellingJob> nudge, Nudge<SendingJob> sending, TimeProvider clock) : INudged
{
    public const string Name = "subscriptions-tell";
    public const string Schedule = "*/2 * * * * *";

    private static readonly Sql Changed = new(
        SqlServer:
        """
        SELECT TOP (200) i.Id, i.SeriesId, i.State, i.UnitId, u.Name AS UnitName, i.Topic, i.StartedAt, i.EndedAt, t.State AS Told, COALESCE(t.Turn, 0) AS Turn
        FROM Interview i JOIN Unit u ON u.Id = i.UnitId LEFT JOIN InterviewTold t ON t.InterviewId = i.Id
        WHERE i.State IN ('live', 'ended', 'closed', 'cancelled') AND (t.State IS NULL OR t.State <> i.State) ORDER BY i.Id
        """,
        Sqlite:
        """
        SELECT i.Id, i.SeriesId, i.State, i.UnitId, u.Name AS UnitName, i.Topic, i.StartedAt, i.EndedAt, t.State AS Told, COALESCE(t.Turn, 0) AS Turn
        FROM Interview i JOIN Unit u ON u.Id = i.UnitId LEFT JOIN InterviewTold t ON t.InterviewId = i.Id
        WHERE i.State IN ('live', 'ended', 'closed', 'cancelled') AND (t.State IS NULL OR t.State <> i.State) ORDER BY i.Id LIMIT 200
        """);

    private static readonly Sql FirstTold = new(
        SqlServer:
        """
        INSERT INTO InterviewTold (InterviewId, State, Turn) SELECT @id, @state, 1
        WHERE NOT EXISTS (SELECT 1 FROM InterviewTold WITH (UPDLOCK, HOLDLOCK) WHERE InterviewId = @id)
        """,
        Sqlite: "INSERT INTO InterviewTold (InterviewId, State, Turn) VALUES (@id, @state, 1) ON CONFLICT DO NOTHING");

    private static readonly Sql ToldAgain = "UPDATE InterviewTold SET State = @state, Turn = Turn + 1 WHERE InterviewId = @id AND Turn = @turn";

    public async Task Run(CancellationToken ct)
    {
        nudge.Taken();
        var said = 0;
        var listeners = await subscriptions.ListActive(ct);
        foreach (var interview in await db.Query<ChangedInterview>(Changed, null, ct))
        {
            said += await Tell(interview, listeners, ct);
        }

        foreach (var news in (await milestones.News(listeners, clock.GetUtcNow(), ct)).GroupBy(pair => pair.Subscription.Id, pair => pair.Milestone))
        {
            said += await Tell(news.Key, [.. news], ct);
        }

        if (said > 0)
        {
            sending.Now();
        }
    }

    /// <summary>That it was told and the messages themselves are one transaction; of two processes that noticed, one tells.</summary>
    private Task<int> Tell(ChangedInterview interview, IReadOnlyList<Subscription> listeners, CancellationToken ct) => db.Write(
        async tx =>
        {
            var args = new { id = interview.Id, state = interview.State, turn = interview.Turn };
            if (await tx.Execute(interview.Told is null ? FirstTold : ToldAgain, args) == 0)
            {
                return 0;
            }

            var now = clock.GetUtcNow();
            var said = 0;
            foreach (var what in SubscriptionEvent.Between(interview.Told, interview.State))
            {
                var cause = string.Create(CultureInfo.InvariantCulture, $"{what}:{interview.Id:N}:{interview.Turn + 1}");
                foreach (var listener in listeners.Where(listener => listener.Wants(what, interview.SeriesId)))
                {
                    said += await SubscriptionMessages.Add(tx, listener.Id, what, cause, interview.Facts, now) ? 1 : 0;
                }
            }

            return said;
        },
        ct);

    private Task<int> Tell(Guid subscriptionId, IReadOnlyList<Milestone> passed, CancellationToken ct) => db.Write(
        async tx =>
        {
            var now = clock.GetUtcNow();
            var isNew = await MilestoneWatch.Note(tx, subscriptionId, passed, now);
            var said = 0;
            foreach (var milestone in passed.Where((_, i) => isNew[i]))
            {
                var cause = string.Create(CultureInfo.InvariantCulture, $"{SubscriptionEvent.Milestone}:{milestone.Series.Id:N}:{milestone.Views}");
                said += await SubscriptionMessages.Add(tx, subscriptionId, SubscriptionEvent.Milestone, cause, Facts(milestone), now) ? 1 : 0;
            }

            return said;
        },
        ct);

    private static object Facts(Milestone milestone) => new
    {
        seriesId = milestone.Series.Id,
        code = milestone.Series.Code,
        title = milestone.Series.Title,
        milestone = milestone.Views,
        views = milestone.Total.Views,
        measured = milestone.Total.Measured,
        declared = milestone.Total.Declared,
        asOf = milestone.Total.AsOf,
    };

    /// <summary>An interview with what was told of it last.</summary>
    private sealed record ChangedInterview
    {
        public Guid Id { get; init; }

        public Guid SeriesId { get; init; }

        public string State { get; init; } = "";

        public Guid UnitId { get; init; }

        public string UnitName { get; init; } = "";

        public string Topic { get; init; } = "";

        public DateTimeOffset? StartedAt { get; init; }

        public DateTimeOffset? EndedAt { get; init; }

        public string? Told { get; init; }

        public int Turn { get; init; }

        public object Facts => new
        {
            interviewId = Id,
            seriesId = SeriesId,
            unitId = UnitId,
            unit = UnitName,
            topic = Topic,
            state = State,
            startedAt = StartedAt,
            endedAt = EndedAt,
        };
    }
}
