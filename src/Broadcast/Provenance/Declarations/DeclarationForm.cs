using System.Globalization;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Broadcast.Provenance;

/// <summary>A declaration as it is sent: a multipart form with the fields <c>views</c>, <c>note</c> and <c>proof</c>, the last one a file.</summary>
/// <param name="Views">Person-times.</param>
/// <param name="Note">Where the figure comes from.</param>
/// <param name="File">The proof, as it came.</param>
/// <param name="Proof">What was found out about it.</param>
internal sealed record DeclarationForm(long Views, string Note, IFormFile File, ProofFile Proof)
{
    private const int LongestNote = 2000;

    // Beside the file, three short fields; a few more and longer ones are answered field by field rather than as a whole.
    private static readonly FormOptions Limits = new() { ValueCountLimit = 20, ValueLengthLimit = 256 * 1024, MultipartBodyLengthLimit = 64 * 1024 * 1024 };

    private static readonly Refusal NotAForm = new(Slugs.UnsupportedMediaType, "Send multipart/form-data with the fields views, note and proof.");
    private static readonly Refusal TooLarge = new(Slugs.PayloadTooLarge, "A proof is at most 20 MiB.");

    /// <summary>The form of a request, or what is wrong with it, field by field.</summary>
    public static async Task<Outcome<DeclarationForm>> Read(HttpRequest request, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != "multipart/form-data")
        {
            return NotAForm;
        }

        try
        {
            return await Check(await request.ReadFormAsync(Limits, ct), ct);
        }
        catch (Exception e) when (e is (InvalidDataException or IOException) and not BadHttpRequestException)
        {
            return Refusal.Field("body", "This is not a multipart form that can be read.");
        }
    }

    private static async Task<Outcome<DeclarationForm>> Check(IFormCollection form, CancellationToken ct)
    {
        var fields = new Fields();
        var views = ReadViews(form["views"].ToString(), fields);
        var note = fields.Text("note", form["note"].ToString(), LongestNote);
        var files = form.Files.GetFiles("proof");
        if (files.Any(file => file.Length > ProofFile.Largest))
        {
            return TooLarge;
        }

        if (files.Count != 1 || files[0].Length == 0)
        {
            fields.Wrong("proof", files.Count > 1 ? "One file." : "Required: a file.");
            return fields.Refusal!;
        }

        return fields.Refusal is { } refusal ? refusal : new DeclarationForm(views, note, files[0], await ProofFile.Recognise(files[0], ct));
    }

    /// <summary>A figure as audience.md has it: digits alone, without sign, fraction, exponent or grouping.</summary>
    private static long ReadViews(string text, Fields fields)
    {
        if (!long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var views))
        {
            fields.Wrong("views", text.Trim().Length == 0 ? "Required." : "A whole number from 0 to 9223372036854775807, in digits.");
        }

        return views;
    }
}

/// <summary>The form's fields, for the API reference.</summary>
internal sealed record DeclarationFields
{
    /// <summary>Person-times, a whole number.</summary>
    public long Views { get; init; }

    /// <summary>Where the figure comes from.</summary>
    public string Note { get; init; } = "";

    /// <summary>A screenshot, a signed sheet, an export: a file of at most 20 MiB.</summary>
    public IFormFile? Proof { get; init; }
}
