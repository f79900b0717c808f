using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Broadcast.Benchmarks;

/// <summary>The yardstick: a minimal-API POST endpoint that does nothing, in a process of its own like the service.</summary>
internal static class EmptyServer
{
    public static async Task<int> Run(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add(url);
        app.MapPost("/hooks/{code}", (string code) => Results.Accepted());
        await app.RunAsync();
        return 0;
    }
}
