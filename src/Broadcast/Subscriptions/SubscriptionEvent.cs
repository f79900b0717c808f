namespace Broadcast.Subscriptions;

/// <summary>What a subscription may ask to be told.</summary>
internal static class SubscriptionEvent
{
    public const string Milestone = "series.milestone";
    public const string Live = "interview.live";
    public const string Ended = "interview.ended";
    public const string Closed = "interview.closed";
    public const string Reopened = "interview.reopened";
    public const string Cancelled = "interview.cancelled";

    /// <summary>Sent when somebody asks for it, to see whether messages arrive.</summary>
    public const string Test = "subscription.test";

    public static readonly string[] All = [Milestone, Live, Ended, Closed, Reopened, Cancelled];

    /// <summary>
    /// What happened to an interview between the state that was told last and the one it is in, in order. Steps that nobody saw happen all the same: one that went on air and off again between two looks was live.
    /// </summary>
    public static IReadOnlyList<string> Between(string? told, string now)
    {
        if (now == "cancelled")
        {
            return told == "cancelled" ? [] : [Cancelled];
        }

        var (from, to) = (Step(told), Step(now));
        return to < from ? [Reopened] : [.. new[] { Live, Ended, Closed }.Skip(from).Take(to - from)];
    }

    /// <summary>How many of the three steps an interview has taken.</summary>
    private static int Step(string? state) => state switch
    {
        "live" => 1,
        "ended" => 2,
        "closed" => 3,
        _ => 0,
    };
}
