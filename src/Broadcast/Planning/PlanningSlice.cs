namespace Broadcast.Planning;

/// <summary>What helps a producer to find the right time: plans of many units at once, advice for one booking, clashes.</summary>
internal static class PlanningSlice
{
    public static IServiceCollection AddPlanning(this IServiceCollection services) => services
        .AddSingleton<AdviceReader>()
        .AddSingleton<ClashReader>()
        .AddSingleton<Wishes>().AddSingleton<WishImports>()
        .AddSingleton<PlanTable>().AddSingleton<ProblemReader>().AddSingleton<Pinning>().AddSingleton<Plans>().AddSingleton<Publication>()
        .AddSingleton<PlanJob>().AddSingleton(PlanJob.Work);

    public static void MapPlanning(this IEndpointRouteBuilder app)
    {
        app.MapAdvice();
        app.MapClashes();
        app.MapWishes();
        app.MapPlans();
    }
}
