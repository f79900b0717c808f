using System.Text.Json.Serialization;
using Broadcast.Hosting;

namespace Broadcast.Provenance;

/// <summary>A figure that a person declares for a broadcast, as it is told.</summary>
public sealed record Declaration : IVersioned
{
    /// <summary>The declaration's id.</summary>
    public Guid Id { get; init; }

    /// <summary>The broadcast it is for.</summary>
    public Guid BroadcastId { get; init; }

    /// <summary>The broadcast's interview.</summary>
    public Guid InterviewId { get; init; }

    /// <summary>Person-times.</summary>
    public long Views { get; init; }

    /// <summary>Where the figure comes from, in the words of whoever declares it.</summary>
    public string Note { get; init; } = "";

    /// <summary><c>pending</c>, <c>approved</c> or <c>rejected</c>.</summary>
    public string State { get; init; } = "";

    /// <summary>Whether it is part of the totals: the last approved one, of an interview that counts, on a broadcast without measured views.</summary>
    public bool Counts { get; init; }

    /// <summary>The broadcast's measured views; null without any.</summary>
    public Int128? Measured { get; init; }

    /// <summary>By how much it differs from the measured views, where there are some.</summary>
    public Int128? Difference { get; init; }

    /// <summary>The attached file.</summary>
    public Proof Proof { get; init; } = new();

    /// <summary>Who declared it.</summary>
    public string DeclaredBy { get; init; } = "";

    /// <summary>The same as the service knows them, whatever they are called; for pages alone.</summary>
    [JsonIgnore]
    public string DeclaredByKey { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset DeclaredAt { get; init; }

    /// <summary>Who approved or rejected it; null while it is pending.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Why it was rejected, if somebody said so.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    public int Version { get; init; }
}

/// <summary>The file that proves a declared figure.</summary>
public sealed record Proof
{
    /// <summary>As whoever sent it called it.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it is, by its bytes: <c>pdf</c>, <c>png</c>, <c>jpeg</c>, <c>xlsx</c> or <c>csv</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>How many bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Their SHA-256, in lower-case hex.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Where to download it.</summary>
    public string Url { get; init; } = "";
}

/// <summary>What became of a declaration.</summary>
internal static class DeclarationState
{
    /// <summary>Nobody has looked at it yet.</summary>
    public const string Pending = "pending";

    /// <summary>Another person stands by it.</summary>
    public const string Approved = "approved";

    /// <summary>Another person does not.</summary>
    public const string Rejected = "rejected";

    public static readonly string[] All = [Pending, Approved, Rejected];
}

/// <summary>A declaration as a row, with what it is read beside.</summary>
internal sealed record DeclarationRow
{
    public Guid Id { get; init; }

    public Guid AiringId { get; init; }

    public Guid InterviewId { get; init; }

    public Guid UnitId { get; init; }

    public string InterviewState { get; init; } = "";

    public long Views { get; init; }

    public string Note { get; init; } = "";

    public string State { get; init; } = "";

    public bool Stands { get; init; }

    public string ProofName { get; init; } = "";

    public string ProofKind { get; init; } = "";

    public long ProofBytes { get; init; }

    public byte[] ProofSha256 { get; init; } = [];

    public string DeclaredBy { get; init; } = "";

    public string DeclaredByName { get; init; } = "";

    public DateTimeOffset DeclaredAt { get; init; }

    public string? DecidedByName { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public string? Reason { get; init; }

    public int Version { get; init; }

    public Int128? Measured { get; init; }

    public Declaration ToDeclaration() => new()
    {
        Id = Id,
        BroadcastId = AiringId,
        InterviewId = InterviewId,
        Views = Views,
        Note = Note,
        State = State,
        Counts = Stands && Measured is null && InterviewState != "cancelled",
        Measured = Measured,
        Difference = Views - Measured,
        Proof = new Proof
        {
            Name = ProofName,
            Kind = ProofKind,
            Bytes = ProofBytes,
            Sha256 = Convert.ToHexStringLower(ProofSha256),
            Url = $"{DeclarationEndpoints.Path}/{Id}/proof",
        },
        DeclaredBy = DeclaredByName,
        DeclaredByKey = DeclaredBy,
        DeclaredAt = DeclaredAt,
        DecidedBy = DecidedByName,
        DecidedAt = DecidedAt,
        Reason = Reason,
        Version = Version,
    };
}
