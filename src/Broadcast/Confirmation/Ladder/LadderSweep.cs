using Broadcast.Data;
using Broadcast.Outbox;
using Broadcast.Scheduling;

namespace Broadcast.Confirmation;

/// <summary>Takes the steps of the ladder that are due. Everything is worked out anew from the database each time; that a step is taken once, the cause of its message decides.</summary>
internal sealed class LadderSweep(Db db, Interviews interviews, Correspondence correspondence, Postbox postbox, MessageWays ways, LetterWriter letters)
{
    private const string ReleaseReason = "到期未答复 · No answer by the deadline";
    private const int WayIdLength = 32;

    private static readonly Sql Waiting =
        $"""
        SELECT {InvitationFacts.Columns}
        WHERE i.State IN ('booked', 'confirmed') AND i.PlannedStartsAt > @now AND g.OfficialId IS NOT NULL AND d.State = 'asked' AND d.Sequence = i.Sequence
          AND (g.Answer IS NULL OR g.Answer = 'accept')
        ORDER BY v.Id
        """;

    private static readonly Sql Substitutes =
        $"""
        SELECT {InvitationFacts.Columns}
        WHERE v.InterviewId = @interviewId AND v.OfficialId <> @officialId AND g.Role = 'substitute' AND o.Email IS NOT NULL AND (g.Answer IS NULL OR g.Answer <> 'decline')
          AND (g.SubstituteOf IS NULL OR g.SubstituteOf = @officialId)
        ORDER BY g.Ordinal
        """;

    private static readonly Sql Taken =
        """
        SELECT m.Cause FROM OutboxMessage m JOIN Interview i ON i.Id = m.InterviewId
        WHERE i.State IN ('booked', 'confirmed') AND i.PlannedStartsAt > @now AND m.Kind IN ('answerReminder', 'answerOverdue', 'interviewReminder', 'runSheet')
        """;

    /// <summary>The number of messages written and slots released.</summary>
    public async Task<int> Take(DateTimeOffset now, CancellationToken ct)
    {
        var due = (await db.Query<InvitationFacts>(Waiting, new { now }, ct)).Where(facts => Ladder.Due(facts.ToLadder(), now).Any()).ToList();
        if (due.Count == 0)
        {
            return 0;
        }

        var open = (await ways.List(ct)).Where(way => way.IsActive).ToList();
        var taken = (await db.Query<string>(Taken, new { now }, ct)).SelectMany(StepsOf).ToHashSet(StringComparer.Ordinal);
        var done = 0;
        foreach (var facts in due)
        {
            var steps = Ladder.Due(facts.ToLadder(), now).ToList();
            if (steps.Exists(step => step.Kind == LadderKind.Release))
            {
                done += await Release(facts, now, ct);
            }
            else if (steps.Exists(step => !taken.Contains(CauseOf(facts, step)) && HasReader(facts, step, open)))
            {
                done += await db.Write(tx => Take(tx, facts.Id, now), ct);
            }
        }

        return done;
    }

    /// <summary>Looks again within the transaction: the guest may just have answered.</summary>
    private async Task<int> Take(Tx tx, Guid id, DateTimeOffset now)
    {
        var written = 0;
        if (await correspondence.Read(tx, id) is not { IsAhead: true, GuestId: not null, ToldState: ToldState.Asked } facts || facts.ToldSequence != facts.Sequence)
        {
            return written;
        }

        foreach (var step in Ladder.Due(facts.ToLadder(), now))
        {
            written += await Write(tx, facts, step) is { } posting ? await postbox.Post(tx, posting, now) : 0;
        }

        return written;
    }

