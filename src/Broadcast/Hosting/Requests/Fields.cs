using System.Globalization;
using System.Net.Mail;
using Broadcast.Outcomes;

namespace Broadcast.Hosting;

/// <summary>
/// Collects what is wrong with the fields of a request, each under the name the client wrote. A prefix (<c>[3].</c>, <c>row 7.</c>) places the fields of one of many.
/// </summary>
internal sealed class Fields(string prefix = "")
{
    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    public bool AreGood => _errors.Count == 0;

    /// <summary>The refusal that names them all; null when nothing is wrong.</summary>
    public Refusal? Refusal => AreGood
        ? null
        : new Refusal(
            Slugs.Validation,
            _errors.Count == 1 ? "One field is not right." : string.Create(CultureInfo.InvariantCulture, $"{_errors.Count} fields are not right."),
            _errors.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal));

    public void Wrong(string field, string message)
    {
        var key = prefix + field;
        if (!_errors.TryGetValue(key, out var messages))
        {
            _errors[key] = messages = [];
        }

        messages.Add(message);
    }

    /// <summary>Takes over what another collector found.</summary>
    public void Add(Fields other)
    {
        foreach (var (field, messages) in other._errors)
        {
            messages.ForEach(message => Wrong(field, message));
        }
    }

    /// <summary>A text that must be there, trimmed.</summary>
    public string Text(string field, string? value, int longest)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            Wrong(field, "Required.");
            return "";
        }

        return OptionalText(field, value, longest)!;
    }

    /// <summary>A text that may be missing; blank is missing.</summary>
    public string? OptionalText(string field, string? value, int longest)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return null;
        }

        var text = value.Trim();
        if (text.Length > longest)
        {
            Wrong(field, $"At most {longest} characters.");
        }

        if (text.Any(c => char.IsControl(c) && c is not '\n' and not '\r' and not '\t') || text.Where(IsLoneSurrogate(text)).Any())
        {
            Wrong(field, "Holds characters that are not text.");
        }

        return text;
    }

    /// <summary>A code: letters, digits, dot, dash and underscore, as it stands in addresses.</summary>
    public string Code(string field, string? value)
    {
        var text = Text(field, value, 64);
        if (text.Length > 0 && !text.All(c => char.IsLetterOrDigit(c) || c is '.' or '-' or '_'))
        {
            Wrong(field, "Letters, digits, '.', '-' and '_' only.");
        }

        return text;
    }

    public string? Mail(string field, string? value)
    {
        var text = OptionalText(field, value, 254);
        if (text is not null && !(MailAddress.TryCreate(text, out var address) && address.Address == text))
        {
            Wrong(field, "Not a mail address.");
        }

        return text;
    }

    /// <summary>A number that must be there and in a range.</summary>
    public int Number(string field, int? value, int least, int most)
    {
        if (value is null)
        {
            Wrong(field, "Required.");
        }
        else if (value < least || value > most)
        {
            Wrong(field, $"From {least} to {most}.");
        }

        return value ?? least;
    }

    public T Required<T>(string field, T? value)
        where T : struct
    {
        if (value is null)
        {
            Wrong(field, "Required.");
        }

        return value ?? default;
    }

    /// <summary>One word of a fixed list, exactly as written there.</summary>
    public string OneOf(string field, string? value, params string[] words)
    {
        if (value is null || !words.Contains(value, StringComparer.Ordinal))
        {
            Wrong(field, value is null ? $"Required: one of {string.Join(", ", words)}." : $"One of {string.Join(", ", words)}.");
            return words[0];
        }

        return value;
    }

    private static Func<char, int, bool> IsLoneSurrogate(string text) => (c, i) =>
        (char.IsHighSurrogate(c) && (i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])))
        || (char.IsLowSurrogate(c) && (i == 0 || !char.IsHighSurrogate(text[i - 1])));
}
