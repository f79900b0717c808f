using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Broadcast.Hosting;

namespace Broadcast.Provenance;

/// <summary>A public key on P-256 as RFC 7517 writes it.</summary>
/// <param name="Kty">Always <c>EC</c>.</param>
/// <param name="Crv">Always <c>P-256</c>.</param>
/// <param name="X">Base64url.</param>
/// <param name="Y">Base64url.</param>
/// <param name="Use">Always <c>sig</c>.</param>
/// <param name="Alg">Always <c>ES256</c>.</param>
/// <param name="Kid">Its thumbprint (RFC 7638).</param>
public sealed record JsonWebKey(string Kty, string Crv, string X, string Y, string Use, string Alg, string Kid)
{
    internal static JsonWebKey Of(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        return new("EC", "P-256", x, y, "sig", "ES256", Thumbprint(x, y));
    }

    /// <summary>The key itself; null when this is none.</summary>
    internal ECDsa? ToKey()
    {
        try
        {
            var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Base64Url.DecodeFromChars(X), Y = Base64Url.DecodeFromChars(Y) } });
            return Kty == "EC" && Crv == "P-256" && Kid == Thumbprint(X, Y) ? key : null;
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static string Thumbprint(string x, string y) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
}

/// <summary>Compact JWS with ES256 (RFC 7515, 7518): any library for them can check ours.</summary>
internal static class Jws
{
    /// <summary>Signs a text; the header carries the public key.</summary>
    public static string Sign(ECDsa key, string payload)
    {
        var jwk = JsonWebKey.Of(key);
        var header = Json.Write(new Header("ES256", jwk.Kid, jwk));
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        var signature = key.SignData(Encoding.UTF8.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The text that was signed; without checking anything.</summary>
    public static string? Payload(string jws) => jws.Split('.') is [_, var payload, _] ? Text(payload) : null;

    /// <summary>The text and the key, when the signature is that key's over just this; null otherwise.</summary>
    public static (string Payload, JsonWebKey Key)? Check(string jws)
    {
        if (jws.Split('.') is not [var header, var payload, var signature] || Text(header) is not { } head || Text(payload) is not { } text)
        {
            return null;
        }

        try
        {
            using var key = Json.Read<Header>(head).Jwk?.ToKey();
            var isGood = key?.VerifyData(
                Encoding.UTF8.GetBytes($"{header}.{payload}"), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            return isGood == true ? (text, Json.Read<Header>(head).Jwk!) : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or CryptographicException)
        {
            return null;
        }
    }

    private static string? Text(string part)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Base64Url.DecodeFromChars(part));
        }
        catch (Exception e) when (e is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }

    private sealed record Header(string Alg, string Kid, JsonWebKey? Jwk);
}
