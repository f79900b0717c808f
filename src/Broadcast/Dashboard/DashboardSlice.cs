namespace Broadcast.Dashboard;

/// <summary>What everybody sees: the dashboard and the big screen. Reads the others, writes nothing, is imported by nobody.</summary>
internal static class DashboardSlice
{
    public static IServiceCollection AddDashboard(this IServiceCollection services) => services.AddSingleton<ShowReader>().AddSingleton<FigureReader>().AddSingleton<ConcurrencyReader>();
}
