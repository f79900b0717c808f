using Broadcast.Work;

namespace Broadcast.Scheduling;

/// <summary>Ends the holds that ran out: their interviews are cancelled and their slots open. May run twice at once; the row decides.</summary>
internal sealed class HoldSweep(Interviews interviews, Leases leases, TimeProvider clock) : INudged
{
    private const string Name = "holds";
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    public static readonly RecurringWork Work = new(Name, "*/5 * * * * *", typeof(HoldSweep));

    public async Task Run(CancellationToken ct)
    {
        if (await leases.TryTake(Name, Length, ct) is not { } lease)
        {
            return;
        }

        try
        {
            await interviews.ExpireHolds(clock.GetUtcNow(), ct);
        }
        finally
        {
            await leases.Return(lease);
        }
    }
}
