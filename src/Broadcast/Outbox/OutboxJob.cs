using Broadcast.Work;

namespace Broadcast.Outbox;

/// <summary>The Hangfire job that sends what is due: mail in one lane, the other ways in a second one, so that neither waits for the other's server.</summary>
internal sealed class OutboxJob : INudged, IDisposable
{
    public const string Name = "outbox";
    public const string Schedule = "*/2 * * * * *";

    private readonly Nudge<OutboxJob> _nudge;
    private readonly OutboxLane _mail;
    private readonly OutboxLane _ways;

    public OutboxJob(OutboxTable table, ICourier mail, WayCourier ways, Nudge<OutboxJob> nudge, TimeProvider clock, ILogger<OutboxJob> log)
    {
        _nudge = nudge;
        _mail = new OutboxLane(table, mail, isMail: true, clock, log);
        _ways = new OutboxLane(table, ways, isMail: false, clock, log);
    }

    public Task Run(CancellationToken ct)
    {
        _nudge.Taken();
        return Task.WhenAll(_mail.Run(ct), _ways.Run(ct));
    }

    public void Dispose()
    {
        _mail.Dispose();
        _ways.Dispose();
    }
}
