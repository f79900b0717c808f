using System.Net;
using System.Text;

namespace Broadcast.Confirmation;

/// <summary>What a mail says, and how it looks as text and as HTML.</summary>
internal sealed record Letter(MailText Words, string Name, string Subject, string Text)
{
    public IReadOnlyList<(string Label, string Value)> Facts { get; init; } = [];

    public (string Label, string Address)? Link { get; init; }

    /// <summary>Times of day and what happens then; none but on a run sheet.</summary>
    public IReadOnlyList<(string Label, string Value)> Sheet { get; init; } = [];

    /// <summary>Why, where somebody gave a reason.</summary>
    public string? Reason { get; init; }

    public string ToText()
    {
        var lines = new List<string> { Words.Say("Greeting", Name), "", Text, "" };
        lines.AddRange(Facts.Select(fact => $"{fact.Label}: {fact.Value}"));
        if (Sheet.Count > 0)
        {
            lines.AddRange(["", Words.Say("Sheet.Title")]);
            lines.AddRange(Sheet.Select(part => $"{part.Label}  {part.Value}"));
        }

        lines.Add("");
        if (Link is { } link)
        {
            lines.AddRange([$"{link.Label}:", link.Address, ""]);
        }

        lines.Add(Words.Say("Closing"));
        return string.Join("\r\n", lines);
    }

    public string ToHtml()
    {
        var html = new StringBuilder()
            .Append($"<!doctype html><html lang=\"{Words.Language}\"><head><meta charset=\"utf-8\"><title>{Encode(Subject)}</title></head>")
            .Append("<body style=\"font-family:sans-serif;font-size:16px;line-height:1.6;color:#1c1c1e;max-width:40em\">")
            .Append($"<p>{Encode(Words.Say("Greeting", Name))}</p><p>{Encode(Text)}</p>");
        AppendTable(html, Facts);
        if (Sheet.Count > 0)
        {
            html.Append($"<h2 style=\"font-size:16px;margin:20px 0 4px\">{Encode(Words.Say("Sheet.Title"))}</h2>");
            AppendTable(html, Sheet);
        }

        if (Link is { } link)
        {
            html.Append($"<p><a href=\"{Encode(link.Address)}\" style=\"display:inline-block;padding:10px 20px;background:#0b5cad;color:#fff;border-radius:6px;text-decoration:none\">{Encode(link.Label)}</a></p>");
        }

        return html.Append($"<p style=\"color:#5c5c61;font-size:14px\">{Encode(Words.Say("Closing"))}</p></body></html>").ToString();
    }

    private static void AppendTable(StringBuilder html, IReadOnlyList<(string Label, string Value)> rows)
    {
        html.Append("<table role=\"presentation\" style=\"border-collapse:collapse\">");
        foreach (var (label, value) in rows)
        {
            html.Append($"<tr><td style=\"padding:4px 16px 4px 0;color:#5c5c61;vertical-align:top\">{Encode(label)}</td><td style=\"padding:4px 0\">{Encode(value)}</td></tr>");
        }

        html.Append("</table>");
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
