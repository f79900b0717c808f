using MimeKit;

namespace Broadcast.Outbox;

/// <summary>Carries messages out: into a folder, or to a server.</summary>
internal interface ICourier
{
    /// <summary>Tries once, and says how it went; only bugs are exceptions.</summary>
    Task<Handed> Hand(Guid id, MimeMessage message, CancellationToken ct);

    /// <summary>Nothing more for now: connections need not stay open.</summary>
    Task Rest();
}

/// <summary>How a try went.</summary>
/// <param name="Result">Whether to try again.</param>
/// <param name="Answer">In the server's words, or ours when it said nothing.</param>
internal sealed record Handed(HandedResult Result, string Answer);

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
