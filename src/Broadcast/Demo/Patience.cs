namespace Broadcast.Demo;

/// <summary>A service that is busy, stopping, or says no is nothing to end the demonstration for: the next round tries again.</summary>
internal static class Patience
{
    /// <summary>Does something that speaks to the service; false when it did not work this time.</summary>
    public static async Task<bool> Try(Func<CancellationToken, Task> work, ILogger log, CancellationToken ct)
    {
        try
        {
            await work(ct);
            return true;
        }
        catch (Exception e) when (!ct.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException)
        {
            log.LogDebug("The demonstration tries again: {Problem}", e.Message);
            return false;
        }
    }
}
