using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Broadcast.Audience;
using Broadcast.Hosting;

namespace Broadcast.Provenance;

/// <summary>The lines that a certificate's root hash is over: JSON arrays of texts, first what is said in the certificate itself, then each delivery. Pure.</summary>
internal static class CertificateLines
{
    /// <summary>The lines of interviews, their broadcasts and declared figures, in the order in which they stand.</summary>
    public static IEnumerable<string> Of(CertificateContent content)
    {
        yield return Line("series", content.Series.Id, content.Series.Code, content.AsOf, content.Rules);
        foreach (var interview in content.Interviews)
        {
            yield return Line("interview", interview.Id, interview.State, interview.StartedAt, interview.EndedAt, interview.ClosedAt);
            foreach (var broadcast in interview.Broadcasts)
            {
                yield return Line(
                    "broadcast", broadcast.Id, interview.Id, broadcast.ChannelId, broadcast.Family, broadcast.ExternalId, broadcast.IsPulled ? "pulled" : "sent", broadcast.CreatedAt,
                    broadcast.ViewsCounter, broadcast.HoldSeconds);
                if (broadcast.Declaration is { } declared)
                {
                    yield return Line("declaration", declared.Id, broadcast.Id, declared.Views, declared.ApprovedAt, declared.ProofSha256);
                }
            }
        }
    }

    /// <summary>The line of a delivery: the hash of its body, and that of the readings which were taken from it.</summary>
    public static string Of(Guid id, Guid channelId, DateTimeOffset receivedAt, string sha256, IReadOnlyList<TakenReading> readings) =>
        Line("delivery", id, channelId, receivedAt, sha256, readings.Count, Convert.ToHexStringLower(Hash(readings)));

    private static byte[] Hash(IReadOnlyList<TakenReading> readings)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var reading in readings)
        {
            object?[] said =
            [
                reading.AiringId, reading.ObservedAt, reading.Ordinal, reading.Concurrent, reading.Views, reading.Extras?.KnownAt, reading.Extras?.Rounding.Minus ?? 0,
                reading.Extras?.Rounding.Plus ?? 0,
            ];

            // Only of what was withdrawn: all other lines are what they were before anything could be.
            var line = Line(reading.WithdrawnAt is { } withdrawnAt ? [.. said, withdrawnAt] : said);
            hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
        }

        return hash.GetHashAndReset();
    }

    private static string Line(params object?[] parts) => Json.Write(parts.Select(Text));

    private static string? Text(object? part) => part switch
    {
        null => null,
        DateTimeOffset at => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => part.ToString(),
    };
}
