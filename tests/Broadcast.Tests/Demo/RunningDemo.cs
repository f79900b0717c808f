using System.Net.Http.Headers;
using System.Text.Json;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Demo;

/// <summary>The program started with <c>--demo</c>, beside a real database file that it must leave alone.</summary>
public sealed class RunningDemo : IAsyncLifetime
{
    private const string Token = "the-administrator-of-the-demo";
    private readonly TempFolder _folder = new();
    private RunningProgram? _program;
    private HttpClient? _admin;

    /// <summary>What stands in the real file; it is no database, so opening it would fail aloud.</summary>
    public static byte[] RealContent { get; } = "the real figures"u8.ToArray();

    public string RealFile => _folder.File("broadcast.db");

    public string DemoFile => _folder.File("demo.db");

    public HttpClient Admin => _admin!;

    /// <summary>The one series there is.</summary>
    public Guid SeriesId { get; private set; }

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllBytesAsync(RealFile, RealContent, TestContext.Current.CancellationToken);
        await Start();
    }

    /// <summary>Ends it as an operator would, and starts it again.</summary>
    public async Task<int> Restart()
    {
        await _program!.Terminate();
        try
        {
            return await _program.Ended();
        }
        finally
        {
            End();
            await Start();
        }
    }

    public Task<Answer> Audience() => Admin.GetJson($"/api/v1/series/{SeriesId}/audience");

    public async Task<decimal> Views() => (await Audience())["views"].GetDecimal();

    public async Task<IReadOnlyList<JsonElement>> Interviews() => (await Admin.GetJson($"/api/v1/interviews?seriesId={SeriesId}&limit=200")).Expect(200).Items;

    /// <summary>The deliveries of all channels in a state, up to 200 of each.</summary>
    public async Task<IReadOnlyList<JsonElement>> Deliveries(string state)
    {
        var deliveries = new List<JsonElement>();
        foreach (var channel in (await Admin.GetJson("/api/v1/channels")).Items)
        {
            deliveries.AddRange((await Admin.GetJson($"/api/v1/channels/{channel.GetProperty("id").GetGuid()}/deliveries?state={state}&limit=200")).Items);
        }

        return deliveries;
    }

    /// <summary>Asks until it is so, or for too long.</summary>
    public static async Task<T> Until<T>(Func<Task<T>> ask, Predicate<T> isThere, double seconds = 35)
    {
        var deadline = TimeProvider.System.GetUtcNow().AddSeconds(seconds);
        var answer = await ask();
        while (!isThere(answer) && TimeProvider.System.GetUtcNow() < deadline)
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
            answer = await ask();
        }

        return answer;
    }

    public ValueTask DisposeAsync()
    {
        End();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task Start()
    {
        _program = RunningProgram.Start(_folder, "demo", $"Broadcast:Auth:AdminToken={Token}");
        await _program.Ready();
        _admin = new HttpClient { BaseAddress = _program.Address };
        _admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        var series = await Until(() => Admin.GetJson("/api/v1/series"), answer => answer.Items.Count > 0);
        SeriesId = series.Items.ShouldHaveSingleItem().GetProperty("id").GetGuid();
    }

    private void End()
    {
        _admin?.Dispose();
        _program?.Dispose();
    }
}
