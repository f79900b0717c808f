using System.Text.Json.Nodes;
using Broadcast.Hosting;

namespace Broadcast.Provenance;

/// <summary>A certificate of a series' total, or how far it is.</summary>
public sealed record Certificate
{
    /// <summary>The certificate's id.</summary>
    public Guid Id { get; init; }

    /// <summary>The series.</summary>
    public Guid SeriesId { get; init; }

    /// <summary><c>queued</c>, <c>running</c>, <c>done</c> or <c>failed</c>.</summary>
    public string State { get; init; } = "";

    /// <summary>How far it is, 0–1.</summary>
    public double Progress { get; init; }

    /// <summary>Who asked for it.</summary>
    public string RequestedBy { get; init; } = "";

    /// <summary>When; what was known until then counts.</summary>
    public DateTimeOffset RequestedAt { get; init; }

    /// <summary>When it was done, or given up.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Why it was given up; null unless it failed.</summary>
    public string? Problem { get; init; }

    /// <summary>What it says; null until it is done. The same as the payload of <see cref="Jws"/>.</summary>
    public JsonNode? Content { get; init; }

    /// <summary>The same signed: a compact JWS (RFC 7515, ES256) that carries its public key.</summary>
    public string? Jws { get; init; }

    /// <summary>Where the deliveries are that it was counted from.</summary>
    public string Evidence { get; init; } = "";

    /// <summary>Where the service's public keys stand, to compare with that in the certificate.</summary>
    public string Keys { get; init; } = CertificateEndpoints.KeysPath;

    /// <summary>What it says, to be shown.</summary>
    internal CertificateContent? ToContent() => Jws is null ? null : Json.Read<CertificateContent>(Provenance.Jws.Payload(Jws)!);
}

/// <summary>A certificate as a row.</summary>
internal sealed record CertificateRow
{
    public Guid Id { get; init; }

    public Guid SeriesId { get; init; }

    public string State { get; init; } = "";

    public double Progress { get; init; }

    public int Attempts { get; init; }

    public string RequestedBy { get; init; } = "";

    public DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public string? Signed { get; init; }

    public string? Problem { get; init; }

    public Certificate ToCertificate() => new()
    {
        Id = Id,
        SeriesId = SeriesId,
        State = State,
        Progress = Progress,
        RequestedBy = RequestedBy,
        RequestedAt = RequestedAt,
        FinishedAt = FinishedAt,
        Problem = Problem,
        Content = Signed is null ? null : JsonNode.Parse(Jws.Payload(Signed)!),
        Jws = Signed,
        Evidence = $"{CertificateEndpoints.Path}/{Id}/evidence",
    };
}
