using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Broadcast.Benchmarks;

/// <summary>A series with one interview that is live on some broadcasts of one channel, made over HTTP, and the signed requests that bring its readings.</summary>
internal sealed class Stage(HttpClient http)
{
    private byte[] _key = [];

    public Guid SeriesId { get; private set; }

    public IReadOnlyList<Guid> Interviews { get; private set; } = [];

    public string Channel { get; } = "benchmark";

    public string[] Broadcasts { get; private set; } = [];

    public static HttpClient Client(ServerProcess server)
    {
        var http = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{server.Port}")) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServerProcess.AdminToken);
        return http;
    }

    /// <summary>Makes them, each interview with so many broadcasts of its own; the first interview's come first.</summary>
    public async Task Set(int broadcasts, string viewsCounter, DateTimeOffset now, TimeSpan? since = null, int interviews = 1)
    {
        SeriesId = await Make("/api/v1/series", new { code = "benchmark", title = "Benchmark", timeZone = "Asia/Shanghai", startsOn = "2020-01-01", endsOn = "2039-12-31", slotMinutes = 40 });
        var studio = await Make("/api/v1/studios", new { name = "Studio" });
        var channel = await Post("/api/v1/channels", new { code = Channel, name = "Channel", family = "web", connector = "webhook", viewsCounter });
        _key = Convert.FromBase64String(channel.GetProperty("webhookSecret").GetString()!["whsec_".Length..]);
        Broadcasts = [.. Enumerable.Range(0, broadcasts * interviews).Select(number => string.Create(CultureInfo.InvariantCulture, $"live-{number}"))];
        var made = new List<Guid>();
        for (var i = 0; i < interviews; i++)
        {
            var interview = await Book(studio, now.AddHours(i), i);
            made.Add(interview);
            foreach (var externalId in Broadcasts.Skip(i * broadcasts).Take(broadcasts))
            {
                await Make($"/api/v1/interviews/{interview}/broadcasts", new { channelId = channel.GetProperty("id").GetGuid(), externalId });
            }

            await Post($"/api/v1/interviews/{interview}:start", new { at = now - (since ?? TimeSpan.FromHours(1)) });
        }

        Interviews = made;
    }

    /// <summary>Ends an interview.</summary>
    public Task End(Guid interview, DateTimeOffset at) => Post($"/api/v1/interviews/{interview}:end", new { at });

    private async Task<Guid> Book(Guid studio, DateTimeOffset startsAt, int number)
    {
        var unit = await Make("/api/v1/units", new { code = string.Create(CultureInfo.InvariantCulture, $"unit-{number}"), name = "Unit" });
        var official = await Make("/api/v1/officials", new { unitId = unit, name = "Head", title = "Head" });
        var slot = await Make($"/api/v1/series/{SeriesId}/slots", new { studioId = studio, startsAt });
        return await Make($"/api/v1/slots/{slot}/booking", new { unitId = unit, topic = "Topic", guests = new[] { new { officialId = official, role = "principal" } } });
    }

    /// <summary>A whole HTTP request as it goes over the wire, signed.</summary>
    public byte[] Request(int number, DateTimeOffset now, object data)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { type = "audience.reading", timestamp = now, data });
        var id = string.Create(CultureInfo.InvariantCulture, $"msg_{number}");
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var signature = Convert.ToBase64String(HMACSHA256.HashData(_key, signed));
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"POST /hooks/{Channel} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nwebhook-id: {id}\r\nwebhook-timestamp: {timestamp}\r\nwebhook-signature: v1,{signature}\r\nContent-Length: {body.Length}\r\n\r\n");
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    public async Task<JsonElement> Audience() => await http.GetFromJsonAsync<JsonElement>($"/api/v1/series/{SeriesId}/audience");

    /// <summary>Waits until the total is as expected; how long that took.</summary>
    public async Task<TimeSpan> UntilViews(long views, TimeSpan patience)
    {
        var from = TimeProvider.System.GetTimestamp();
        while ((await Audience()).GetProperty("views").GetInt64() != views)
        {
            if (TimeProvider.System.GetElapsedTime(from) > patience)
            {
                throw new InvalidOperationException($"The total is {(await Audience()).GetProperty("views")} and not {views}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        return TimeProvider.System.GetElapsedTime(from);
    }

    private async Task<Guid> Make(string path, object body) => (await Post(path, body)).GetProperty("id").GetGuid();

    private async Task<JsonElement> Post(string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonSerializer.Deserialize<JsonElement>(text) : throw new InvalidOperationException($"{path}: {text}");
    }
}
