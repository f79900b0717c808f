using System.IO.Compression;
using System.Security.Cryptography;

namespace Broadcast.Provenance;

/// <summary>A file that was sent as a proof: what it is, by its bytes and never by its name, and their hash.</summary>
/// <param name="Name">As it was called, without folders; ends as its kind does.</param>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="Bytes">How many.</param>
/// <param name="Sha256">Their hash.</param>
internal sealed record ProofFile(string Name, string Kind, long Bytes, byte[] Sha256)
{
    public const long Largest = 20 * 1024 * 1024;
    private const int LongestName = 180;

    private const string Other = "other";
    private const string OtherEnding = ".bin";

    private static readonly byte[] Zip = [(byte)'P', (byte)'K', 3, 4];

    // How files begin that say what they are; of some what stands a little further on.
    private static readonly (string Kind, int At, byte[] Bytes)[] Beginnings =
    [
        ("pdf", 0, "%PDF-"u8.ToArray()),
        ("png", 0, [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]),
        ("jpeg", 0, [0xFF, 0xD8, 0xFF]),
        ("gif", 0, "GIF8"u8.ToArray()),
        ("webp", 8, "WEBP"u8.ToArray()),
        ("heic", 4, "ftyphei"u8.ToArray()),
        ("heic", 4, "ftypmif1"u8.ToArray()),
        ("tiff", 0, [(byte)'I', (byte)'I', 42, 0]),
        ("tiff", 0, [(byte)'M', (byte)'M', 0, 42]),
    ];

    /// <summary>
    /// The kinds of file that are known, with their media types and the endings of their names. Any other may prove something too: it is kept, and handed out as bytes that no program opens by itself.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, (string MediaType, string[] Endings)> Kinds = new Dictionary<string, (string, string[])>(StringComparer.Ordinal)
    {
        ["pdf"] = ("application/pdf", [".pdf"]),
        ["png"] = ("image/png", [".png"]),
        ["jpeg"] = ("image/jpeg", [".jpg", ".jpeg"]),
        ["gif"] = ("image/gif", [".gif"]),
        ["webp"] = ("image/webp", [".webp"]),
        ["heic"] = ("image/heic", [".heic", ".heif"]),
        ["tiff"] = ("image/tiff", [".tif", ".tiff"]),
        ["xlsx"] = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", [".xlsx"]),
        ["docx"] = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", [".docx"]),
        ["csv"] = ("text/csv", [".csv"]),
        ["txt"] = ("text/plain", [".txt"]),
        [Other] = ("application/octet-stream", [OtherEnding]),
    };

    /// <summary>Looks at a file.</summary>
    public static async Task<ProofFile> Recognise(IFormFile file, CancellationToken ct)
    {
        await using var stream = file.OpenReadStream();
        var kind = await KindOf(stream, ct);
        stream.Position = 0;
        return new ProofFile(NameOf(file.FileName, kind), kind, file.Length, await SHA256.HashDataAsync(stream, ct));
    }

    private static async Task<string> KindOf(Stream stream, CancellationToken ct)
    {
        var start = new byte[16];
        var head = start.AsMemory(0, await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, ct));
        stream.Position = 0;
        return Array.Find(Beginnings, one => head.Length >= one.At && head.Span[one.At..].StartsWith(one.Bytes)).Kind is { } known ? known
            : head.Span.StartsWith(Zip) ? await Has(stream, "xl/workbook.xml", ct) ? "xlsx" : await Has(stream, "word/document.xml", ct) ? "docx" : Other
            : await TableText.Look(stream, ct) switch { TextKind.Table => "csv", TextKind.Text => "txt", _ => Other };
    }

    /// <summary>A zip archive may be anything; a workbook and a document each have a part of their own.</summary>
    private static async Task<bool> Has(Stream stream, string part, CancellationToken ct)
    {
        try
        {
            await using var archive = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, ct);
            return archive.GetEntry(part) is not null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>A browser may send a whole path, and anybody anything; what is downloaded again ends as its kind does.</summary>
    private static string NameOf(string given, string kind)
    {
        var bare = given[(given.LastIndexOfAny(['/', '\\']) + 1)..];
        var name = new string([.. bare.Where(c => !char.IsControl(c) && !char.IsSurrogate(c))]).Trim();
        name = name.Length > LongestName ? name[^LongestName..] : name;
        var endings = Kinds[kind].Endings;
        return name.Length == 0 ? $"proof{endings[0]}"
            : Array.Exists(endings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) ? name
            : name + endings[0];
    }
}
