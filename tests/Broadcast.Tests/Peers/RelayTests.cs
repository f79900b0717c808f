using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Broadcast.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Broadcast.Tests.Peers;

/// <summary>The relay before a receiver that answers as the test tells it to.</summary>
[Collection(PeersCollection.Name)]
public sealed class RelayTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly string _secret = RelayProgram.AnySecret();
    private readonly Uri _listen = RunningProgram.FreeAddress();
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly ConcurrentQueue<int> _answers = new();
    private readonly WebApplication _receiver;

    public RelayTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _receiver = builder.Build();
        _receiver.Urls.Add("http://127.0.0.1:0");
        _receiver.MapPost("/hooks/rtmp", Receive);
    }

    private Uri To => new($"{_receiver.Urls.First()}/hooks/rtmp");

    [Theory]
    [InlineData("to", "nowhere")]
    [InlineData("secret", "whsec_short")]
    [InlineData("secret", "0123456789012345678901234567890123456789")]
    [InlineData("listen", "http://192.0.2.1:8090")]
    [InlineData("listen", "https://127.0.0.1:8090")]
    [InlineData("data", "/proc/nowhere")]
    [InlineData("again", "perhaps")]
    public async Task A_bad_setting_ends_it_with_one_line_that_names_it(string name, string value) => await EndsNaming(name, (name, value));

    [Fact]
    public async Task A_missing_setting_is_named() => await EndsNaming("secret", ("secret", ""));

    [Fact]
    public async Task An_address_that_is_in_use_is_named()
    {
        using var occupant = new TcpListener(System.Net.IPAddress.Loopback, 0);
        occupant.Start();
        await EndsNaming("listen", ("listen", $"http://{occupant.LocalEndpoint}"));
    }

    [Fact]
    public async Task Two_relays_do_not_work_on_one_folder()
    {
        using var first = await Start();
        await EndsNaming("data", ("data", _folder.File("relay")));
    }

    [Fact]
    public async Task A_play_becomes_a_signed_reading_whatever_arguments_the_player_adds()
    {
        using var relay = await Start();
        (await relay.Play("直播 一", 27, "&name=other&call=publish&clientid=5")).ShouldBe(204);
        await relay.Until(() => !_received.IsEmpty, "it is received");
        var message = _received.ShouldHaveSingleItem();
        message.IsSigned(_secret).ShouldBeTrue();
        message.Id.ShouldContain("-27-");
        message.Broadcasts().ShouldBe(["直播 一"]);
    }

    [Fact]
    public async Task It_tries_again_with_the_same_id_and_bytes_until_it_is_taken()
    {
        foreach (var status in new[] { 503, 429, 500, 408 })
        {
            _answers.Enqueue(status);
        }

        using var relay = await Start();
        await relay.Play("live", 1);
        await relay.Until(() => _received.Count == 5, "the fifth try");
        _received.Select(message => (message.Id, Convert.ToHexString(message.Body))).Distinct().ShouldHaveSingleItem();
        _received.ShouldAllBe(message => message.IsSigned(_secret));
        File.Exists(_folder.File("relay/dead-letters.jsonl")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_refused_for_good_is_kept_and_sent_once_more_when_asked_to()
    {
        _answers.Enqueue(401);
        using (var relay = await Start())
        {
            await relay.Play("live", 1);
            await relay.Until(() => relay.Output.Contains("refused with 401", StringComparison.Ordinal), "it says so");
            await relay.Play("live", 2);
            await relay.Until(() => _received.Count == 2, "the next one is sent");
        }

        var refused = _received.First();
        (await File.ReadAllTextAsync(_folder.File("relay/dead-letters.jsonl"), TestContext.Current.CancellationToken)).ShouldContain(refused.Id);
        using var again = await Start("--again", "true");
        await again.Until(() => _received.Count == 3, "the dead letter is sent");
        _received.Last().Id.ShouldBe(refused.Id);
        _received.Last().Body.ShouldBe(refused.Body);
        File.Exists(_folder.File("relay/dead-letters.jsonl")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_thousand_plays_at_once_through_a_kill_arrive_once_each()
    {
        const int Plays = 1000;
        _answers.Enqueue(500);
        using (var relay = await Start())
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, Plays), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (client, _) => (await relay.Play("live", client)).ShouldBe(204));
            relay.Kill();
        }

        using var next = await Start();
        await next.Until(() => Taken() >= Plays, "all arrive");
        Taken().ShouldBe(Plays);
        _received.GroupBy(message => message.Id).ShouldAllBe(same => same.Select(message => Convert.ToHexString(message.Body)).Distinct().Count() == 1);
    }

    public async ValueTask InitializeAsync() => await _receiver.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        _folder.Dispose();
    }

    private Task<RelayProgram> Start(params string[] more) => RelayProgram.Start(_listen, To, _secret, _folder, more);

    /// <summary>How many plays the messages hold, each id once.</summary>
    private int Taken() => _received.Where(message => message.Status == 202).DistinctBy(message => message.Id).Sum(message => message.Broadcasts().Count);

    private async Task EndsNaming(string name, params (string Name, string Value)[] changes)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["listen"] = RunningProgram.FreeAddress().ToString(), ["to"] = To.ToString(), ["secret"] = _secret, ["data"] = _folder.File("other"),
        };
        foreach (var change in changes)
        {
            settings[change.Name] = change.Value;
        }

        using var relay = RelayProgram.Run([.. settings.Select(setting => $"--{setting.Key}={setting.Value}")]);
        (await relay.Ended()).ShouldBe(1, relay.Output);
        relay.Output.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith($"--{name}: ");
    }

    private async Task<IResult> Receive(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var status = _answers.TryDequeue(out var told) ? told : 202;
        var headers = request.Headers;
        _received.Enqueue(new Received(headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString(), body.ToArray(), status));
        request.HttpContext.Response.Headers.RetryAfter = status == 429 ? "1" : default;
        return Results.StatusCode(status);
    }

    private sealed record Received(string Id, string Timestamp, string Signature, byte[] Body, int Status)
    {
        /// <summary>Reckoned here once more, apart from the relay's own code.</summary>
        public bool IsSigned(string secret)
        {
            byte[] signed = [.. Encoding.UTF8.GetBytes($"{Id}.{Timestamp}."), .. Body];
            var age = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - long.Parse(Timestamp, CultureInfo.InvariantCulture);
            return age is >= 0 and < 60 && Signature == "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), signed));
        }

        public IReadOnlyList<string> Broadcasts() =>
            [.. JsonSerializer.Deserialize<JsonElement>(Body).GetProperty("data").EnumerateArray().Select(reading => reading.GetProperty("broadcast").GetString()!)];
    }
}
