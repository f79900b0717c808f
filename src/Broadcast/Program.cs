using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Pages;
using Broadcast.Work;

try
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    builder.WebHost.UseStaticWebAssets().ListenByDefaultOn("http://localhost:5080");
    var settings = Settings.Read(builder.Configuration);
    TypeHandlers.Register();
    builder.Services
        .AddHosting(settings)
        .AddAccess(settings)
        .AddAudit()
        .AddWork(settings)
        .AddPages();

    var app = builder.Build();
    Startup.Prepare(app, settings);
    app.UseHosting();
    app.MapHosting();
    app.MapAccess();
    app.MapAudit();
    app.MapWork();
    app.MapPages();
    await app.RunAsync();
    return 0;
}
catch (SettingsException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
