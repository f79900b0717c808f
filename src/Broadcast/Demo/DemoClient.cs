using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Broadcast.Demo;

/// <summary>Speaks to the service as any other program would: over HTTP, with a token.</summary>
internal sealed class DemoClient : IDisposable
{
    private readonly HttpClient _http;

    /// <param name="address">Where the service answers.</param>
    /// <param name="token">The administrator's.</param>
    public DemoClient(Uri address, string token)
    {
        Hooks = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(20) };
        _http = new HttpClient { BaseAddress = new Uri(address, "/api/v1/"), Timeout = TimeSpan.FromSeconds(20) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>For platforms, which have no token but a signature.</summary>
    public HttpClient Hooks { get; }

    public async Task<T> Get<T>(string path, CancellationToken ct)
    {
        using var response = await _http.GetAsync(new Uri(path, UriKind.Relative), ct);
        return await Read<T>(response, ct);
    }

    /// <summary>All items of a list, page by page.</summary>
    /// <param name="path">With a query, if only <c>?</c>.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<List<T>> List<T>(string path, CancellationToken ct)
    {
        var items = new List<T>();
        string? next = null;
        do
        {
            var cursor = next is null ? "" : $"&cursor={Uri.EscapeDataString(next)}";
            var page = await Get<SeenPage<T>>($"{path}&limit=200{cursor}", ct);
            items.AddRange(page.Items);
            next = page.Next;
        }
        while (next is not null);
        return items;
    }

    public async Task<T> Post<T>(string path, object body, CancellationToken ct)
    {
        using var response = await _http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, ct);
        return await Read<T>(response, ct);
    }

    public async Task Patch(string path, object body, CancellationToken ct)
    {
        using var response = await _http.PatchAsJsonAsync(new Uri(path, UriKind.Relative), body, ct);
        await Read<object>(response, ct);
    }

    public void Dispose()
    {
        _http.Dispose();
        Hooks.Dispose();
    }

    private static async Task<T> Read<T>(HttpResponseMessage response, CancellationToken ct)
    {
        if (!response.IsSuccessStatusCode)
        {
            var text = await response.Content.ReadAsStringAsync(ct);
            throw new HttpRequestException($"{response.RequestMessage?.RequestUri?.AbsolutePath}: {text}", null, response.StatusCode);
        }

        return (await response.Content.ReadFromJsonAsync<T>(ct))!;
    }
}

/// <summary>A page of a list.</summary>
internal sealed record SeenPage<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Anything that was made.</summary>
internal sealed record SeenId(Guid Id);

/// <summary>A series, a unit or a channel.</summary>
internal sealed record SeenCode(Guid Id, string Code);

/// <summary>A studio or a host.</summary>
internal sealed record SeenName(Guid Id, string Name);

/// <summary>An official.</summary>
internal sealed record SeenOfficial(Guid Id, Guid UnitId);

/// <summary>A slot.</summary>
internal sealed record SeenSlot(Guid Id, Guid StudioId, DateTimeOffset StartsAt);

/// <summary>A broadcast.</summary>
internal sealed record SeenAiring(Guid Id, Guid ChannelId);

/// <summary>An interview.</summary>
internal sealed record SeenInterview(
    Guid Id, Guid UnitId, string UnitName, Guid StudioId, string State, DateTimeOffset StartsAt, DateTimeOffset EndsAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, IReadOnlyList<SeenPart> Segments)
{
    public bool IsWaiting => State is "booked" or "confirmed";
}

/// <summary>A part of an interview.</summary>
internal sealed record SeenPart(string Key, DateTimeOffset? ActualStartsAt);

/// <summary>An audience.</summary>
internal sealed record SeenAudience(IReadOnlyList<SeenChannelFigures> ByChannel);

/// <summary>A channel's part of an audience.</summary>
internal sealed record SeenChannelFigures(string Channel, DateTimeOffset? LastReadingAt);
