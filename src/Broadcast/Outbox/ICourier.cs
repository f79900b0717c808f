namespace Broadcast.Outbox;

/// <summary>Carries messages out: into a folder, to a mail server, to a robot or a gateway.</summary>
internal interface ICourier
{
    /// <summary>How long a try may take at the longest; then its claim runs out.</summary>
    TimeSpan Patience { get; }

    /// <summary>Tries once, and says how it went; only bugs are exceptions.</summary>
    Task<Handed> Hand(DueMessage message, MessageContent content, CancellationToken ct);

    /// <summary>Nothing more for now: connections need not stay open.</summary>
    Task Rest();
}

/// <summary>How a try went.</summary>
/// <param name="Result">Whether to try again.</param>
/// <param name="Answer">In the server's words, or ours when it said nothing.</param>
/// <param name="Wait">How long the server wants to be left alone; null: it did not say.</param>
internal sealed record Handed(HandedResult Result, string Answer, TimeSpan? Wait = null);

/// <summary>What a try led to.</summary>
internal enum HandedResult
{
    /// <summary>It is out of our hands.</summary>
    Done,

    /// <summary>This message not now.</summary>
    Later,

    /// <summary>Nobody is there to take any message.</summary>
    Closed,

    /// <summary>Never.</summary>
    Refused,
}
