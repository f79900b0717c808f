using System.Net.Mail;

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

    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static MailSettings Read(SettingsReader section, string folder)
    {
        var host = section.Text("Broadcast:Mail:Host");
        if (host is not null && Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            throw new SettingsException("Broadcast:Mail:Host", $"'{host}' is neither a host name nor an address");
        }

        var user = section.Text("Broadcast:Mail:User");
        return new MailSettings
        {
            Host = host,
            Port = ReadPort(section),
            User = user,
            Password = section.Text("Broadcast:Mail:Password") ?? "",
            Tls = section.Choice("Broadcast:Mail:Tls", MailTls.Auto),
            From = ReadAddress(section, "Broadcast:Mail:From") ?? DefaultFrom(user),
            // A folder that nothing is written to need not be there.
            PickupDirectory = host is null ? section.Directory("Broadcast:Mail:PickupDirectory", folder) : folder,
            Producer = ReadAddress(section, "Broadcast:Mail:Producer"),
        };
    }

    private static int ReadPort(SettingsReader section)
    {
        const string Key = "Broadcast:Mail:Port";
        var port = section.Number(Key, 587, 1, 65535);
        return double.IsInteger(port) ? (int)port : throw new SettingsException(Key, "is not a whole number from 1 to 65535");
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
