using System.Globalization;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Scheduling;

/// <summary>Builds what a booking needs, through the API, in as few words as a test wants to say.</summary>
public sealed class Plan(HttpClient client)
{
    /// <summary>The first day of every series here.</summary>
    public static readonly DateTimeOffset Monday = new(2026, 3, 9, 9, 0, 0, TimeSpan.FromHours(8));

    private static int _codes;

    public HttpClient Client => client;

    public static string Code(string prefix) => $"{prefix}-{Interlocked.Increment(ref _codes).ToString(CultureInfo.InvariantCulture)}";

    public static object SeriesBody(string? code = null) => new
    {
        code = code ?? Code("series"), title = "《“八五”普法进行时》", timeZone = "Asia/Shanghai", startsOn = "2026-03-09", endsOn = "2026-12-31", slotMinutes = 40,
    };

    public async Task<Guid> Series(object? body = null) => (await client.PostJson("/api/v1/series", body ?? SeriesBody())).Expect(201).Id;

    public async Task<Guid> Unit(string name = "司法厅") => (await client.PostJson("/api/v1/units", new { code = Code("unit"), name })).Expect(201).Id;

    public async Task<Guid> Official(Guid unitId, string name = "梁厅长") =>
        (await client.PostJson("/api/v1/officials", new { unitId, name, title = "厅长" })).Expect(201).Id;

    public async Task<Guid> Studio(string name = "一号演播室") => (await client.PostJson("/api/v1/studios", new { name })).Expect(201).Id;

    public async Task<Guid> Host(string name = "主持人") => (await client.PostJson("/api/v1/hosts", new { name })).Expect(201).Id;

    public async Task<Guid> Slot(Guid seriesId, Guid studioId, DateTimeOffset startsAt) =>
        (await client.PostJson($"/api/v1/series/{seriesId}/slots", new { studioId, startsAt })).Expect(201).Id;

    /// <summary>A series with one open slot in a studio of its own, a unit and its official.</summary>
    public async Task<Scene> Scene(object? series = null, DateTimeOffset? at = null)
    {
        var seriesId = await Series(series);
        var studioId = await Studio();
        var unitId = await Unit();
        return new Scene(this, seriesId, studioId, await Slot(seriesId, studioId, at ?? Monday), unitId, await Official(unitId));
    }
}

/// <summary>What one booking needs.</summary>
public sealed record Scene(Plan Plan, Guid SeriesId, Guid StudioId, Guid SlotId, Guid UnitId, Guid OfficialId)
{
    public object Body(Guid? hostId = null, object? segments = null, string topic = "宪法进机关") =>
        new { unitId = UnitId, topic, hostId, guests = new[] { new { officialId = OfficialId, role = "principal" } }, segments };

    public async Task<Answer> TryBook(HttpClient? by = null, Guid? slotId = null, object? body = null) =>
        await (by ?? Plan.Client).PostJson($"/api/v1/slots/{slotId ?? SlotId}/booking", body ?? Body());

    public async Task<Answer> Book(Guid? slotId = null, object? body = null) => (await TryBook(slotId: slotId, body: body)).Expect(201);

    public async Task<Answer> TryRequest(HttpClient by, Guid? slotId = null) => await by.PostJson($"/api/v1/slots/{slotId ?? SlotId}/request", Body());

    public Task<Guid> AnotherSlot(int hoursLater = 24) => Plan.Slot(SeriesId, StudioId, Plan.Monday.AddHours(hoursLater));

    public async Task<string> StateOfSlot(Guid? slotId = null) => (await Plan.Client.GetJson($"/api/v1/slots/{slotId ?? SlotId}")).Expect(200)["state"].GetString()!;
}
