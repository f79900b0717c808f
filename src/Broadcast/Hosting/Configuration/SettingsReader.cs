using System.Globalization;

namespace Broadcast.Hosting;

/// <summary>Reads single settings and complains about each by its name.</summary>
internal sealed class SettingsReader(IConfiguration configuration)
{
    public string? Text(string key) => string.IsNullOrWhiteSpace(configuration[key]) ? null : configuration[key]!.Trim();

    public string? Secret(string key)
    {
        var text = Text(key);
        return text is not null && text.Any(char.IsWhiteSpace) ? throw new SettingsException(key, "must not hold white space") : text;
    }

    public T Choice<T>(string key, T otherwise, params string[] more)
        where T : struct, Enum
    {
        var text = Text(key);
        if (text is null)
        {
            return otherwise;
        }

        return Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0])
            ? value
            : throw new SettingsException(key, $"'{text}' is none of {string.Join(", ", more.Concat(Enum.GetNames<T>()))}");
    }

    public bool Flag(string key, bool otherwise)
    {
        var text = Text(key);
        return text is null ? otherwise
            : bool.TryParse(text, out var value) ? value
            : throw new SettingsException(key, $"'{text}' is neither true nor false");
    }

    public double Number(string key, double otherwise, double least, double most)
    {
        var text = Text(key);
        if (text is null)
        {
            return otherwise;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new SettingsException(key, string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a number from {least} to {most}"));
    }

    /// <summary>An http or https address without a slash at the end.</summary>
    public string? Address(string key)
    {
        var text = Text(key);
        return text is null || (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            ? text?.TrimEnd('/')
            : throw new SettingsException(key, $"'{text}' is no http or https address");
    }

    /// <summary>A list given as one text with commas, or as numbered children.</summary>
    public IReadOnlyList<string> List(string key)
    {
        var children = configuration.GetSection(key).GetChildren().Select(child => child.Value ?? "").ToList();
        var words = children.Count > 0 ? children : [.. (Text(key) ?? "").Split(',')];
        return [.. words.Select(word => word.Trim()).Where(word => word.Length > 0)];
    }

    /// <summary>A folder that can be written; made when it is missing.</summary>
    public string Directory(string key, string otherwise)
    {
        var path = Path.GetFullPath(Text(key) ?? otherwise);
        try
        {
            System.IO.Directory.CreateDirectory(path);
            var probe = Path.Combine(path, $".probe-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(key, $"the folder '{path}' cannot be written: {e.Message}");
        }
    }
}
