using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Work;

namespace Broadcast.Scheduling;

/// <summary>Series, their slots, and the interviews in them.</summary>
internal static class SchedulingSlice
{
    public static IServiceCollection AddScheduling(this IServiceCollection services) => services
        .AddSingleton<SeriesRegister>()
        .AddSingleton<Slots>()
        .AddSingleton<Holidays>()
        .AddSingleton<SlotGenerator>()
        .AddSingleton<SlotBatches>()
        .AddSingleton<Availabilities>()
        .AddSingleton<AvailabilityOverview>()
        .AddSingleton<CalendarFeeds>()
        .AddSingleton<InterviewTable>()
        .AddSingleton(provider => new Interviews(
            provider.GetRequiredService<Db>(),
            provider.GetRequiredService<InterviewTable>(),
            provider.GetRequiredService<Slots>(),
            provider.GetRequiredService<SeriesRegister>(),
            provider.GetRequiredService<AuditLog>(),
            new InterviewSignal(provider)))
        .AddTransient<HoldSweep>()
        .AddSingleton(HoldSweep.Work);

    public static void MapScheduling(this IEndpointRouteBuilder app)
    {
        app.MapSeries();
        app.MapSlots();
        app.MapHolidays();
        app.MapAvailability();
        app.MapFeeds();
        app.MapInterviews();
        app.MapInterviewChecks();
    }
}
