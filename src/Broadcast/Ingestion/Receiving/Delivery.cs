namespace Broadcast.Ingestion;

/// <summary>What became of a delivery.</summary>
internal static class DeliveryState
{
    /// <summary>All of its readings count.</summary>
    public const string Accepted = "accepted";

    /// <summary>Some of its readings count.</summary>
    public const string Partial = "partial";

    /// <summary>None counts.</summary>
    public const string Rejected = "rejected";

    /// <summary>It came before, the same.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Its id came before with another body: that one counts.</summary>
    public const string Conflict = "conflict";

    public static readonly string[] All = [Accepted, Partial, Rejected, Duplicate, Conflict];

    /// <summary>The state of a delivery that is the first of its id.</summary>
    public static string Of(int taken, int refused) => refused == 0 ? Accepted : taken > 0 ? Partial : Rejected;
}

/// <summary>A message to be kept: evidence as it came.</summary>
internal sealed record Delivery
{
    public required Guid Id { get; init; }

    public required Guid ChannelId { get; init; }

    /// <summary>The broadcast that was asked for, when this answers a pull.</summary>
    public Guid? AiringId { get; init; }

    /// <summary>The sender's id of the message; with the channel it makes the message one.</summary>
    public required string WebhookId { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required string State { get; init; }

    public required byte[] Sha256 { get; init; }

    /// <summary>JSON object of header names and values, without credentials.</summary>
    public required string Headers { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>How many readings count.</summary>
    public required int Readings { get; init; }

    /// <summary>Why some or all do not.</summary>
    public string? Problem { get; init; }

    /// <summary>It may be the one that counts for its id; one that was refused as a whole leaves the id free for a corrected message.</summary>
    public required bool Holds { get; init; }
}
