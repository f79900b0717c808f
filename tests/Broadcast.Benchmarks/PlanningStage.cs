using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Broadcast.Benchmarks;

/// <summary>A series with units, their officials, hosts, two studios and slots from a rule, made over HTTP; the last unit has no interview yet.</summary>
internal sealed class PlanningStage(HttpClient http)
{
    public Guid SeriesId { get; private set; }

    public List<(Guid Unit, Guid Official)> Units { get; } = [];

    public List<Guid> Slots { get; } = [];

    /// <summary>Makes it all; officials are busy at random for about 70 % of the time where <paramref name="busy"/> says so.</summary>
    public async Task Set(int units, int slotsADay, int slots, bool busy)
    {
        SeriesId = await Make("/api/v1/series", new { code = $"plan-{units}-{slots}", title = "Plan", timeZone = "Asia/Shanghai", startsOn = "2030-03-01", endsOn = "2039-12-31", slotMinutes = 40, setupMinutes = 10 });
        var random = new Random(64);
        for (var i = 0; i < units; i++)
        {
            var unit = await Make("/api/v1/units", new { code = string.Create(CultureInfo.InvariantCulture, $"u-{slots}-{i}"), name = $"Unit {i}" });
            var official = await Make("/api/v1/officials", new { unitId = unit, name = $"Head {i}", title = "Head" });
            Units.Add((unit, official));
        }

        for (var i = 0; i < 4; i++)
        {
            await Make("/api/v1/hosts", new { name = $"Host {i}" });
        }

        Guid[] studios = [await Make("/api/v1/studios", new { name = "Studio A" }), await Make("/api/v1/studios", new { name = "Studio B" })];
        foreach (var studio in studios)
        {
            var times = Enumerable.Range(0, slotsADay).Select(i => string.Create(CultureInfo.InvariantCulture, $"{8 + i:00}:00")).ToArray();
            var made = await Post($"/api/v1/series/{SeriesId}/slots:generate", new { studioId = studio, rrule = "FREQ=DAILY", startTimes = times, count = slots / 2, skipHolidays = false });
            Slots.AddRange(made.GetProperty("created").EnumerateArray().Select(slot => slot.GetProperty("id").GetGuid()));
        }

        var days = slots / 2 / slotsADay;
        foreach (var (_, official) in busy ? Units : [])
        {
            var start = new DateTimeOffset(2030, 3, 1, 0, 0, 0, TimeSpan.FromHours(8));
            var away = Enumerable.Range(0, days).Where(_ => random.Next(10) < 7).Select(day => new { from = start.AddDays(day), to = start.AddDays(day + 1) });
            (await http.PutAsJsonAsync($"/api/v1/officials/{official}/availability", new { busy = away })).EnsureSuccessStatusCode();
        }
    }

    /// <summary>Books every unit but the last where it can be.</summary>
    public async Task BookAll()
    {
        for (var i = 0; i < Units.Count - 1; i++)
        {
            var advice = await http.GetFromJsonAsync<JsonElement>($"/api/v1/series/{SeriesId}/advice?unitId={Units[i].Unit}&limit=1");
            foreach (var best in advice.GetProperty("items").EnumerateArray())
            {
                await Make($"/api/v1/slots/{best.GetProperty("slotId").GetGuid()}/booking", Booking(i));
            }
        }
    }

    public object Booking(int unit) => new { unitId = Units[unit].Unit, topic = "Topic", guests = new[] { new { officialId = Units[unit].Official, role = "principal" } } };

    private async Task<Guid> Make(string path, object body) => (await Post(path, body)).GetProperty("id").GetGuid();

    private async Task<JsonElement> Post(string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonSerializer.Deserialize<JsonElement>(text) : throw new InvalidOperationException($"{path}: {text}");
    }
}
