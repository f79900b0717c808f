using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;

namespace Broadcast.Hosting;

/// <summary>
/// What is believed of a request before anything else looks at it. The slim host leaves both switches of the framework to us; they read as its documentation has them:
/// <c>AllowedHosts</c> (names of hosts, by semicolons; <c>*</c> for all) and <c>ASPNETCORE_FORWARDEDHEADERS_ENABLED</c> (a proxy in front tells who asks, and by which scheme).
/// </summary>
internal static class FrontDoor
{
    private const string Everybody = "*";

    /// <summary>Reads both.</summary>
    public static IServiceCollection AddFrontDoor(this IServiceCollection services)
    {
        services.AddHostFiltering(_ => { });
        services.AddOptions<HostFilteringOptions>().Configure<IConfiguration>((options, configuration) => options.AllowedHosts = HostsOf(configuration));
        return services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            options.KnownIPNetworks.Clear();
            options.KnownProxies.Clear();
        });
    }

    /// <summary>Stands at the head of the pipeline.</summary>
    public static void UseFrontDoor(this WebApplication app)
    {
        if (app.Configuration.GetValue<bool>("FORWARDEDHEADERS_ENABLED"))
        {
            app.UseForwardedHeaders();
        }

        if (HostsOf(app.Configuration) is not [Everybody])
        {
            app.UseHostFiltering();
        }
    }

    private static string[] HostsOf(IConfiguration configuration) =>
        configuration["AllowedHosts"]?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } hosts ? hosts : [Everybody];
}
