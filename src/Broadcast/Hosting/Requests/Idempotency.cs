using System.Data.Common;
using System.Security.Cryptography;
using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.DataProtection;

namespace Broadcast.Hosting;

/// <summary>
/// A POST with an <c>Idempotency-Key</c> is carried out once: the same key and body within 24 h gets the first answer again, and waits for it while it is still being made;
/// another body under the same key is refused. Who makes the answer is decided by the primary key of the table.
/// </summary>
internal sealed class Idempotency(Db db, IDataProtectionProvider protection, TimeProvider clock)
{
    // An answer may hold a token that is shown only once, so it is encrypted at rest.
    private readonly IDataProtector _protector = protection.CreateProtector("idempotent-answer");

    public const string Header = "Idempotency-Key";
    private const int LongestKey = 255;
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(24);
    private static readonly TimeSpan Making = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly string[] KeptHeaders = ["Location", "ETag", "Content-Type", "Retry-After"];

    private static readonly Sql Forget = "DELETE FROM IdempotentAnswer WHERE CreatedAt < @before OR (Status IS NULL AND LeaseUntil < @now)";

    private static readonly Sql Claim = new(
        SqlServer:
        """
        INSERT INTO IdempotentAnswer (Caller, IdempotencyKey, RequestHash, CreatedAt, LeaseUntil)
        SELECT @caller, @key, @hash, @now, @until
        WHERE NOT EXISTS (SELECT 1 FROM IdempotentAnswer WITH (UPDLOCK, HOLDLOCK) WHERE Caller = @caller AND IdempotencyKey = @key)
        """,
        Sqlite:
        """
        INSERT INTO IdempotentAnswer (Caller, IdempotencyKey, RequestHash, CreatedAt, LeaseUntil)
        VALUES (@caller, @key, @hash, @now, @until) ON CONFLICT DO NOTHING
        """);

    private static readonly Sql Read =
        "SELECT RequestHash, Status, Headers, Body FROM IdempotentAnswer WHERE Caller = @caller AND IdempotencyKey = @key";

    private static readonly Sql Keep =
        "UPDATE IdempotentAnswer SET Status = @status, Headers = @headers, Body = @body WHERE Caller = @caller AND IdempotencyKey = @key";

    private static readonly Sql Drop = "DELETE FROM IdempotentAnswer WHERE Caller = @caller AND IdempotencyKey = @key AND Status IS NULL";

    public async Task Invoke(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method) || !request.Headers.TryGetValue(Header, out var header) || Caller.Of(context.User) is not { } caller)
        {
            await next(context);
            return;
        }

        var key = header.ToString();
        if (key.Length is 0 or > LongestKey)
        {
            await Problems.Write(context, Refusal.Field(Header, $"1 to {LongestKey} characters."));
            return;
        }

        var hash = await HashRequest(request, context.RequestAborted);
        await Answer(context, next, caller.Key, key, hash);
    }

    private async Task Answer(HttpContext context, RequestDelegate next, string caller, string key, byte[] hash)
    {
        while (!await TryClaim(caller, key, hash))
        {
            var first = await db.Find<KeptAnswer>(Read, new { caller, key }, context.RequestAborted);
            if (first is not null && !first.RequestHash.AsSpan().SequenceEqual(hash))
            {
                await Problems.Write(context, Refusal.State("This Idempotency-Key was used with another request."));
                return;
            }

            if (first?.Status is not null)
            {
                await Replay(context.Response, first);
                return;
            }

            await Task.Delay(Pause, clock, context.RequestAborted);
        }

        await Make(context, next, caller, key);
    }

    private Task<bool> TryClaim(string caller, string key, byte[] hash)
    {
        var now = clock.GetUtcNow();
        return db.Write(
            async tx =>
            {
                await tx.Execute(Forget, new { before = now - Remembered, now });
                return await tx.Execute(Claim, new { caller, key, hash, now, until = now + Making }) == 1;
            },
            CancellationToken.None);
    }

    /// <summary>Carries the request out and keeps its answer. A failure of ours is not kept: the client may try again.</summary>
    private async Task Make(HttpContext context, RequestDelegate next, string caller, string key)
    {
        var response = context.Response;
        var outer = response.Body;
        using var copy = new MemoryStream();
        response.Body = copy;
        var made = false;
        try
        {
            await next(context);
            made = response.StatusCode < 500;
        }
        finally
        {
            response.Body = outer;
            await Settle(made, response, copy, caller, key);
        }

        copy.Position = 0;
        await copy.CopyToAsync(outer, context.RequestAborted);
    }

    private Task Settle(bool made, HttpResponse response, MemoryStream body, string caller, string key)
    {
        var headers = KeptHeaders.Where(response.Headers.ContainsKey).ToDictionary(name => name, name => response.Headers[name].ToString(), StringComparer.Ordinal);
        return made
            ? db.Execute(Keep, new { caller, key, status = response.StatusCode, headers = Json.Write(headers), body = _protector.Protect(body.ToArray()) }, CancellationToken.None)
            : db.Execute(Drop, new { caller, key }, CancellationToken.None);
    }

    private async Task Replay(HttpResponse response, KeptAnswer answer)
    {
        response.StatusCode = answer.Status!.Value;
        foreach (var (name, value) in Json.Read<Dictionary<string, string>>(answer.Headers))
        {
            response.Headers[name] = value;
        }

        await response.Body.WriteAsync(_protector.Unprotect(answer.Body));
    }

    private static async Task<byte[]> HashRequest(HttpRequest request, CancellationToken ct)
    {
        request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{request.Path}{request.QueryString}\n{request.ContentType}\n"));
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, ct)) > 0)
        {
            hash.AppendData(buffer, 0, read);
        }

        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }

    /// <summary>What stands under a key.</summary>
    private sealed record KeptAnswer
    {
        public byte[] RequestHash { get; init; } = [];

        public int? Status { get; init; }

        public string Headers { get; init; } = "{}";

        public byte[] Body { get; init; } = [];
    }
}
