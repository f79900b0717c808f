using Broadcast.Scheduling;
using Broadcast.Work;

namespace Broadcast.Confirmation;

/// <summary>Asking the guests, and what they answer.</summary>
internal static class ConfirmationSlice
{
    public static IServiceCollection AddConfirmation(this IServiceCollection services) => services
        .AddSingleton<GuestLinks>().AddSingleton<Invitations>().AddSingleton<WrongTokens>()
        .AddSingleton<LetterWriter>().AddSingleton<Correspondence>().AddSingleton<LadderSweep>().AddSingleton<FollowJob>()
        .AddSingleton<IInterviewListener, InterviewNudge<FollowJob>>()
        .AddSingleton(new RecurringWork(FollowJob.Name, FollowJob.Schedule, typeof(FollowJob)));

    public static void MapConfirmation(this IEndpointRouteBuilder app)
    {
        app.MapInvitations();
        app.MapMessages();
        app.MapCalendarReplies();
    }
}
