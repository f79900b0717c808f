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

    private static readonly byte[] Pdf = "%PDF-"u8.ToArray();
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF];
    private static readonly byte[] Zip = [(byte)'P', (byte)'K', 3, 4];

    /// <summary>The kinds of file that prove something, with their media types and the endings of their names.</summary>
    public static readonly IReadOnlyDictionary<string, (string MediaType, string[] Endings)> Kinds = new Dictionary<string, (string, string[])>(StringComparer.Ordinal)
    {
        ["pdf"] = ("application/pdf", [".pdf"]),
        ["png"] = ("image/png", [".png"]),
        ["jpeg"] = ("image/jpeg", [".jpg", ".jpeg"]),
        ["xlsx"] = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", [".xlsx"]),
        ["csv"] = ("text/csv", [".csv"]),
    };

    /// <summary>Looks at a file; null when it is of no kind that proves something.</summary>
    public static async Task<ProofFile?> Recognise(IFormFile file, CancellationToken ct)
    {
        await using var stream = file.OpenReadStream();
        if (await KindOf(stream, ct) is not { } kind)
        {
            return null;
        }

        stream.Position = 0;
        return new ProofFile(NameOf(file.FileName, kind), kind, file.Length, await SHA256.HashDataAsync(stream, ct));
    }

    private static async Task<string?> KindOf(Stream stream, CancellationToken ct)
    {
        var start = new byte[8];
        var head = start.AsMemory(0, await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, ct));
        stream.Position = 0;
        return head.Span switch
        {
            var span when span.StartsWith(Pdf) => "pdf",
            var span when span.StartsWith(Png) => "png",
            var span when span.StartsWith(Jpeg) => "jpeg",
            var span when span.StartsWith(Zip) => await IsWorkbook(stream, ct) ? "xlsx" : null,
            _ => await TableText.Is(stream, ct) ? "csv" : null,
        };
    }

    /// <summary>A zip archive may be anything; a workbook has this part.</summary>
    private static async Task<bool> IsWorkbook(Stream stream, CancellationToken ct)
    {
        try
        {
            await using var archive = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, ct);
            return archive.GetEntry("xl/workbook.xml") is not null;
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
