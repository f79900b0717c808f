using System.Net.Sockets;
using Broadcast.Access;
using Broadcast.Data;

namespace Broadcast.Hosting;

/// <summary>What must be done before the first request.</summary>
internal static class Startup
{
    private static readonly TimeSpan FirstBustle = TimeSpan.FromSeconds(4);

    /// <summary>Migrates the database and makes the administrator's token.</summary>
    /// <exception cref="SettingsException">The database cannot be reached or opened.</exception>
    public static void Prepare(WebApplication app, Settings settings)
    {
        Migrate(settings.Database);
        var admin = app.Services.GetRequiredService<AdminToken>();
        if (admin.IsNew)
        {
            Console.WriteLine($"Administrator's token, shown this once and kept in {Path.Combine(settings.DataDirectory, AdminToken.FileName)}: {admin.Text}");
        }
    }

    /// <summary>Runs until it is told to stop.</summary>
    /// <exception cref="SettingsException">An address cannot be listened on.</exception>
    public static async Task Run(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception e) when (IsAboutAddress(e))
        {
            throw new SettingsException("urls", $"the address cannot be listened on: {e.Message.ReplaceLineEndings(" ")}");
        }

        _ = GiveBack(app.Lifetime.ApplicationStopping);
        await app.WaitForShutdownAsync();
    }

    /// <summary>Starting leaves much behind that is never needed again: it is given back to the system, once, when the first bustle is over.</summary>
    private static async Task GiveBack(CancellationToken stopping)
    {
        await Task.Delay(FirstBustle, TimeProvider.System, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stopping.IsCancellationRequested)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            NativeMemory.GiveBack();
        }
    }

    /// <summary>The address when neither a setting, nor the environment, nor the command line names one.</summary>
    public static void ListenByDefaultOn(this IWebHostBuilder host, string url)
    {
        string?[] given = [host.GetSetting("urls"), host.GetSetting("http_ports"), host.GetSetting("https_ports")];
        if (given.All(string.IsNullOrEmpty))
        {
            host.UseUrls(url);
        }
    }

    /// <summary>
    /// A request goes on where its bytes were read, and its answer is written where it was made: two changes of thread less for each request.
    /// What blocks (SQLite's calls) keeps its own connection waiting and no other, since each event of a socket is a work item of its own.
    /// A connection that waits holds no buffer: there may be thousands that only listen.
    /// </summary>
    public static IWebHostBuilder ServeInline(this IWebHostBuilder host) => host.UseSockets(sockets =>
    {
        sockets.UnsafePreferInlineScheduling = true;
        sockets.WaitForDataBeforeAllocatingBuffer = true;
    });

    /// <summary>In use, not allowed, malformed, or HTTPS without a certificate.</summary>
    private static bool IsAboutAddress(Exception e) =>
        e is IOException or SocketException or FormatException or ArgumentOutOfRangeException or InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" };

    private static void Migrate(DatabaseOptions database)
    {
        try
        {
            new Migrator(database).Run();
        }
        catch (Exception e) when (e is InvalidOperationException || DatabaseFault.IsOfEngine(e))
        {
            throw new SettingsException("ConnectionStrings:Broadcast", $"the database cannot be used: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
