using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Outcomes;

namespace Broadcast.Confirmation;

/// <summary>What a producer does with a single invitation: sends it once more, or gives the guest another link.</summary>
internal sealed partial class Invitations
{
    private static readonly Sql Sent =
        """
        SELECT m.State FROM OutboxMessage m WHERE m.InvitationId = @id AND m.Kind = 'invitation' AND NOT EXISTS (SELECT 1 FROM WayMessage w WHERE w.MessageId = m.Id)
        """;

    private static readonly Sql Replace = "UPDATE Invitation SET TokenHash = @hash, TokenProtected = @tokenProtected WHERE Id = @id";

    /// <summary>Sends the invitation once more; refused while the last one is still on its way, so that a button pressed twice sends one.</summary>
    public Task<Outcome<Invitation>> AskAgain(Guid interviewId, Guid id, string address, Caller by, DateTimeOffset now, CancellationToken ct) => Change(
        interviewId,
        id,
        "askAgain",
        address,
        by,
        async tx =>
        {
            var sent = await tx.Query<string>(Sent, new { id });
            return sent.Contains("queued", StringComparer.Ordinal)
                ? Refusal.State("The last invitation is still on its way.")
                : await correspondence.AskAgain(tx, id, sent.Count, now);
        },
        now,
        ct);

    /// <summary>Gives the guest another link: the one before is dead at once, and the new one is sent where there is an address.</summary>
    public Task<Outcome<Invitation>> Renew(Guid interviewId, Guid id, string address, Caller by, DateTimeOffset now, CancellationToken ct) => Change(
        interviewId,
        id,
        "renewLink",
        address,
        by,
        async tx =>
        {
            var (hash, tokenProtected) = links.New();
            await tx.Execute(Replace, new { id, hash, tokenProtected });

            // Where there is nobody to send it to, it is copied by hand.
            await correspondence.AskAgain(tx, id, (await tx.Query<string>(Sent, new { id })).Count, now);
            return null;
        },
        now,
        ct);

    /// <summary>One change of one invitation, by a producer, while its interview still waits for answers.</summary>
    private async Task<Outcome<Invitation>> Change(
        Guid interviewId, Guid id, string name, string address, Caller by, Func<Tx, Task<Refusal?>> change, DateTimeOffset now, CancellationToken ct)
    {
        var outcome = await db.Write<Outcome<Invitation>>(
            async tx =>
            {
                if (await tx.Find<InvitationRow>(ById, new { id }) is not { } row || row.InterviewId != interviewId)
                {
                    return Refusal.NotFound("invitation");
                }

                var open = await interviews.ForInviting(tx, interviewId, by);
                if (open.IsRefused)
                {
                    return open.Refusal;
                }

                if (await change(tx) is { } refusal)
                {
                    return refusal;
                }

                await audit.Write(tx, by, name, "invitation", id, null, new { interviewId, row.OfficialId }, now);
                return (await Items(tx, open.Value, address, by)).First(item => item.Id == id);
            },
            ct);
        outbox.Now();
        return outcome;
    }
}
