using Broadcast.Desk.Board;

namespace Broadcast.Desk;

/// <summary>What a producer works at, across the slices: what needs doing, the run sheet, the channels. Imported by nobody.</summary>
internal static class DeskSlice
{
    public static IServiceCollection AddDesk(this IServiceCollection services) => services.AddSingleton<LastReadings>().AddSingleton<BoardTable>().AddSingleton<DeclaredPlaces>();
}
