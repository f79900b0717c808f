using System.Globalization;
using Broadcast.Scheduling;

namespace Broadcast.Confirmation;

/// <summary>
/// Who is told what and when. Pure: of the settings, the answer and the time it makes the steps that are due now, of each kind the last one only, so that a time when the service was down
/// is made up for once and not three times. Nothing is due once the interview should have begun, nor what would have been due before the guest was asked.
/// </summary>
internal static class Ladder
{
    /// <summary>Hours before the interview at which guests and units get the run sheet: the day before, the hour before.</summary>
    private static readonly double[] RunSheetHours = [24, 1];

    /// <summary>The steps that are due, of each kind the last.</summary>
    public static IEnumerable<LadderStep> Due(LadderCase asked, DateTimeOffset now) => now >= asked.StartsAt
        ? []
        : Plan(asked)
            .Where(step => step.At <= now && (step.Kind != LadderKind.AnswerReminder || now < Deadline(asked)))
            .GroupBy(step => step.Kind)
            .Select(steps => steps.MaxBy(step => step.At)!);

    /// <summary>What comes next, if nothing changes; null: nothing.</summary>
    public static LadderStep? Next(LadderCase asked, DateTimeOffset now) => Plan(asked).Where(step => step.At > now && step.At < asked.StartsAt).MinBy(step => step.At);

    /// <summary>Until when an answer is expected; the interview waits for nobody.</summary>
    public static DateTimeOffset Deadline(LadderCase asked)
    {
        var deadline = asked.AskedAt.AddHours(asked.AnswerWithinHours);
        return deadline < asked.StartsAt ? deadline : asked.StartsAt;
    }

    private static IEnumerable<LadderStep> Plan(LadderCase asked) => asked.Answer switch
    {
        null => [.. Before(LadderKind.AnswerReminder, asked.RemindBeforeAnswerHours, Deadline(asked), asked), .. AfterDeadline(asked)],
        GuestAnswer.Accept =>
        [
            .. Before(LadderKind.InterviewReminder, asked.RemindBeforeInterviewHours, asked.StartsAt, asked),
            .. Before(LadderKind.RunSheetToGuest, RunSheetHours, asked.StartsAt, asked),
            .. asked.HasLiaison ? Before(LadderKind.RunSheetToUnit, RunSheetHours, asked.StartsAt, asked) : [],
        ],
        _ => [],
    };

    /// <summary>Where the series says so, the slot is released and nobody needs to be asked any more; else liaison, substitute and producer are told, one after the other.</summary>
    private static IEnumerable<LadderStep> AfterDeadline(LadderCase asked)
    {
        var at = Deadline(asked);
        if (asked.IsReleasedAtDeadline)
        {
            return [new LadderStep(LadderKind.Release, "release", at)];
        }

        var steps = new List<LadderStep>();
        if (asked.HasLiaison)
        {
            steps.Add(new LadderStep(LadderKind.OverdueToLiaison, "liaison", at));
            at = Later(asked, at);
        }

        if (asked.HasSubstitute)
        {
            steps.Add(new LadderStep(LadderKind.OverdueToSubstitute, "substitute", at));
            at = Later(asked, at);
        }

        steps.Add(new LadderStep(LadderKind.OverdueToProducer, "producer", at));
        return steps;
    }

    /// <summary>Each has as long as a reminder is ahead of a deadline; where the interview is nearer than that, all are told at once.</summary>
    private static DateTimeOffset Later(LadderCase asked, DateTimeOffset at)
    {
        var later = at.AddHours(asked.RemindBeforeAnswerHours.Count == 0 ? 0 : asked.RemindBeforeAnswerHours.Min());
        return later < asked.StartsAt ? later : at;
    }

    private static IEnumerable<LadderStep> Before(LadderKind kind, IReadOnlyList<double> hours, DateTimeOffset end, LadderCase asked) => hours
        .Select(ahead => new LadderStep(kind, ahead.ToString("R", CultureInfo.InvariantCulture), end.AddHours(-ahead)))
        .Where(step => step.At > asked.AskedAt);
}

/// <summary>What the steps for one guest depend on.</summary>
internal sealed record LadderCase
{
    public required DateTimeOffset AskedAt { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public GuestAnswer? Answer { get; init; }

    public bool HasLiaison { get; init; }

    /// <summary>Somebody was invited who could stand in.</summary>
    public bool HasSubstitute { get; init; }

    /// <summary>The series gives the slot back when this guest lets the deadline pass.</summary>
    public bool IsReleasedAtDeadline { get; init; }

    public required double AnswerWithinHours { get; init; }

    public required IReadOnlyList<double> RemindBeforeAnswerHours { get; init; }

    public required IReadOnlyList<double> RemindBeforeInterviewHours { get; init; }
}

/// <summary>A step of the ladder.</summary>
/// <param name="Kind">What to say, and to whom.</param>
/// <param name="Key">Which of its kind: the hours ahead, or the recipient.</param>
/// <param name="At">When it is due.</param>
internal sealed record LadderStep(LadderKind Kind, string Key, DateTimeOffset At);

/// <summary>What a step says, and to whom.</summary>
internal enum LadderKind
{
    AnswerReminder,
    OverdueToLiaison,
    OverdueToSubstitute,
    OverdueToProducer,
    InterviewReminder,
    RunSheetToGuest,
    RunSheetToUnit,
    Release,
}
