using Broadcast.Scheduling;
using Broadcast.Work;

namespace Broadcast.Ingestion;

/// <summary>Messages that bring figures: verified, kept as evidence, acknowledged, and taken into readings by a job.</summary>
internal static class IngestionSlice
{
    public static IServiceCollection AddIngestion(this IServiceCollection services) => services
        .AddSingleton<IngestionMeter>().AddSingleton<DeliveryLog>().AddSingleton<Handover>().AddSingleton<Intake>().AddSingleton<HookReceiver>().AddSingleton<PendingDeliveries>().AddSingleton<PendingWithdrawals>().AddSingleton<Deliveries>().AddSingleton<ImportedRows>().AddSingleton<ImportTurns>().AddSingleton<EvidenceSearch>().AddSingleton<DrainJob>().AddSingleton<EvidenceReadings>()
        .AddSingleton<IInterviewListener, InterviewNudge<DrainJob>>()
        .AddSingleton(new RecurringWork(DrainJob.Name, DrainJob.Schedule, typeof(DrainJob)));

    public static void MapIngestion(this IEndpointRouteBuilder app)
    {
        // Short-circuited: the signature is the credential, and nothing of the pages' pipeline is needed; what is received has meters of its own.
        app.MapPost("/hooks/{channelCode}", app.ServiceProvider.GetRequiredService<HookReceiver>().Receive).AllowAnonymous().WithTags("Webhooks").DisableHttpMetrics().ShortCircuit();
        app.MapDeliveryEndpoints();
    }
}
