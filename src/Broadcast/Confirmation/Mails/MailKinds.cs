namespace Broadcast.Confirmation;

/// <summary>What our messages are about, as it stands in the outbox.</summary>
internal static class MailKinds
{
    public const string Invitation = "invitation";
    public const string Cancellation = "cancellation";
    public const string AnswerReminder = "answerReminder";
    public const string AnswerOverdue = "answerOverdue";
    public const string InterviewReminder = "interviewReminder";
}
