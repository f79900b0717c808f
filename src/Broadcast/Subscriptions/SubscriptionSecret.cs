using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace Broadcast.Subscriptions;

/// <summary>What signs our messages, in the form of Standard Webhooks (<c>whsec_</c> and base64), encrypted at rest.</summary>
internal sealed class SubscriptionSecret(IDataProtectionProvider protection)
{
    private const string Prefix = "whsec_";
    private const int Bytes = 32;

    private readonly IDataProtector _protector = protection.CreateProtector("subscription-secret");

    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));

    public string Seal(string secret) => _protector.Protect(secret);

    /// <summary>The signatures of a message, one for each secret that holds; null when the keys that encrypted the secrets are gone.</summary>
    public string? Sign(IEnumerable<string> sealedSecrets, string id, DateTimeOffset at, string body)
    {
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}.{body}"));
        try
        {
            return string.Join(' ', sealedSecrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(KeyOf(secret), signed))}"));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private byte[] KeyOf(string sealedSecret) => Convert.FromBase64String(_protector.Unprotect(sealedSecret)[Prefix.Length..]);
}
