using Broadcast.Access;
using Broadcast.Audience;
using Broadcast.Audit;
using Broadcast.Channels;
using Broadcast.Confirmation;
using Broadcast.Dashboard;
using Broadcast.Data;
using Broadcast.Demo;
using Broadcast.Desk;
using Broadcast.Hosting;
using Broadcast.Imports;
using Broadcast.Ingestion;
using Broadcast.Metrics;
using Broadcast.Outbox;
using Broadcast.Pages;
using Broadcast.Planning;
using Broadcast.Platforms;
using Broadcast.Provenance;
using Broadcast.Pulls;
using Broadcast.Registers;
using Broadcast.Scheduling;
using Broadcast.Subscriptions;
using Broadcast.Work;

namespace Broadcast;

/// <summary>The table of contents: every slice's two doors.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        try
        {
            if (VerifyCommand.IsWanted(args))
            {
                return await VerifyCommand.Run(args, Console.Out);
            }

            await using var app = Build(args);
            await Startup.Run(app);
            return 0;
        }
        catch (SettingsException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    /// <summary>The service, its database migrated, ready to be started. A test replaces what it must through <paramref name="configure"/>, which has the last word.</summary>
    /// <exception cref="SettingsException">A setting is wrong; the message names it.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var isDemo = DemoSlice.IsWanted(args);
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { Args = DemoSlice.WithoutFlag(args), ApplicationName = nameof(Broadcast), ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelHttpsConfiguration().UseStaticWebAssets().ServeInline().ListenByDefaultOn("http://localhost:5080");
        if (isDemo)
        {
            builder.Configuration.UseDemoSettings();
        }

        var settings = Settings.Read(builder.Configuration);
        TypeHandlers.Register();
        builder.Services
            .AddHosting(settings)
            .AddAccess(settings)
            .AddAudit()
            .AddWork(settings)
            .AddRegisters()
            .AddScheduling()
            .AddPlanning()
            .AddOutbox(settings)
            .AddConfirmation(settings)
            .AddChannels()
            .AddPlatforms()
            .AddIngestion()
            .AddImports()
            .AddPulls()
            .AddAudience()
            .AddDesk()
            .AddDashboard()
            .AddProvenance()
            .AddSubscriptions()
            .AddGauges()
            .AddPages();
        if (isDemo)
        {
            builder.Services.AddDemo();
        }

        configure?.Invoke(builder);

        var app = builder.Build();
        Startup.Prepare(app, settings);
        app.UseHosting();
        app.MapHosting();
        app.MapAccess();
        app.MapAudit();
        app.MapWork();
        app.MapRegisters();
        app.MapScheduling();
        app.MapPlanning();
        app.MapOutbox();
        app.MapConfirmation();
        app.MapChannels();
        app.MapIngestion();
        app.MapImports();
        app.MapAudience();
        app.MapProvenance();
        app.MapSubscriptions();
        app.MapPages();
        return app;
    }
}
