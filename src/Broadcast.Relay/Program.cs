using System.Net.Sockets;

namespace Broadcast.Relay;

/// <summary>
/// Stands beside a media server that cannot sign: takes its callbacks on loopback, keeps them on disk, and hands them to the service as signed webhooks until it has them.
/// </summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        try
        {
            await using var app = Build(RelaySettings.Read(args));
            await Run(app);
            return 0;
        }
        catch (RelaySettingsException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static WebApplication Build(RelaySettings settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseUrls(settings.Listen.GetLeftPart(UriPartial.Authority));
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true)
            .AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning).AddFilter("Polly", LogLevel.None)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.Services.AddSingleton(settings).AddSingleton(TimeProvider.System)
            .AddSingleton<PlayQueue>().AddSingleton<PlayLog>().AddSingleton<DeadLetters>();
        Hook.Add(builder.Services);
        builder.Services.AddHostedService<Forwarding>();

        var app = builder.Build();
        var queue = app.Services.GetRequiredService<PlayQueue>();
        queue.Open();
        if (settings.Again)
        {
            app.Logger.LogInformation("{Count} dead letters are sent once more", app.Services.GetRequiredService<DeadLetters>().PutBack(queue));
        }

        app.MapNginxRtmp();
        return app;
    }

    private static async Task Run(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new RelaySettingsException("listen", $"the address cannot be listened on: {e.Message}");
        }

        await app.WaitForShutdownAsync();
    }
}
