using System.Diagnostics.Metrics;
using Broadcast.Data;
using Broadcast.Hosting;

namespace Broadcast.Metrics;

/// <summary>What waits, for Prometheus: deliveries to be counted, mails and outbound webhooks by state, declared figures to be decided about.</summary>
internal sealed class PipelineGauges : IMetricsSource
{
    private static readonly Sql Counts =
        """
        SELECT 'pending' AS What, '' AS State, COUNT(*) AS Number FROM PendingDelivery
        UNION ALL SELECT 'mail', State, COUNT(*) FROM OutboxMessage GROUP BY State
        UNION ALL SELECT 'webhook', State, COUNT(*) FROM SubscriptionMessage GROUP BY State
        UNION ALL SELECT 'declaration', State, COUNT(*) FROM Declaration GROUP BY State
        """;

    private static readonly string[] MailStates = ["queued", "sent", "failed"];
    private static readonly string[] WebhookStates = ["queued", "sent", "dead"];

    private readonly Db _db;
    private Dictionary<(string What, string State), long> _counts = [];

    public PipelineGauges(IMeterFactory meters, Db db)
    {
        _db = db;
        var meter = meters.Create("Broadcast");
        meter.CreateObservableGauge("broadcast.ingest.pending", () => Count("pending", ""), description: "Messages on disk that are not in the totals yet.");
        meter.CreateObservableGauge("broadcast.mail.messages", () => MailStates.Select(state => Tell("mail", state)), description: "Mails by state.");
        meter.CreateObservableGauge("broadcast.subscriptions.messages", () => WebhookStates.Select(state => Tell("webhook", state)), description: "Outbound webhooks by state.");
        meter.CreateObservableGauge("broadcast.declarations.pending", () => Count("declaration", "pending"), description: "Declared figures that wait for a second person.");
    }

    public async Task Refresh(CancellationToken ct) =>
        _counts = (await _db.Query<CountRow>(Counts, null, ct)).ToDictionary(row => (row.What, row.State), row => row.Number);

    private long Count(string what, string state) => _counts.GetValueOrDefault((what, state));

    private Measurement<long> Tell(string what, string state) => new(Count(what, state), new KeyValuePair<string, object?>("state", state));

    private sealed record CountRow
    {
        public string What { get; init; } = "";

        public string State { get; init; } = "";

        public long Number { get; init; }
    }
}
