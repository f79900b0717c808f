using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Broadcast.Audience;
using Broadcast.Channels;
using Broadcast.Hosting;
using Broadcast.Ingestion;
using Broadcast.Platforms;

namespace Broadcast.Provenance;

/// <summary>
/// Checks a certificate without the service that made it: its signature, and, where the evidence is at hand, that the root hash is over just that evidence and that counting it anew comes to every figure.
/// </summary>
internal sealed class CertificateCheck(Connectors connectors)
{
    private readonly List<string> _faults = [];

    /// <summary>What is wrong; nothing when all is right.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>What is right and worth knowing.</summary>
    public string? Note { get; private set; }

    /// <summary>The key that signed it.</summary>
    public JsonWebKey? Key { get; private set; }

    /// <summary>What it says; null when it cannot be read or its signature is not good.</summary>
    public CertificateContent? Content { get; private set; }

    /// <summary>The signature, and that what is there to be read is what was signed.</summary>
    /// <param name="text">The certificate as the service answers it, or its JWS alone.</param>
    /// <param name="trusted">The keys it may be signed by (a JWK set); null: whichever it carries.</param>
    public void CheckSignature(string text, string? trusted)
    {
        var (jws, content) = Split(text);
        if (jws is null)
        {
            _faults.Add("this is no certificate: there is no JWS in it");
        }
        else if (Jws.Check(jws) is not { } good)
        {
            _faults.Add("the signature is not good: the certificate was changed, or its key exchanged");
        }
        else if (content is not null && !JsonNode.DeepEquals(content, JsonNode.Parse(good.Payload)))
        {
            _faults.Add("the part for reading is not what was signed");
        }
        else if (trusted is not null && !IsAmong(trusted, good.Key))
        {
            _faults.Add($"it is signed by another key than the ones given: {good.Key.Kid}");
        }
        else
        {
            (Key, Content) = (good.Key, Parse(good.Payload));
        }
    }

    /// <summary>The evidence: hashes, root, and figures. Needs a good signature first.</summary>
    public async Task CheckEvidence(TextReader evidence, ReadingSpool spool, CancellationToken ct)
    {
        var content = Content ?? throw new InvalidOperationException("The signature comes first.");
        var tree = new MerkleTree();
        foreach (var line in CertificateLines.Of(content))
        {
            tree.Add(line);
        }

        var broadcasts = new KnownBroadcasts(content);
        using var proofs = new ProofHashes();
        var (deliveries, dropped) = (0L, 0L);
        for (var number = 1; await evidence.ReadLineAsync(ct) is { } text; number++)
        {
            if (text.Length == 0 || Read(text, number) is not { } line)
            {
                continue;
            }

            if (line.Kind == EvidenceLine.Proof)
            {
                proofs.Add(line);
                continue;
            }

            var readings = Readings(line, broadcasts, number);
            tree.Add(CertificateLines.Of(line.Id, line.ChannelId ?? Guid.Empty, line.ReceivedAt ?? default, line.Sha256 ?? "", readings));
            (deliveries, dropped) = (deliveries + 1, dropped + (line.Body is null ? 1 : 0));
            foreach (var reading in readings)
            {
                spool.Add(reading);
            }
        }

        CompareProofs(content, proofs);
        var root = Convert.ToHexStringLower(tree.Root);
        Compare("root hash", content.Evidence.Root, root);
        var recounted = CertificateMaker.Sum(
            content, spool, new CertifiedEvidence { Deliveries = deliveries, BodiesDropped = content.Evidence.BodiesDropped, Lines = tree.Leaves, Root = root }, ct);
        CompareFigures(content, recounted);
        if (dropped > content.Evidence.BodiesDropped)
        {
            Note = string.Create(CultureInfo.InvariantCulture, $"{dropped - content.Evidence.BodiesDropped} bodies were dropped since by the series' rule: the readings kept of them are those of the certificate");
        }
    }

