using System.Net.Mail;
using MailKit.Security;

namespace Broadcast.Hosting;

/// <summary>How a connection to the mail server is protected.</summary>
internal enum MailTls
{
    Auto,
    None,
    StartTls,
    Ssl,
}

/// <summary>How mail leaves: to a server, or without a host as files into a folder.</summary>
internal sealed record MailSettings
{
    /// <summary>The server; null: files are written.</summary>
    public required string? Host { get; init; }

    public required int Port { get; init; }

    /// <summary>Who signs in there; null: nobody.</summary>
    public required string? User { get; init; }

    public required string Password { get; init; }

    public required MailTls Tls { get; init; }

    /// <summary>The sender, and the organizer in calendars.</summary>
    public required MailAddress From { get; init; }

    /// <summary>Where the files go without a host.</summary>
    public required string PickupDirectory { get; init; }

    /// <summary>Who is told when nobody else answers; null: nobody.</summary>
    public required MailAddress? Producer { get; init; }

    /// <summary>The mailbox that answers come to; null: none is read.</summary>
    public required ImapSettings? Imap { get; init; }

    /// <summary>The same for MailKit.</summary>
    public static SecureSocketOptions Security(MailTls tls) => tls switch
    {
        MailTls.None => SecureSocketOptions.None,
        MailTls.StartTls => SecureSocketOptions.StartTls,
        MailTls.Ssl => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.Auto,
    };

    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static MailSettings Read(SettingsReader section, string folder)
    {
        var host = ReadHost(section, "Broadcast:Mail:Host");
        var user = section.Text("Broadcast:Mail:User");
        return new MailSettings
        {
            Host = host,
            Port = ReadPort(section, "Broadcast:Mail:Port", 587),
            User = user,
            Password = section.Text("Broadcast:Mail:Password") ?? "",
            Tls = section.Choice("Broadcast:Mail:Tls", MailTls.Auto),
            From = ReadAddress(section, "Broadcast:Mail:From") ?? DefaultFrom(user),
            // A folder that nothing is written to need not be there.
            PickupDirectory = host is null ? section.Directory("Broadcast:Mail:PickupDirectory", folder) : folder,
            Producer = ReadAddress(section, "Broadcast:Mail:Producer"),
            Imap = ReadImap(section),
        };
    }

    private static ImapSettings? ReadImap(SettingsReader section)
    {
        if (ReadHost(section, "Broadcast:Mail:Imap:Host") is not { } host)
        {
            return null;
        }

        var tls = section.Choice("Broadcast:Mail:Imap:Tls", MailTls.Auto);
        return new ImapSettings(
            host,
            ReadPort(section, "Broadcast:Mail:Imap:Port", tls is MailTls.None or MailTls.StartTls ? 143 : 993),
            section.Text("Broadcast:Mail:Imap:User") ?? throw new SettingsException("Broadcast:Mail:Imap:User", "is required to read a mailbox"),
            section.Text("Broadcast:Mail:Imap:Password") ?? throw new SettingsException("Broadcast:Mail:Imap:Password", "is required to read a mailbox"),
            tls,
            section.Text("Broadcast:Mail:Imap:Folder") ?? "INBOX");
    }

    private static string? ReadHost(SettingsReader section, string key)
    {
        var host = section.Text(key);
        return host is null || Uri.CheckHostName(host) != UriHostNameType.Unknown ? host : throw new SettingsException(key, $"'{host}' is neither a host name nor an address");
    }

    private static int ReadPort(SettingsReader section, string key, int otherwise)
    {
        var port = section.Number(key, otherwise, 1, 65535);
        return double.IsInteger(port) ? (int)port : throw new SettingsException(key, "is not a whole number from 1 to 65535");
    }

    private static MailAddress? ReadAddress(SettingsReader section, string key)
    {
        var text = section.Text(key);
        return text is null ? null
            : MailAddress.TryCreate(text, out var address) ? address
            : throw new SettingsException(key, $"'{text}' is no mail address");
    }

    /// <summary>The login, where it is an address; else this machine's name for itself.</summary>
    private static MailAddress DefaultFrom(string? user) =>
        user is not null && MailAddress.TryCreate(user, out var address) ? address
        : MailAddress.TryCreate($"broadcast@{Environment.MachineName}", out var own) ? own
        : new MailAddress("broadcast@localhost");
}

/// <summary>A mailbox that answers of calendar programs come to.</summary>
internal sealed record ImapSettings(string Host, int Port, string User, string Password, MailTls Tls, string Folder)
{
    /// <summary>As it stands in the database and is shown.</summary>
    public string Name => $"{User}@{Host}/{Folder}";
}
