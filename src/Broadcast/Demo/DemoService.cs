using Broadcast.Access;
using Broadcast.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Broadcast.Demo;

/// <summary>
/// The demonstration beside the service: it enters the series over HTTP, and simulates the control room and the platforms from then on.
/// Of the service it knows what any administrator knows: its address and the token.
/// </summary>
internal sealed class DemoService(IServer server, IHostApplicationLifetime lifetime, AdminToken token, Settings settings, ILogger<DemoService> log, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly string[] AnyHost = ["//+", "//*", "//[::]", "//0.0.0.0"];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The demonstration stops before the server does: nothing of it is cut off half-way.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        try
        {
            await Started(stopping.Token);
            await Play(Address(), stopping.Token);
        }
        catch (Exception e) when (stopping.IsCancellationRequested && e is OperationCanceledException or HttpRequestException)
        {
            log.LogDebug("The demonstration stops with the service: {Reason}", e.Message);
        }
        catch (Exception e)
        {
            log.LogError(e, "The demonstration ended; the service goes on without it");
        }
    }

    private async Task Started(CancellationToken ct)
    {
        var started = new TaskCompletionSource();
        await using var onStart = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(ct);
    }

    /// <summary>An address of the service that this machine itself can reach.</summary>
    private Uri Address()
    {
        var all = server.Features.Get<IServerAddressesFeature>()!.Addresses;
        var chosen = all.FirstOrDefault(address => address.StartsWith("http:", StringComparison.Ordinal)) ?? all.First();
        return new Uri(AnyHost.Aggregate(chosen, (address, any) => address.Replace(any, "//127.0.0.1", StringComparison.Ordinal)));
    }

    private async Task Play(Uri address, CancellationToken ct)
    {
        using var client = new DemoClient(address, token.Text);
        var stage = new DemoStage();
        var seeder = new DemoSeeder(client, clock);
        SimulatedPlatforms? platforms = null;
        await using var icecast = new IcecastSimulator(() => platforms?.Mounts() ?? [], clock);
        var cast = await seeder.Prepare(await icecast.Start(ct), ct);
        platforms = new SimulatedPlatforms(client, cast, stage, log, clock);
        var conductor = new DemoConductor(client, seeder, cast, stage, log, clock);
        Greet(address, cast.SeriesId);
        await Task.WhenAll(FillCalendar(seeder, conductor, cast, ct), conductor.Run(ct), platforms.Run(ct));
    }

    private async Task FillCalendar(DemoSeeder seeder, DemoConductor conductor, DemoCast cast, CancellationToken ct)
    {
        while (!await Patience.Try(token => seeder.Fill(cast, token), log, ct))
        {
            await Task.Delay(Pause, clock, ct);
        }

        conductor.IsCalendarFull = true;
    }

    private void Greet(Uri address, Guid series)
    {
        var home = settings.PublicUrl ?? address.GetLeftPart(UriPartial.Authority);
        log.LogInformation(
            "Demonstration: dashboard {Dashboard} · wall {Wall} · board {Board} · sign in at {SignIn} with the administrator's token ({Where})",
            $"{home}/series/{series}/dashboard",
            $"{home}/wall/{series}",
            $"{home}/series/{series}",
            $"{home}/sign-in",
            settings.AdminToken is null ? Path.Combine(settings.DataDirectory, AdminToken.FileName) : "as set in Broadcast:Auth:AdminToken");
    }
}
