using Broadcast.Scheduling;
using Broadcast.Work;

namespace Broadcast.Pulls;

/// <summary>Asking platforms for figures: what is due, how it went, and the outages.</summary>
internal static class PullsSlice
{
    public static IServiceCollection AddPulls(this IServiceCollection services) => services
        .AddSingleton<PullMeter>().AddSingleton<PullCandidates>().AddSingleton<ChannelHealth>().AddSingleton<PullJob>()
        .AddSingleton<IInterviewListener, InterviewNudge<PullJob>>()
        .AddSingleton(new RecurringWork(PullJob.Name, PullJob.Schedule, typeof(PullJob)));
}
