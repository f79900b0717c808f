using Broadcast.Confirmation;
using Broadcast.Scheduling;

namespace Broadcast.Tests.Confirmation;

public sealed class LadderTests
{
    private static readonly DateTimeOffset Asked = new(2026, 3, 1, 9, 0, 0, TimeSpan.FromHours(8));

    private static readonly LadderCase Case = new()
    {
        AskedAt = Asked, StartsAt = Asked.AddDays(10), AnswerWithinHours = 72, RemindBeforeAnswerHours = [24, 6], RemindBeforeInterviewHours = [48, 3],
    };

    [Theory]
    [InlineData(0, "")]
    [InlineData(47.99, "")]
    [InlineData(48, "AnswerReminder 24")]
    [InlineData(65.99, "AnswerReminder 24")]
    [InlineData(66, "AnswerReminder 6")]
    [InlineData(72, "OverdueToProducer producer")]
    [InlineData(239.99, "OverdueToProducer producer")]
    [InlineData(240, "")]
    public void Before_the_answer_the_guest_is_reminded_then_the_producer_told(double hours, string steps) => Steps(Case, hours).ShouldBe(steps);

    [Theory]
    [InlineData(72, "OverdueToLiaison liaison")]
    [InlineData(77.99, "OverdueToLiaison liaison")]
    [InlineData(78, "OverdueToLiaison liaison, OverdueToProducer producer")]
    public void A_liaison_is_told_first(double hours, string steps) => Steps(Case with { HasLiaison = true }, hours).ShouldBe(steps);

    [Theory]
    [InlineData(191.99, "")]
    [InlineData(192, "InterviewReminder 48")]
    [InlineData(215.99, "InterviewReminder 48")]
    [InlineData(216, "InterviewReminder 48, RunSheetToGuest 24")]
    [InlineData(237, "InterviewReminder 3, RunSheetToGuest 24")]
    [InlineData(239, "InterviewReminder 3, RunSheetToGuest 1")]
    [InlineData(240, "")]
    public void Who_accepted_is_reminded_before_the_interview_and_gets_the_run_sheet(double hours, string steps) => Steps(Case with { Answer = GuestAnswer.Accept }, hours).ShouldBe(steps);

    [Fact]
    public void The_unit_gets_the_run_sheet_too() =>
        Steps(Case with { Answer = GuestAnswer.Accept, HasLiaison = true }, 239).ShouldBe("InterviewReminder 3, RunSheetToGuest 1, RunSheetToUnit 1");

    [Theory]
    [InlineData(72, "OverdueToLiaison liaison")]
    [InlineData(78, "OverdueToLiaison liaison, OverdueToSubstitute substitute")]
    [InlineData(83.99, "OverdueToLiaison liaison, OverdueToSubstitute substitute")]
    [InlineData(84, "OverdueToLiaison liaison, OverdueToSubstitute substitute, OverdueToProducer producer")]
    public void A_substitute_is_asked_between_liaison_and_producer(double hours, string steps) => Steps(Case with { HasLiaison = true, HasSubstitute = true }, hours).ShouldBe(steps);

    [Theory]
    [InlineData(66, "AnswerReminder 6")]
    [InlineData(71.99, "AnswerReminder 6")]
    [InlineData(72, "Release release")]
    [InlineData(240, "")]
    public void Where_the_series_says_so_the_deadline_releases_the_slot(double hours, string steps) =>
        Steps(Case with { HasLiaison = true, HasSubstitute = true, IsReleasedAtDeadline = true }, hours).ShouldBe(steps);

    [Theory]
    [InlineData(0, "AnswerReminder 48")]
    [InlineData(48, "AnswerReminder 66")]
    [InlineData(66, "OverdueToProducer 72")]
    [InlineData(72, "")]
    public void What_comes_next_is_known(double hours, string step) =>
        (Ladder.Next(Case, Asked.AddHours(hours)) is { } next ? $"{next.Kind} {(next.At - Asked).TotalHours}" : "").ShouldBe(step);

    [Theory]
    [InlineData(GuestAnswer.Decline)]
    [InlineData(GuestAnswer.Tentative)]
    public void Who_does_not_come_or_does_not_know_is_left_alone(GuestAnswer answer) =>
        string.Concat(Enumerable.Range(0, 241).Select(hours => Steps(Case with { Answer = answer }, hours))).ShouldBeEmpty();

    [Fact]
    public void What_would_have_been_due_before_the_guest_was_asked_never_is()
    {
        var late = Case with { StartsAt = Asked.AddHours(20), AnswerWithinHours = 10 };
        Steps(late, 3.99).ShouldBe("");
        Steps(late, 4).ShouldBe("AnswerReminder 6");
        Steps(late with { Answer = GuestAnswer.Accept }, 16.99).ShouldBe("");
        Steps(late with { Answer = GuestAnswer.Accept }, 17).ShouldBe("InterviewReminder 3");
    }

    [Fact]
    public void The_deadline_is_the_interview_at_the_latest_and_fractions_of_hours_count()
    {
        Ladder.Deadline(Case with { StartsAt = Asked.AddHours(5) }).ShouldBe(Asked.AddHours(5));
        var quick = Case with { AnswerWithinHours = 0.5, RemindBeforeAnswerHours = [0.25] };
        Steps(quick, 0.24).ShouldBe("");
        Steps(quick, 0.25).ShouldBe("AnswerReminder 0.25");
        Steps(quick, 0.5).ShouldBe("OverdueToProducer producer");
    }

    private static string Steps(LadderCase asked, double hours) =>
        string.Join(", ", Ladder.Due(asked, Asked.AddHours(hours)).Select(step => $"{step.Kind} {step.Key}"));
}
