using Broadcast.Scheduling;
using Broadcast.Work;

namespace Broadcast.Channels;

/// <summary>Where interviews play, and what runs where.</summary>
internal static class ChannelsSlice
{
    public static IServiceCollection AddChannels(this IServiceCollection services) => services
        .AddSingleton<Channels>().AddSingleton<ChannelSecrets>().AddSingleton<Airings>().AddSingleton<ChannelDirectory>().AddSingleton<ChannelEditor>().AddSingleton<AiringEditor>()
        .AddSingleton<SeriesChannels>().AddSingleton<DefaultAiringsJob>()
        .AddSingleton<IInterviewListener, InterviewNudge<DefaultAiringsJob>>()
        .AddSingleton(new RecurringWork(DefaultAiringsJob.Name, DefaultAiringsJob.Schedule, typeof(DefaultAiringsJob)));

    public static void MapChannels(this IEndpointRouteBuilder app)
    {
        app.MapChannelEndpoints();
        app.MapAiringEndpoints();
        app.MapSeriesChannels();
    }
}
