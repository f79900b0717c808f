using System.Threading.RateLimiting;
using Broadcast.Outcomes;

namespace Broadcast.Confirmation;

/// <summary>Counts wrong links by address, so that nobody tries them at leisure. Right ones are never counted: an office of many guests may share one address.</summary>
internal sealed class WrongTokens : IDisposable
{
    private const int AMinute = 60;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions { PermitLimit = AMinute, Window = Window }));

    /// <summary>What a wrong link is answered with: there is no such invitation, or too many of them were tried.</summary>
    public Refusal Count(HttpContext context)
    {
        using var lease = _limiter.AttemptAcquire(context.Connection.RemoteIpAddress?.ToString() ?? "");
        return lease.IsAcquired
            ? Refusal.NotFound("invitation")
            : new Refusal(Slugs.RateLimited, "Too many wrong links: wait a minute.") { RetryAfter = Window };
    }

    public void Dispose() => _limiter.Dispose();
}
