using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Broadcast.Channels;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;

namespace Broadcast.Ingestion;

/// <summary>
/// Takes a webhook: verifies it over the raw bytes, keeps it, acknowledges. Nothing else happens on the sender's time; readings and totals follow by a job.
/// </summary>
internal sealed class HookReceiver(ChannelDirectory directory, Intake intake, DeliveryLog log, IngestionMeter meter, TimeProvider clock)
{
    private const int LargestBody = 1024 * 1024;
    private const int LongestId = 300;
    private const int MostTries = 6;
    private static readonly Refusal NotSigned = new(Slugs.Unauthorized, "Sign the message by Standard Webhooks: webhook-id, webhook-timestamp (within 5 minutes), webhook-signature.");
    private static readonly Refusal TooLarge = new(Slugs.PayloadTooLarge, "A webhook's body is at most 1 MiB.");
    private static readonly byte[] OneAccepted = """{"accepted":1,"duplicate":false,"rejected":[]}"""u8.ToArray();

    public async Task Receive(HttpContext context)
    {
        await Answer(context);
        meter.Answered(context.Response.StatusCode);
    }

    private async Task Answer(HttpContext context)
    {
        var code = (string)context.GetRouteValue("channelCode")!;
        if (await directory.Find(code, context.RequestAborted) is not { } channel)
        {
            await Problems.Write(context, Refusal.NotFound("channel"));
            return;
        }

        if (CheckEnvelope(context.Request) is { } refusal)
        {
            await Problems.Write(context, refusal);
            return;
        }

        if (await ReadBody(context.Request) is not { } body)
        {
            await Problems.Write(context, TooLarge);
            return;
        }

        await (await IsAuthentic(channel, context, body) ? Keep(context, channel.Row, body) : Problems.Write(context, NotSigned));
    }

    private Refusal? CheckEnvelope(HttpRequest request)
    {
        if (!IsJson(request.ContentType))
        {
            return new Refusal(Slugs.UnsupportedMediaType, "Send application/json.");
        }

        if (request.ContentLength > LargestBody)
        {
            return TooLarge;
        }

        return log.IsFull ? new Refusal(Slugs.Unavailable, "Too much is waiting to be stored.") { RetryAfter = TimeSpan.FromSeconds(1) } : null;
    }

    private static bool IsJson(string? contentType)
    {
        if (contentType is null)
        {
            return false;
        }

        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? contentType : contentType[..end]).Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The whole body; null when it is too large.</summary>
    private static async Task<byte[]?> ReadBody(HttpRequest request)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(request.HttpContext.RequestAborted);
            if (read.Buffer.Length > LargestBody)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private async ValueTask<bool> IsAuthentic(KnownChannel channel, HttpContext context, byte[] body)
    {
        var now = clock.GetUtcNow();
        var headers = context.Request.Headers;
        var id = headers["webhook-id"].ToString();
        var timestamp = headers["webhook-timestamp"].ToString();
        var signatures = headers["webhook-signature"].ToString();
        if (id.Length is 0 or > LongestId || !StandardSignature.IsTimely(timestamp, now))
        {
            return false;
        }

        if (StandardSignature.IsSignedBy(channel.Keys, now, id, timestamp, signatures, body))
        {
            return true;
        }

        var again = await directory.FindAgain(channel, context.RequestAborted);
        return again is not null && again != channel && StandardSignature.IsSignedBy(again.Keys, now, id, timestamp, signatures, body);
    }

    private async Task Keep(HttpContext context, ChannelRow channel, byte[] body)
    {
        var (tries, state, read) = (0, (string?)null, (IntakeResult?)null);
        do
        {
            (state, read) = await KeepOnce(context, channel, body);
        }
        while (state is null && ++tries < MostTries && !log.IsFull);

        if (state is null)
        {
            await Problems.Write(context, new Refusal(Slugs.Unavailable, "The database is held for too long.") { RetryAfter = TimeSpan.FromSeconds(5) });
            return;
        }

        await (read.Refusal is null ? Acknowledge(context.Response, state, read) : Problems.Write(context, read.Refusal));
    }

    private async Task<(string? State, IntakeResult Read)> KeepOnce(HttpContext context, ChannelRow channel, byte[] body)
    {
        var now = clock.GetUtcNow();
        var id = Ids.New(now);
        var read = await intake.Read(new IntakeMessage(id, channel.Id, channel.Connector, body, now, now, null, null), context.RequestAborted);
        var state = await log.Append(new Delivery
        {
            Id = id,
            ChannelId = channel.Id,
            WebhookId = context.Request.Headers["webhook-id"].ToString(),
            ReceivedAt = now,
            State = read.Refusal is null ? DeliveryState.Of(read.Taken.Count, read.Rejected.Count) : DeliveryState.Rejected,
            Sha256 = SHA256.HashData(body),
            Headers = EvidenceHeaders.Write(context.Request.Headers),
            Body = body,
            Readings = read.Taken.Count,
            Problem = read.Problem,
            Holds = read.Refusal is null,
        }, read.Taken);
        return (state, read);
    }

    private static async Task Acknowledge(HttpResponse response, string state, IntakeResult read)
    {
        response.StatusCode = StatusCodes.Status202Accepted;
        response.ContentType = "application/json";
        var body = Answer(state, read);
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body);
    }

    private static byte[] Answer(string state, IntakeResult read)
    {
        if (state == DeliveryState.Accepted && read.Taken.Count == 1)
        {
            return OneAccepted;
        }

        var isAgain = state is DeliveryState.Duplicate or DeliveryState.Conflict;
        return JsonSerializer.SerializeToUtf8Bytes(new { accepted = isAgain ? 0 : read.Taken.Count, duplicate = isAgain, rejected = read.Rejected }, Json.Options);
    }
}
