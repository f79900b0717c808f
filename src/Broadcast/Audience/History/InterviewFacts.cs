using System.Runtime.InteropServices;
using Broadcast.Audience.Arithmetic;

namespace Broadcast.Audience.History;

/// <summary>What was so of an interview since an instant, as far as figures go by it.</summary>
/// <param name="Since">Milliseconds since 1970 (UTC); that of its making for the first.</param>
/// <param name="State">The state.</param>
/// <param name="StartedAt">When it began, as far as known then.</param>
/// <param name="EndedAt">When it ended, as far as known then.</param>
/// <param name="By">Who changed it to this; null at first.</param>
/// <param name="Reason">Why, where somebody said so.</param>
internal sealed record InterviewFacts(long Since, string State, long? StartedAt, long? EndedAt, string? By, string? Reason)
{
    public Window Window => new(StartedAt, EndedAt);

    public bool Counts => State != "cancelled";
}

/// <summary>A closing: figures stood from then on, until it was opened again.</summary>
/// <param name="ClosedAt">What was known before counts.</param>
/// <param name="ReopenedAt">Until when; null: it stands.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ClosingSpan(long ClosedAt, long? ReopenedAt)
{
    public bool HoldsAt(long at) => ClosedAt <= at && (ReopenedAt is not { } end || at < end);
}

/// <summary>The rules of a channel since an instant.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RuleSince(long Since, Metering Metering);

/// <summary>A declared figure since it was approved.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DeclaredSince(long Since, long Views, string? By);

/// <summary>What was withdrawn of a broadcast: an import of figures.</summary>
/// <param name="Since">When, milliseconds since 1970 (UTC).</param>
/// <param name="By">By whom.</param>
/// <param name="Reason">Why.</param>
/// <param name="IsFollowed">Whether the figures that stand are without it.</param>
internal sealed record WithdrawnSince(long Since, string? By, string? Reason, bool IsFollowed);
