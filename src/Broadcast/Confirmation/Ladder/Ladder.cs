using System.Globalization;
using Broadcast.Scheduling;

namespace Broadcast.Confirmation;

/// <summary>
/// Who is reminded when. Pure: of the settings, the answer and the time it makes the steps that are due now, for each recipient the last one only, so that a time when the service was down
/// is made up for once and not three times. Nothing is due once the interview should have begun, nor what would have been due before the guest was asked.
/// </summary>
internal static class Ladder
{
    public static IEnumerable<LadderStep> Due(LadderCase asked, DateTimeOffset now)
    {
        if (now >= asked.StartsAt)
        {
            return [];
        }

        return asked.Answer switch
        {
            null => BeforeAnswer(asked, now),
            GuestAnswer.Accept => Latest(LadderKind.InterviewReminder, asked.RemindBeforeInterviewHours, asked.StartsAt, asked, now),
            _ => [],
        };
    }

    /// <summary>Until when an answer is expected; the interview waits for nobody.</summary>
    public static DateTimeOffset Deadline(LadderCase asked)
    {
        var deadline = asked.AskedAt.AddHours(asked.AnswerWithinHours);
        return deadline < asked.StartsAt ? deadline : asked.StartsAt;
    }

    private static IEnumerable<LadderStep> BeforeAnswer(LadderCase asked, DateTimeOffset now)
    {
        var deadline = Deadline(asked);
        if (now < deadline)
        {
            return Latest(LadderKind.AnswerReminder, asked.RemindBeforeAnswerHours, deadline, asked, now);
        }

        var steps = new List<LadderStep>();
        if (asked.HasLiaison)
        {
            steps.Add(new LadderStep(LadderKind.OverdueToLiaison, "liaison"));
        }

        if (now >= ForProducer(asked, deadline))
        {
            steps.Add(new LadderStep(LadderKind.OverdueToProducer, "producer"));
        }

        return steps;
    }

    /// <summary>A liaison has as long as a reminder is ahead of a deadline; then, or when there is none, it is the producer's turn.</summary>
    private static DateTimeOffset ForProducer(LadderCase asked, DateTimeOffset deadline)
    {
        if (!asked.HasLiaison || asked.RemindBeforeAnswerHours.Count == 0)
        {
            return deadline;
        }

        var later = deadline.AddHours(asked.RemindBeforeAnswerHours.Min());
        return later < asked.StartsAt ? later : deadline;
    }

    private static IEnumerable<LadderStep> Latest(LadderKind kind, IReadOnlyList<double> hours, DateTimeOffset before, LadderCase asked, DateTimeOffset now) => hours
        .Select(ahead => (Hours: ahead, At: before.AddHours(-ahead)))
        .Where(step => step.At > asked.AskedAt && step.At <= now)
        .OrderBy(step => step.Hours)
        .Take(1)
        .Select(step => new LadderStep(kind, step.Hours.ToString("R", CultureInfo.InvariantCulture)));
}

/// <summary>What the steps for one guest depend on.</summary>
internal sealed record LadderCase
{
    public required DateTimeOffset AskedAt { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public GuestAnswer? Answer { get; init; }

    public bool HasLiaison { get; init; }

    public required double AnswerWithinHours { get; init; }

    public required IReadOnlyList<double> RemindBeforeAnswerHours { get; init; }

    public required IReadOnlyList<double> RemindBeforeInterviewHours { get; init; }
}

/// <summary>A step that is due.</summary>
/// <param name="Kind">What to say, and to whom.</param>
/// <param name="Key">Which of its kind: the hours ahead, or the recipient.</param>
internal sealed record LadderStep(LadderKind Kind, string Key);

/// <summary>What a step says, and to whom.</summary>
internal enum LadderKind
{
    AnswerReminder,
    OverdueToLiaison,
    OverdueToProducer,
    InterviewReminder,
}
