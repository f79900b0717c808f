using Broadcast.Work;

namespace Broadcast.Scheduling;

/// <summary>Nudges a job of another slice whenever an interview changes; the slice registers it for its job.</summary>
/// <typeparam name="TJob">The job.</typeparam>
internal sealed class InterviewNudge<TJob>(Nudge<TJob> nudge) : IInterviewListener
    where TJob : INudged
{
    /// <inheritdoc/>
    public void InterviewChanged(Guid interviewId) => nudge.Now();
}
