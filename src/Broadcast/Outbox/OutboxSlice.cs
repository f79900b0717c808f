using Broadcast.Hosting;
using Broadcast.Work;

namespace Broadcast.Outbox;

/// <summary>Messages that leave: written with what causes them, sent afterwards.</summary>
internal static class OutboxSlice
{
    public static IServiceCollection AddOutbox(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton<OutboxTable>().AddSingleton<OutboxJob>().AddSingleton(new RecurringWork(OutboxJob.Name, OutboxJob.Schedule, typeof(OutboxJob)));
        return settings.Mail.Host is null ? services.AddSingleton<ICourier, PickupCourier>() : services.AddSingleton<ICourier, SmtpCourier>();
    }
}
