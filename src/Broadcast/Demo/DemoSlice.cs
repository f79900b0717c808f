using Broadcast.Hosting;

namespace Broadcast.Demo;

/// <summary>The demonstration's one door, for the start alone: nothing in the product knows that it is shown.</summary>
internal static class DemoSlice
{
    private const string Flag = "--demo";

    public static bool IsWanted(string[] args) => args.Contains(Flag, StringComparer.Ordinal);

    /// <summary>The arguments that are the service's own.</summary>
    public static string[] WithoutFlag(string[] args) => [.. args.Where(arg => arg != Flag)];

    /// <summary>Above all other settings: a database file of its own, whatever is set for real, and no mail that leaves the machine.</summary>
    public static void UseDemoSettings(this ConfigurationManager configuration)
    {
        configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Broadcast:Database:Provider"] = "Sqlite",
            ["ConnectionStrings:Broadcast"] = "Data Source=demo.db",
            ["Broadcast:Hangfire:Storage"] = "Auto",
            ["Broadcast:Roles"] = "web,worker",
            ["Broadcast:Mail:Host"] = "",

            // Platforms that fail are part of the show; they stand on the page of the channels, not in the terminal.
            ["Logging:LogLevel:Polly"] = "None",
        });
        configuration["Broadcast:Mail:PickupDirectory"] = Path.Combine(Settings.Read(configuration).DataDirectory, "demo-mail");
    }

    public static IServiceCollection AddDemo(this IServiceCollection services) => services.AddHostedService<DemoService>();
}
