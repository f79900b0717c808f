using Broadcast.Hosting;
using Broadcast.Scheduling;
using Broadcast.Work;

namespace Broadcast.Confirmation;

/// <summary>Asking the guests, and what they answer.</summary>
internal static class ConfirmationSlice
{
    public static IServiceCollection AddConfirmation(this IServiceCollection services, Settings settings)
    {
        services
            .AddSingleton<GuestLinks>().AddSingleton<Invitations>().AddSingleton<WrongTokens>().AddSingleton<GuestReplies>().AddSingleton<Preparations>()
            .AddSingleton<LetterWriter>().AddSingleton<Postbox>().AddSingleton<Correspondence>().AddSingleton<LadderSweep>().AddSingleton<FollowJob>()
            .AddSingleton<Standings>().AddSingleton<GuestDesk>().AddSingleton<MailboxPlaces>()
            .AddSingleton<IInterviewListener, InterviewNudge<FollowJob>>()
            .AddSingleton(new RecurringWork(FollowJob.Name, FollowJob.Schedule, typeof(FollowJob)));
        return settings.Mail.Imap is null ? services : services
            .AddSingleton<ReplyIntake>().AddSingleton<MailboxJob>()
            .AddSingleton(new RecurringWork(MailboxJob.Name, MailboxJob.Schedule, typeof(MailboxJob)));
    }

    public static void MapConfirmation(this IEndpointRouteBuilder app)
    {
        app.MapInvitations();
        app.MapMessages();
        app.MapCalendarReplies();
        app.MapReplies();
        app.MapPreparations();
        app.MapAnswers();
    }
}
