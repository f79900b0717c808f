using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Broadcast.Channels;

namespace Broadcast.Ingestion;

/// <summary>
/// Standard Webhooks 1.0.0: <c>webhook-signature</c> holds <c>v1,&lt;base64 of HMAC-SHA256&gt;</c>, several of them while a key is rotated, over <c>{id}.{timestamp}.{raw body}</c>;
/// five minutes of tolerance either way.
/// </summary>
internal static class StandardSignature
{
    private const string Version = "v1,";
    private const int MacBytes = 32;
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>Whether the sender's clock reads about the same as ours; false for what is no count of seconds.</summary>
    public static bool IsTimely(string timestamp, DateTimeOffset now) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds < 253_402_300_799
        && (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() <= Tolerance;

    /// <summary>Whether one of the keys that hold now made one of the signatures.</summary>
    public static bool IsSignedBy(IReadOnlyList<ChannelKey> keys, DateTimeOffset now, string id, string timestamp, string signatures, ReadOnlySpan<byte> body)
    {
        var longest = Encoding.UTF8.GetMaxByteCount(id.Length + timestamp.Length + 2) + body.Length;
        var signed = ArrayPool<byte>.Shared.Rent(longest);
        try
        {
            var length = Encoding.UTF8.GetBytes(id, signed);
            signed[length++] = (byte)'.';
            length += Encoding.UTF8.GetBytes(timestamp, signed.AsSpan(length));
            signed[length++] = (byte)'.';
            body.CopyTo(signed.AsSpan(length));
            return AnyMatches(keys, now, signatures, signed.AsSpan(0, length + body.Length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(signed);
        }
    }

    private static bool AnyMatches(IReadOnlyList<ChannelKey> keys, DateTimeOffset now, string signatures, ReadOnlySpan<byte> signed)
    {
        Span<byte> mac = stackalloc byte[MacBytes];
        Span<byte> given = stackalloc byte[MacBytes];
        foreach (var key in keys)
        {
            if (!key.HoldsAt(now))
            {
                continue;
            }

            HMACSHA256.HashData(key.Bytes, signed, mac);
            foreach (var range in signatures.AsSpan().Split(' '))
            {
                var signature = signatures.AsSpan()[range];
                if (signature.StartsWith(Version, StringComparison.Ordinal)
                    && Convert.TryFromBase64Chars(signature[Version.Length..], given, out var written) && written == MacBytes
                    && CryptographicOperations.FixedTimeEquals(mac, given))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