    private async Task<Posting?> Write(Tx tx, InvitationFacts facts, LadderStep step)
    {
        var cause = CauseOf(facts, step);
        switch (step.Kind)
        {
            case LadderKind.AnswerReminder or LadderKind.InterviewReminder:
                return letters.Remind(facts, cause, KindOf(step.Kind));
            case LadderKind.OverdueToLiaison:
                return letters.OverdueToLiaison(facts, cause);
            case LadderKind.OverdueToProducer:
                return letters.OverdueToProducer(facts, cause);
            case LadderKind.OverdueToSubstitute:
                return await tx.Find<InvitationFacts>(Substitutes, new { interviewId = facts.InterviewId, officialId = facts.GuestId }) is { } substitute
                    ? letters.StandIn(substitute, facts, cause)
                    : null;
            case LadderKind.RunSheetToGuest or LadderKind.RunSheetToUnit:
                return letters.RunSheet(facts, (await interviews.Read(tx, facts.InterviewId))!, cause, step.Kind == LadderKind.RunSheetToUnit);
            default:
                return null;
        }
    }

    /// <summary>Gives the slot back in one transaction with the letters that tell of it. The interview is locked first, as by an answer, so that of the two exactly one comes first.</summary>
    private async Task<int> Release(InvitationFacts asked, DateTimeOffset now, CancellationToken ct)
    {
        var released = await db.Write(
            async tx =>
            {
                var open = await interviews.ForAnswering(tx, asked.InterviewId, asked.GuestId!.Value);
                if (open.IsRefused || await correspondence.Read(tx, asked.Id) is not { ToldState: ToldState.Asked } facts || facts.ToldSequence != facts.Sequence
                    || Ladder.Due(facts.ToLadder(), now).All(step => step.Kind != LadderKind.Release))
                {
                    return 0;
                }

                await interviews.Release(tx, asked.InterviewId, ReleaseReason, now);
                var told = facts with { State = InterviewState.Cancelled, Reason = ReleaseReason };
                await postbox.Post(tx, letters.Released(told, $"{MessageKinds.Released}:{facts.InterviewId:N}:{facts.Sequence}:producer", isForLiaison: false), now);
                if (facts.LiaisonEmail is not null)
                {
                    await postbox.Post(tx, letters.Released(told, $"{MessageKinds.Released}:{facts.InterviewId:N}:{facts.Sequence}:liaison", isForLiaison: true), now);
                }

                return 1;
            },
            ct);
        if (released > 0)
        {
            interviews.Tell(asked.InterviewId);
        }

        return released;
    }

    /// <summary>Whether anybody would get it: what nobody reads is not written, and would be looked at again and again.</summary>
    private bool HasReader(InvitationFacts facts, LadderStep step, IReadOnlyList<MessageWay> open)
    {
        var isForGuest = step.Kind is LadderKind.AnswerReminder or LadderKind.InterviewReminder or LadderKind.RunSheetToGuest;
        var hasMail = step.Kind switch
        {
            LadderKind.OverdueToProducer => letters.HasProducer,
            LadderKind.OverdueToLiaison or LadderKind.OverdueToSubstitute or LadderKind.RunSheetToUnit => true,
            _ => facts.Email is not null,
        };
        return hasMail || open.Any(way => way.KindList.Contains(KindOf(step.Kind), StringComparer.Ordinal) && (way.Audience == WayAudience.Group || (isForGuest && facts.Phone is not null)));
    }

    /// <summary>The unit gets its run sheet once, however many guests it sends.</summary>
    private static string CauseOf(InvitationFacts facts, LadderStep step) => step.Kind == LadderKind.RunSheetToUnit
        ? $"{KindOf(step.Kind)}:{facts.InterviewId:N}:{facts.Sequence}:{step.Key}:unit"
        : $"{KindOf(step.Kind)}:{facts.Id:N}:{facts.CalendarSequence}:{step.Key}";

    /// <summary>A message by another way than mail carries the way's id behind the cause.</summary>
    private static IEnumerable<string> StepsOf(string cause)
    {
        var end = cause.LastIndexOf(':');
        return cause.Length - end - 1 == WayIdLength ? [cause[..end]] : [cause];
    }

    private static string KindOf(LadderKind kind) => kind switch
    {
        LadderKind.AnswerReminder => MessageKinds.AnswerReminder,
        LadderKind.InterviewReminder => MessageKinds.InterviewReminder,
        LadderKind.RunSheetToGuest or LadderKind.RunSheetToUnit => MessageKinds.RunSheet,
        _ => MessageKinds.AnswerOverdue,
    };
}
