using System.Security.Cryptography;
using Broadcast.Access;
using Microsoft.AspNetCore.DataProtection;

namespace Broadcast.Confirmation;

/// <summary>The links that guests get: a token to be found by its hash, and its encrypted text for whoever sends the link again.</summary>
internal sealed class GuestLinks(IDataProtectionProvider protection)
{
    public const string Path = "/i/";

    private readonly IDataProtector _protector = protection.CreateProtector("invitation");

    /// <summary>What is kept of a new token.</summary>
    public (byte[] Hash, string Protected) New()
    {
        var token = SecretText.New();
        return (SecretText.Hash(token), _protector.Protect(token));
    }

    /// <summary>Null when the keys that encrypted the token are gone: the guest's link still holds, only nobody can copy it again.</summary>
    public string? Of(string tokenProtected, string address)
    {
        try
        {
            return address + Path + _protector.Unprotect(tokenProtected);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
