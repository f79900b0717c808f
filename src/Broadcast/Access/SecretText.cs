using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Broadcast.Access;

/// <summary>Random secrets and what is kept of them.</summary>
internal static class SecretText
{
    /// <summary>256 random bits in characters that stand in an address as they are.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What the database keeps: with 256 random bits a plain hash cannot be guessed back.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
