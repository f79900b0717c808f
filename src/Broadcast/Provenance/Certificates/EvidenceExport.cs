using System.Text.Json;
using System.Text.Json.Serialization;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Ingestion;

namespace Broadcast.Provenance;

/// <summary>
/// The evidence of a certificate as one stream of JSON lines, in the order of its root hash: deliveries with their bodies as they came (or, where a rule dropped one, the readings that were kept),
/// then the proofs of declared figures in parts. Memory holds one line.
/// </summary>
internal sealed class EvidenceExport(CertifiedDeliveries deliveries, Db db)
{
    public const string ContentType = "application/x-ndjson";

    private static readonly byte[] NewLine = [(byte)'\n'];

    public async Task Write(CertificateContent content, Stream output, CancellationToken ct)
    {
        await foreach (var delivery in deliveries.Read(content, _ => Task.CompletedTask, ct))
        {
            await Write(output, EvidenceLine.Of(delivery), ct);
        }

        foreach (var declared in content.Interviews.SelectMany(interview => interview.Broadcasts).Select(broadcast => broadcast.Declaration).OfType<CertifiedDeclaration>())
        {
            await foreach (var part in ProofTable.Parts(db, declared.Id, ct))
            {
                await Write(output, new EvidenceLine { Kind = EvidenceLine.Proof, Id = declared.Id, Body = part }, ct);
            }
        }
    }

    private static async Task Write(Stream output, EvidenceLine line, CancellationToken ct)
    {
        await JsonSerializer.SerializeAsync(output, line, Json.Options, ct);
        await output.WriteAsync(NewLine, ct);
    }
}

/// <summary>One line of exported evidence.</summary>
internal sealed record EvidenceLine
{
    public const string Delivery = "delivery";
    public const string Proof = "proof";

    public string Kind { get; init; } = "";

    /// <summary>The delivery, or the declaration that is proved.</summary>
    public Guid Id { get; init; }

    public Guid? ChannelId { get; init; }

    public string? Connector { get; init; }

    /// <summary>The broadcast that was asked for, when this answers a pull.</summary>
    public Guid? BroadcastId { get; init; }

    public string? ExternalId { get; init; }

    public DateTimeOffset? ReceivedAt { get; init; }

    public IReadOnlyList<DateTimeOffset>? Replays { get; init; }

    /// <summary>When the import whose row it is was withdrawn, until the instant of the certificate: since then it does not count.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? WithdrawnAt { get; init; }

    public string? Sha256 { get; init; }

    /// <summary>The bytes as they came, base64; null where a rule dropped them.</summary>
    public byte[]? Body { get; init; }

    /// <summary>What was kept of a body that was dropped.</summary>
    public IReadOnlyList<KeptReading>? Kept { get; init; }

    public static EvidenceLine Of(CertifiedDelivery delivery) => new()
    {
        Kind = Delivery,
        Id = delivery.Row.Id,
        ChannelId = delivery.Row.ChannelId,
        Connector = delivery.Row.Connector,
        BroadcastId = delivery.Row.AiringId,
        ExternalId = delivery.Row.ExternalId,
        ReceivedAt = delivery.Row.ReceivedAt,
        Replays = delivery.Replays,
        WithdrawnAt = delivery.WithdrawnAt,
        Sha256 = Convert.ToHexStringLower(delivery.Row.Sha256),
        Body = delivery.Row.IsDropped ? null : delivery.Row.Body,
        Kept = delivery.Row.IsDropped ? [.. delivery.Readings.Select(KeptReading.Of)] : null,
    };
}
