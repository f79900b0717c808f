using Broadcast.Data;
using Broadcast.Outbox;

namespace Broadcast.Confirmation;

/// <summary>Takes the steps of the ladder that are due. Everything is worked out anew from the database each time; that a step is taken once, the cause of its message decides.</summary>
internal sealed class LadderSweep(Db db, Correspondence correspondence, OutboxTable outbox, LetterWriter letters)
{
    private static readonly Sql Waiting =
        $"""
        SELECT {InvitationFacts.Columns}
        WHERE i.State IN ('booked', 'confirmed') AND i.PlannedStartsAt > @now AND g.OfficialId IS NOT NULL AND d.State = 'asked' AND d.Sequence = i.Sequence
          AND (g.Answer IS NULL OR g.Answer = 'accept')
        ORDER BY v.Id
        """;

    private static readonly Sql Taken =
        """
        SELECT m.Cause FROM OutboxMessage m JOIN Interview i ON i.Id = m.InterviewId
        WHERE i.State IN ('booked', 'confirmed') AND i.PlannedStartsAt > @now AND m.Kind IN ('answerReminder', 'answerOverdue', 'interviewReminder')
        """;

    /// <summary>The number of messages written.</summary>
    public async Task<int> Take(DateTimeOffset now, CancellationToken ct)
    {
        var due = (await db.Query<InvitationFacts>(Waiting, new { now }, ct)).Where(facts => Steps(facts, now).Any()).ToList();
        if (due.Count == 0)
        {
            return 0;
        }

        var taken = (await db.Query<string>(Taken, new { now }, ct)).ToHashSet(StringComparer.Ordinal);
        var written = 0;
        foreach (var id in due.Where(facts => Steps(facts, now).Any(step => !taken.Contains(CauseOf(facts, step.Step)))).Select(facts => facts.Id))
        {
            written += await db.Write(tx => Take(tx, id, now), ct);
        }

        return written;
    }

    /// <summary>Looks again within the transaction: the guest may just have answered.</summary>
    private async Task<int> Take(Tx tx, Guid id, DateTimeOffset now)
    {
        var written = 0;
        if (await correspondence.Read(tx, id) is not { IsAhead: true, GuestId: not null, ToldState: ToldState.Asked } facts || facts.ToldSequence != facts.Sequence)
        {
            return written;
        }

        foreach (var (step, content) in Steps(facts, now))
        {
            var draft = new MessageDraft { Cause = CauseOf(facts, step), Kind = KindOf(step.Kind), InterviewId = facts.InterviewId, InvitationId = facts.Id, Content = content };
            written += await outbox.Add(tx, draft, now) ? 1 : 0;
        }

        return written;
    }

    /// <summary>The steps that are due and have somebody to go to.</summary>
    private IEnumerable<(LadderStep Step, MessageContent Content)> Steps(InvitationFacts facts, DateTimeOffset now)
    {
        foreach (var step in Ladder.Due(facts.ToLadder(), now))
        {
            if (letters.Remind(facts, step.Kind) is { } content)
            {
                yield return (step, content);
            }
        }
    }

    private static string CauseOf(InvitationFacts facts, LadderStep step) => $"{KindOf(step.Kind)}:{facts.Id:N}:{facts.CalendarSequence}:{step.Key}";

    private static string KindOf(LadderKind kind) => kind switch
    {
        LadderKind.AnswerReminder => MailKinds.AnswerReminder,
        LadderKind.InterviewReminder => MailKinds.InterviewReminder,
        _ => MailKinds.AnswerOverdue,
    };
}
