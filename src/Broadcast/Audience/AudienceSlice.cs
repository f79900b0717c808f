using Broadcast.Audience.Answers;
using Broadcast.Audience.History;
using Broadcast.Audience.Ledger;

namespace Broadcast.Audience;

/// <summary>What was watched: readings become minutes and totals, and are told as figures, over time, split, and live.</summary>
internal static class AudienceSlice
{
    public static IServiceCollection AddAudience(this IServiceCollection services) => services
        .AddHttpContextAccessor()
        .AddSingleton<AudienceLedger>().AddSingleton<AudienceRows>().AddSingleton<LiveEdge>().AddSingleton<HeldValues>().AddSingleton<GapReader>().AddSingleton<AudienceReader>().AddSingleton<MinuteRows>().AddSingleton<TimelineReader>()
        .AddSingleton<HistoryReader>().AddSingleton<KnownThen>().AddSingleton<ChangesReader>().AddSingleton<ReadingList>()
        .AddSingleton<ApartReader>().AddSingleton<SegmentFiguresReader>().AddSingleton<Breakdowns>().AddSingleton<AudienceFeed>().AddSingleton<AudienceDoor>();

    public static void MapAudience(this IEndpointRouteBuilder app) => app.MapAudienceEndpoints();
}
