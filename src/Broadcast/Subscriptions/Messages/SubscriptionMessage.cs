using System.Text.Json;

namespace Broadcast.Subscriptions;

/// <summary>A message to a subscription, as it is shown.</summary>
public sealed record SubscriptionMessage
{
    /// <summary>The message's id; <c>webhook-id</c> is <c>msg_</c> and its digits, the same at every try.</summary>
    public Guid Id { get; init; }

    /// <summary>To whom.</summary>
    public Guid SubscriptionId { get; init; }

    /// <summary>What happened.</summary>
    public string Event { get; init; } = "";

    /// <summary>Why it is said; there is one message for each cause.</summary>
    public string Cause { get; init; } = "";

    /// <summary><c>queued</c>, <c>sent</c> or <c>dead</c>.</summary>
    public string State { get; init; } = "";

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was caused.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is tried next; null once it is sent or dead.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When it was taken; null: not yet.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The HTTP status of the last answer; null when there was none.</summary>
    public int? Status { get; init; }

    /// <summary>What the server said last, or why there was no answer.</summary>
    public string? Answer { get; init; }

    /// <summary>What is sent.</summary>
    public JsonElement Body { get; init; }
}

/// <summary>How far a message is.</summary>
internal static class SubscriptionMessageState
{
    /// <summary>It waits for its turn, or for the next try.</summary>
    public const string Queued = "queued";

    /// <summary>The server took it.</summary>
    public const string Sent = "sent";

    /// <summary>Given up; it can be sent again.</summary>
    public const string Dead = "dead";

    public static readonly string[] All = [Queued, Sent, Dead];
}
