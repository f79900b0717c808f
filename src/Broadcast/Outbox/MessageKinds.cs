namespace Broadcast.Outbox;

/// <summary>What messages are about, as it stands in the outbox and in the settings of the ways.</summary>
internal static class MessageKinds
{
    public const string Invitation = "invitation";
    public const string Cancellation = "cancellation";
    public const string AnswerReminder = "answerReminder";
    public const string AnswerOverdue = "answerOverdue";
    public const string InterviewReminder = "interviewReminder";
    public const string RunSheet = "runSheet";
    public const string GuestAnswer = "guestAnswer";
    public const string Released = "released";

    /// <summary>Those a guest gets; the others are for whoever plans.</summary>
    public static readonly string[] ToGuest = [Invitation, Cancellation, AnswerReminder, InterviewReminder, RunSheet];

    public static readonly string[] All = [.. ToGuest, AnswerOverdue, GuestAnswer, Released];
}
