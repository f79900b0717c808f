using Broadcast.Data;
using Broadcast.Outbox;

namespace Broadcast.Confirmation;

/// <summary>Puts what is to be said into the outbox: the mail where there is an address, and a message for each way that takes its kind.</summary>
internal sealed class Postbox(OutboxTable outbox, MessageWays ways)
{
    /// <summary>The number of messages that are new.</summary>
    public async Task<int> Post(Tx tx, Posting posting, DateTimeOffset now)
    {
        var written = 0;
        if (posting.To is { } to)
        {
            written += await outbox.Add(tx, Draft(posting, posting.Cause, posting.Mail(to), null), now) ? 1 : 0;
        }

        foreach (var way in posting.IsMailOnly ? [] : await ways.For(tx, posting.Kind))
        {
            if (RecipientOf(way, posting) is { } recipient)
            {
                written += await outbox.Add(tx, Draft(posting, $"{posting.WayCause ?? posting.Cause}:{way.Id:N}", posting.Brief(recipient), way), now) ? 1 : 0;
            }
        }

        return written;
    }

    private static string? RecipientOf(MessageWay way, Posting posting) =>
        way.Audience == WayAudience.Group ? way.Name : posting.IsForGuest ? posting.Facts.Phone : null;

    private static MessageDraft Draft(Posting posting, string cause, MessageContent content, MessageWay? way) =>
        new() { Cause = cause, Kind = posting.Kind, InterviewId = posting.Facts.InterviewId, InvitationId = posting.Facts.Id, Content = content, Way = way };
}
