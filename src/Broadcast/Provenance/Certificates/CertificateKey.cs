using System.Security.Cryptography;
using Broadcast.Hosting;
using Microsoft.AspNetCore.DataProtection;

namespace Broadcast.Provenance;

/// <summary>
/// The key that signs certificates: ECDSA on P-256, made when it is first needed, kept in the key folder that all processes share, encrypted with the keys that stand there and readable by the service alone.
/// </summary>
internal sealed class CertificateKey(Settings settings, IDataProtectionProvider protection)
{
    private const string FileName = "certificates.key";

    private readonly IDataProtector _protector = protection.CreateProtector("certificate-key");
    private readonly Lock _reading = new();
    private ECDsa? _key;

    private string Path => System.IO.Path.Combine(settings.KeyDirectory, FileName);

    /// <summary>Signs a payload: a compact JWS (RFC 7515) that carries its public key.</summary>
    public string Sign(string payload) => Jws.Sign(Key(), payload);

    /// <summary>The public key, for whoever checks.</summary>
    public JsonWebKey Public => JsonWebKey.Of(Key());

    private ECDsa Key()
    {
        lock (_reading)
        {
            return _key ??= File.Exists(Path) ? Read() : Make();
        }
    }

    private ECDsa Read()
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(_protector.Unprotect(File.ReadAllBytes(Path)), out _);
        return key;
    }

    /// <summary>Written beside and linked to its name, which fails where another process was faster: then that one's key is everybody's.</summary>
    private ECDsa Make()
    {
        Directory.CreateDirectory(settings.KeyDirectory);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var draft = $"{Path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(draft, options))
        {
            file.Write(_protector.Protect(key.ExportPkcs8PrivateKey()));
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, Path, overwrite: false);
        }
        catch (IOException) when (File.Exists(Path))
        {
            File.Delete(draft);
        }

        return Read();
    }
}
