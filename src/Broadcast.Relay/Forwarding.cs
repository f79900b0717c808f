using System.Net;
using System.Text.Json;

namespace Broadcast.Relay;

/// <summary>Sends what waits, one message after the other, each until the service has it: a message leaves the disk when it was taken, or when it stands among the dead letters.</summary>
internal sealed class Forwarding(PlayQueue queue, Hook hook, DeadLetters dead, RelaySettings settings, TimeProvider clock, ILogger<Forwarding> logger) : BackgroundService
{
    private const int LongestAnswerKept = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                if (!await SendNext(stoppingToken))
                {
                    await Task.Delay(Pause, clock, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What waits is on disk.
        }
    }

    /// <summary>False when it did not come through. Be it the network, the service, our own disk or a fault of ours: the message still waits.</summary>
    private async Task<bool> SendNext(CancellationToken ct)
    {
        try
        {
            if (queue.Next() is { } message)
            {
                using var response = await hook.Post(message, ct);
                return await IsSettled(message, response, ct);
            }

            await queue.Arrival(ct);
            return true;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            logger.LogError("Events wait: {Problem}", e.Message);
            return false;
        }
    }

    private async Task<bool> IsSettled(Message message, HttpResponseMessage response, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        var answer = await response.Content.ReadAsStringAsync(ct);
        if (response.IsSuccessStatusCode)
        {
            Complain(message, answer);
        }
        else if (IsRefused(response.StatusCode))
        {
            dead.Add(message, status, answer[..Math.Min(answer.Length, LongestAnswerKept)]);
            logger.LogError("{Message} was refused with {Status} and is kept in dead-letters.jsonl: {Answer}", message.Id, status, answer);
        }
        else
        {
            logger.LogError("{Message} waits: {To} answered {Status}", message.Id, settings.To, status);
            return false;
        }

        queue.Done(message);
        return true;
    }

    /// <summary>Sending the same again would not help.</summary>
    private static bool IsRefused(HttpStatusCode status) =>
        (int)status is >= 400 and < 500 && status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);

    /// <summary>The service took the message and kept it, but may not know some of its streams (yet): it counts them when the delivery is replayed there.</summary>
    private void Complain(Message message, string answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            if (json.RootElement.TryGetProperty("rejected", out var rejected) && rejected.GetArrayLength() > 0)
            {
                logger.LogWarning("{Message} was taken, but {Count} plays do not count: {First}", message.Id, rejected.GetArrayLength(), rejected[0].GetRawText());
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Another receiver's words; it has the message.
        }
    }
}