    private static (string? Jws, JsonNode? Content) Split(string text)
    {
        if (!text.TrimStart().StartsWith('{'))
        {
            return (text.Trim(), null);
        }

        try
        {
            var json = JsonNode.Parse(text);
            return ((string?)json?["jws"], json?["content"]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return (null, null);
        }
    }

    private CertificateContent? Parse(string payload)
    {
        try
        {
            var content = Json.Read<CertificateContent?>(payload);
            if (content is null)
            {
                _faults.Add("what was signed is no certificate of ours: there is nothing in it");
            }
            else if (!CertificateContent.KnownRules.Contains(content.Rules))
            {
                _faults.Add($"it was counted by rules that this program does not know ({content.Rules}): check it with version {content.Software} or a newer one");
            }

            return content;
        }
        catch (JsonException e)
        {
            _faults.Add($"what was signed is no certificate of ours: {e.Message}");
            return null;
        }
    }

    private static bool IsAmong(string trusted, JsonWebKey key)
    {
        try
        {
            return Json.Read<CertificateEndpoints.KeySet>(trusted).Keys?.Any(one => one is not null && one.Kid == key.Kid && one.X == key.X && one.Y == key.Y) == true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private EvidenceLine? Read(string text, int number)
    {
        try
        {
            return Json.Read<EvidenceLine>(text);
        }
        catch (JsonException)
        {
            _faults.Add(string.Create(CultureInfo.InvariantCulture, $"line {number} of the evidence cannot be read"));
            return null;
        }
    }

    /// <summary>The readings of a delivery by the rules of the intake, from its bytes where they are there.</summary>
    private List<TakenReading> Readings(EvidenceLine line, KnownBroadcasts broadcasts, int number)
    {
        if (line.Body is not { } body)
        {
            return [.. (line.Kept ?? []).Select(kept => kept.ToReading(line.Id).Withdrawn(line.WithdrawnAt?.ToUnixTimeMilliseconds())).Where(broadcasts.IsOurs)];
        }

        if (Convert.ToHexStringLower(SHA256.HashData(body)) != line.Sha256)
        {
            _faults.Add(string.Create(CultureInfo.InvariantCulture, $"delivery {line.Id} (line {number}): its bytes are not those of its hash"));
        }

        if (connectors.Find(line.Connector ?? "") is not { } connector)
        {
            _faults.Add($"delivery {line.Id}: this program does not know the connector '{line.Connector}'");
            return [];
        }

        var receivedAt = line.ReceivedAt ?? default;
        var replays = line.Replays ?? [];
        var message = new IntakeMessage(line.Id, line.ChannelId ?? Guid.Empty, connector.Name, body, receivedAt, replays.Append(receivedAt).Max(), line.BroadcastId, line.ExternalId) { Replays = replays, WithdrawnAt = line.WithdrawnAt };
        var read = connector.Read(body, new MessageContext(receivedAt, line.ExternalId));
        var result = new IntakeResult([], [], null);
        for (var i = 0; !read.IsRefused && i < read.Value.Count; i++)
        {
            Intake.Decide(message, read.Value[i], i, broadcasts.Find(message, read.Value[i]), result);
        }

        return [.. result.Taken.Where(broadcasts.IsOurs)];
    }

    private void CompareProofs(CertificateContent content, ProofHashes proofs)
    {
        foreach (var declared in content.Interviews.SelectMany(interview => interview.Broadcasts).Select(broadcast => broadcast.Declaration).OfType<CertifiedDeclaration>())
        {
            Compare($"proof of declaration {declared.Id}", declared.ProofSha256, proofs.Of(declared.Id));
        }
    }

    private void CompareFigures(CertificateContent stated, CertificateContent recounted)
    {
        Compare("total", stated.Total, recounted.Total);
        Compare("peak", stated.Peak, recounted.Peak);
        foreach (var (one, other) in stated.Interviews.Zip(recounted.Interviews))
        {
            Compare($"interview {one.Id} ({one.Unit})", one.Figures, other.Figures);
            Compare($"peak of interview {one.Id} ({one.Unit})", one.Peak, other.Peak);
            foreach (var (part, again) in one.Broadcasts.Zip(other.Broadcasts))
            {
                Compare($"broadcast {part.Id} ({part.Channel})", part.Figures, again.Figures);
            }
        }

        if (_faults.Count == 0)
        {
            Compare("certificate as a whole", Json.Write(stated), Json.Write(recounted));
        }
    }

    private void Compare<T>(string what, T stated, T found)
    {
        if (!EqualityComparer<T>.Default.Equals(stated, found))
        {
            _faults.Add($"{what}: the certificate says {Json.Write(stated)}, the evidence {Json.Write(found)}");
        }
    }

    /// <summary>The broadcasts that a certificate names, as the intake knew them.</summary>
    private sealed class KnownBroadcasts(CertificateContent content)
    {
        private readonly HashSet<Guid> _ours = [.. content.Interviews.SelectMany(interview => interview.Broadcasts).Select(broadcast => broadcast.Id)];

        private readonly Dictionary<(Guid, string), KnownAiring> _sent = content.Interviews.SelectMany(interview => interview.Broadcasts).Where(broadcast => !broadcast.IsPulled)
            .ToDictionary(broadcast => (broadcast.ChannelId, broadcast.ExternalId), broadcast => new KnownAiring(broadcast.Id, broadcast.CreatedAt));

        public bool IsOurs(TakenReading reading) => _ours.Contains(reading.AiringId) && reading.KnownAt <= content.AsOf.ToUnixTimeMilliseconds();

        public KnownAiring? Find(IntakeMessage message, PlatformReading reading) =>
            message.AiringId is { } pulled ? new KnownAiring(pulled, message.ReceivedAt)
            : _sent.TryGetValue((message.ChannelId, reading.ExternalId), out var known) ? known : null;
    }

    /// <summary>Hashes of proofs that come in parts, one after the other.</summary>
    private sealed class ProofHashes : IDisposable
    {
        private readonly Dictionary<Guid, IncrementalHash> _hashes = [];

        public void Add(EvidenceLine line)
        {
            if (!_hashes.TryGetValue(line.Id, out var hash))
            {
                _hashes[line.Id] = hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            }

            hash.AppendData(line.Body ?? []);
        }

        public string? Of(Guid id) => _hashes.TryGetValue(id, out var hash) ? Convert.ToHexStringLower(hash.GetCurrentHash()) : null;

        public void Dispose()
        {
            foreach (var hash in _hashes.Values)
            {
                hash.Dispose();
            }
        }
    }
}
