using System.Security.Cryptography;
using Broadcast.Hosting;
using Microsoft.AspNetCore.DataProtection;

namespace Broadcast.Outbox;

/// <summary>How a way wants its messages.</summary>
internal enum WayFormat
{
    /// <summary>A robot of a WeCom group (企业微信群机器人).</summary>
    Wecom,

    /// <summary>A robot of a DingTalk group (钉钉群机器人), signed where it has a secret.</summary>
    Dingtalk,

    /// <summary>Any receiver: the template is the whole body, such as that of a gateway for short messages.</summary>
    Http,
}

/// <summary>Who reads what leaves by a way.</summary>
internal enum WayAudience
{
    /// <summary>A group: it gets no guest's link, which would let everybody in it answer.</summary>
    Group,

    /// <summary>The guest, by phone number.</summary>
    Guest,
}

/// <summary>A way out beside mail, as it stands in the database; address and secret encrypted.</summary>
internal sealed record MessageWay : IVersioned
{
    public const string Json = "application/json";
    public const string Form = "application/x-www-form-urlencoded";
    public const string Plain = "text/plain";

    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public WayFormat Format { get; init; }

    public WayAudience Audience { get; init; }

    public string AddressProtected { get; init; } = "";

    public string? SecretProtected { get; init; }

    public string Kinds { get; init; } = "[]";

    public string Template { get; init; } = "";

    public string ContentType { get; init; } = Json;

    public bool AllowsPrivate { get; init; }

    public bool IsRepeatable { get; init; }

    public bool IsActive { get; init; } = true;

    public int Version { get; init; } = 1;

    public IReadOnlyList<string> KindList => Hosting.Json.Read<List<string>>(Kinds);
}

/// <summary>A way as administrators see it. What its address ends with is a key, and is not shown again.</summary>
internal sealed record WayView(
    Guid Id,
    string Name,
    WayFormat Format,
    WayAudience Audience,
    string Host,
    bool HasSecret,
    IReadOnlyList<string> Kinds,
    string Template,
    string ContentType,
    bool AllowPrivate,
    bool Repeatable,
    bool Active,
    int Version) : IVersioned;

/// <summary>Encrypts what a way keeps secret.</summary>
internal sealed class WaySecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("message-way");

    public string Protect(string text) => _protector.Protect(text);

    /// <summary>Null when the keys that encrypted it are gone.</summary>
    public string? Read(string? text)
    {
        try
        {
            return text is null ? null : _protector.Unprotect(text);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public WayView View(MessageWay way) => new(
        way.Id,
        way.Name,
        way.Format,
        way.Audience,
        Read(way.AddressProtected) is { } address ? new Uri(address).GetLeftPart(UriPartial.Authority) : "?",
        way.SecretProtected is not null,
        way.KindList,
        way.Template,
        way.ContentType,
        way.AllowsPrivate,
        way.IsRepeatable,
        way.IsActive,
        way.Version);
}
