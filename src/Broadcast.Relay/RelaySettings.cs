namespace Broadcast.Relay;

/// <summary>The command line; each setting may also stand in the environment, as <c>RELAY_SECRET</c>.</summary>
internal sealed record RelaySettings
{
    private const string SecretPrefix = "whsec_";
    private const int ShortestKey = 24;
    private const int LongestKey = 64;

    /// <summary>Where callbacks come in.</summary>
    public required Uri Listen { get; init; }

    /// <summary>The channel's webhook address at the service.</summary>
    public required Uri To { get; init; }

    /// <summary>The key that the channel's secret holds.</summary>
    public required byte[] Key { get; init; }

    /// <summary>Where events wait.</summary>
    public required string Data { get; init; }

    /// <summary>Send once more what was given up.</summary>
    public required bool Again { get; init; }

    /// <summary>Reads and checks them.</summary>
    /// <exception cref="RelaySettingsException">A setting is missing or wrong; the message names it.</exception>
    public static RelaySettings Read(string[] args)
    {
        var given = new ConfigurationBuilder().AddEnvironmentVariables("RELAY_").AddCommandLine(args).Build();
        return new RelaySettings
        {
            Listen = ReadListen(given),
            To = ReadAddress(given, "to"),
            Key = ReadKey(given),
            Data = ReadFolder(given),
            Again = ReadAgain(given),
        };
    }

    private static string Text(IConfiguration given, string name) =>
        given[name] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : throw new RelaySettingsException(name, "is missing");

    private static Uri ReadAddress(IConfiguration given, string name)
    {
        var text = Text(given, name);
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
            ? address
            : throw new RelaySettingsException(name, $"'{text}' is no http or https address");
    }

    /// <summary>Callbacks carry no signature, so only this machine may send them.</summary>
    private static Uri ReadListen(IConfiguration given)
    {
        var address = ReadAddress(given, "listen");
        return address is { IsLoopback: true, AbsolutePath: "/" } && address.Scheme == Uri.UriSchemeHttp
            ? address
            : throw new RelaySettingsException("listen", $"'{address}' is not like http://127.0.0.1:8090: callbacks are not signed, so only this machine may send them");
    }

    private static byte[] ReadKey(IConfiguration given)
    {
        var text = Text(given, "secret");
        var key = new byte[LongestKey + 3];
        return text.StartsWith(SecretPrefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(text[SecretPrefix.Length..], key, out var length) && length is >= ShortestKey and <= LongestKey
            ? key[..length]
            : throw new RelaySettingsException("secret", "is not a channel's webhookSecret, which begins with whsec_");
    }

    private static string ReadFolder(IConfiguration given)
    {
        var path = Path.GetFullPath(Text(given, "data"));
        try
        {
            return Directory.CreateDirectory(path).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RelaySettingsException("data", $"the folder '{path}' cannot be made: {e.Message}");
        }
    }

    private static bool ReadAgain(IConfiguration given) =>
        given["again"] is not { } text ? false
        : bool.TryParse(text, out var again) ? again
        : throw new RelaySettingsException("again", $"'{text}' is neither true nor false");
}

/// <summary>A setting that is wrong: the program says so in one line and ends with 1.</summary>
/// <param name="name">As on the command line, without its dashes.</param>
/// <param name="problem">What is wrong with it.</param>
internal sealed class RelaySettingsException(string name, string problem) : Exception($"--{name}: {problem}");
