namespace Broadcast.Imports;

/// <summary>Figures out of files that platforms export: the columns mapped once for each channel, a look at what would come of it, and then the ordinary way of figures.</summary>
internal static class ImportsSlice
{
    public static IServiceCollection AddImports(this IServiceCollection services) => services
        .AddSingleton<ImportTable>().AddSingleton<ImportMappings>().AddSingleton<ImportReading>().AddSingleton<FigureImports>();

    public static void MapImports(this IEndpointRouteBuilder app) => app.MapImportEndpoints();
}
