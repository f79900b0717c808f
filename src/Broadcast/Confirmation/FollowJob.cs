using Broadcast.Outbox;
using Broadcast.Work;

namespace Broadcast.Confirmation;

/// <summary>The Hangfire job that tells guests what changed and takes the steps of the ladder. May run twice, and at once: the cause of each message decides.</summary>
internal sealed class FollowJob(Correspondence correspondence, LadderSweep ladder, Nudge<FollowJob> nudge, Nudge<OutboxJob> outbox, TimeProvider clock) : INudged
{
    public const string Name = "invitations";
    public const string Schedule = "*/2 * * * * *";

    public async Task Run(CancellationToken ct)
    {
        nudge.Taken();
        var now = clock.GetUtcNow();
        if (await correspondence.Follow(now, ct) + await ladder.Take(now, ct) > 0)
        {
            outbox.Now();
        }
    }
}
