using Broadcast.Platforms;
using Broadcast.Scheduling;
using Broadcast.Work;

namespace Broadcast.Subscriptions;

/// <summary>Outbound webhooks: who is told what, the messages, and sending them. Imported by nobody.</summary>
internal static class SubscriptionsSlice
{
    public static IServiceCollection AddSubscriptions(this IServiceCollection services) => services
        .AddSingleton<SubscriptionTable>().AddSingleton<SubscriptionSecret>().AddSingleton<SubscriptionRegister>().AddSingleton<MilestoneWatch>()
        .AddSingleton<SubscriptionMessages>().AddSingleton<SubscriberHttp>().AddSingleton<TellingJob>().AddSingleton<SendingJob>()
        .AddGuardedClient(SubscriberHttp.ClientName, SubscriberHttp.Pipeline)
        .AddSingleton<IInterviewListener, InterviewNudge<TellingJob>>()
        .AddSingleton(new RecurringWork(TellingJob.Name, TellingJob.Schedule, typeof(TellingJob)))
        .AddSingleton(new RecurringWork(SendingJob.Name, SendingJob.Schedule, typeof(SendingJob)));

    public static void MapSubscriptions(this IEndpointRouteBuilder app) => app.MapSubscriptionEndpoints();
}
