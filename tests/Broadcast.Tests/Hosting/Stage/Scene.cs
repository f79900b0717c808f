using System.Globalization;

namespace Broadcast.Tests.Hosting;

/// <summary>Arranges what a test needs over HTTP, as a producer would: a series, and in it interviews with channels. Each call makes new ones.</summary>
/// <param name="admin">A client of an administrator.</param>
/// <param name="anonymous">A client without a credential, for what is signed.</param>
public sealed class Scene(HttpClient admin, HttpClient anonymous)
{
    private static int _number;

    public Scene(ServiceFixture service)
        : this(service.Admin, service.Anonymous)
    {
    }

    public HttpClient Http => admin;

    public Guid SeriesId { get; private set; }

    public Guid StudioId { get; private set; }

    /// <summary>A scene with a series of 2026 and a studio.</summary>
    public static Task<Scene> Set(ServiceFixture service, bool isPublic = false) => Set(new Scene(service), isPublic);

    public static async Task<Scene> Set(Scene scene, bool isPublic = false)
    {
        var series = await scene.Http.PostJson("/api/v1/series", new
        {
            code = Unique("series"),
            title = "进行时",
            timeZone = "Asia/Shanghai",
            startsOn = "2026-01-01",
            endsOn = "2026-12-31",
            slotMinutes = 40,
            @public = isPublic,
        });
        scene.SeriesId = series.Expect(201).Id;
        scene.StudioId = (await scene.Http.PostJson("/api/v1/studios", new { name = Unique("Studio") })).Expect(201).Id;
        return scene;
    }

    /// <summary>A code that nobody else uses.</summary>
    public static string Unique(string word) => string.Create(CultureInfo.InvariantCulture, $"{word}-{Interlocked.Increment(ref _number)}-{Environment.ProcessId}");

    public async Task<(Guid Unit, Guid Official)> Unit(string? region = null)
    {
        var unit = (await Http.PostJson("/api/v1/units", new { code = Unique("unit"), name = Unique("单位"), region })).Expect(201).Id;
        var official = (await Http.PostJson("/api/v1/officials", new { unitId = unit, name = "主要负责人", title = "厅长" })).Expect(201).Id;
        return (unit, official);
    }

    /// <summary>An interview that is booked for a free slot.</summary>
    public async Task<Guid> Interview(string? region = null, DateTimeOffset? slotAt = null)
    {
        var (unit, official) = await Unit(region);
        return await Interview(unit, official, slotAt);
    }

    public async Task<Guid> Interview(Guid unit, Guid official, DateTimeOffset? slotAt = null)
    {
        var startsAt = slotAt ?? new DateTimeOffset(2026, 1, 5, 0, 0, 0, TimeSpan.Zero).AddHours(Interlocked.Increment(ref _number));
        var slot = (await Http.PostJson($"/api/v1/series/{SeriesId}/slots", new { studioId = StudioId, startsAt })).Expect(201).Id;
        var booking = new { unitId = unit, topic = "依法治理", guests = new[] { new { officialId = official, role = "principal" } } };
        return (await Http.PostJson($"/api/v1/slots/{slot}/booking", booking)).Expect(201).Id;
    }

    public async Task<Sender> Channel(string viewsCounter = "latest", string family = "web", int? holdSeconds = null)
    {
        var code = Unique("channel");
        var made = (await Http.PostJson("/api/v1/channels", new { code, name = code, family, connector = "webhook", viewsCounter, holdSeconds })).Expect(201);
        return new Sender(anonymous, code, made["webhookSecret"].GetString()!) { ChannelId = made.Id };
    }

    /// <summary>An interview's broadcast on a channel; the external id that readings name.</summary>
    public async Task<string> Airing(Guid interview, Guid channel, string? externalId = null)
    {
        externalId ??= Unique("live");
        (await Http.PostJson($"/api/v1/interviews/{interview}/broadcasts", new { channelId = channel, externalId })).Expect(201);
        return externalId;
    }

    public async Task Run(Guid interview, DateTimeOffset startedAt, DateTimeOffset? endedAt = null)
    {
        (await Http.PostJson($"/api/v1/interviews/{interview}:start", new { at = startedAt })).Expect(200);
        if (endedAt is not null)
        {
            (await Http.PostJson($"/api/v1/interviews/{interview}:end", new { at = endedAt })).Expect(200);
        }
    }

    public Task<Answer> Audience(Guid interview, string what = "") => Http.GetJson($"/api/v1/interviews/{interview}/audience{what}");

    public Task<Answer> SeriesAudience(string what = "") => Http.GetJson($"/api/v1/series/{SeriesId}/audience{what}");

    /// <summary>Asks until the answer is as expected, as long as a figure may take; then the last answer, for the test to complain about.</summary>
    public static async Task<Answer> Until(Func<Task<Answer>> ask, Func<Answer, bool> isThere, double seconds = 8)
    {
        var deadline = TimeProvider.System.GetTimestamp() + (long)(seconds * TimeProvider.System.TimestampFrequency);
        var answer = await ask();
        while (!isThere(answer) && TimeProvider.System.GetTimestamp() < deadline)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
            answer = await ask();
        }

        return answer;
    }
}
