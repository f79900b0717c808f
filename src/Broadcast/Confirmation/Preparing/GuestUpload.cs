using System.IO.Compression;
using System.Security.Cryptography;
using Broadcast.Outcomes;

namespace Broadcast.Confirmation;

/// <summary>A file as a guest sends it, looked at: its bytes say what it is, and its name must say the same.</summary>
/// <param name="Name">Without folders.</param>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="Bytes">How many.</param>
/// <param name="Sha256">Their hash.</param>
internal sealed record GuestUpload(string Name, string Kind, long Bytes, byte[] Sha256)
{
    public const int LargestMegabytes = 10;
    private const long Largest = LargestMegabytes * 1024L * 1024;
    private const int LongestName = 180;
    private const int HeadBytes = 16;

    public static readonly IReadOnlyList<FileKind> Kinds =
    [
        new("pdf", "application/pdf", [".pdf"], head => head.StartsWith("%PDF-"u8)),
        new("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", [".docx"], head => head.StartsWith("PK\u0003\u0004"u8)),
        new("png", "image/png", [".png"], head => head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])),
        new("jpeg", "image/jpeg", [".jpg", ".jpeg"], head => head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])),
        new("gif", "image/gif", [".gif"], head => head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8)),
        new("webp", "image/webp", [".webp"], head => head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8)),
    ];

    /// <summary>For the <c>accept</c> of a field.</summary>
    public static string Accepts => string.Join(',', Kinds.SelectMany(kind => kind.Endings));

    public static string MediaTypeOf(string kind) => Kinds.First(one => one.Name == kind).MediaType;

    /// <summary>Looks at a file; refuses what is too large, of another kind, or not what its name says.</summary>
    public static async Task<Outcome<GuestUpload>> Recognise(IFormFile? file, CancellationToken ct)
    {
        if (file is null || file.Length == 0)
        {
            return Refusal.Field("file", "Required: a file.");
        }

        if (file.Length > Largest)
        {
            return new Refusal(Slugs.PayloadTooLarge, $"A file is at most {LargestMegabytes} MiB.");
        }

        await using var stream = file.OpenReadStream();
        var name = NameOf(file.FileName);
        if (await KindOf(stream, ct) is not { } kind)
        {
            return Refusal.Field("file", "A PDF, DOCX, PNG, JPEG, GIF or WebP file.");
        }

        if (!Array.Exists(kind.Endings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        {
            return Refusal.Field("file", "The file is not what its name says.");
        }

        stream.Position = 0;
        return new GuestUpload(name, kind.Name, file.Length, await SHA256.HashDataAsync(stream, ct));
    }

    private static async Task<FileKind?> KindOf(Stream stream, CancellationToken ct)
    {
        var head = new byte[HeadBytes];
        var read = await stream.ReadAtLeastAsync(head, HeadBytes, throwOnEndOfStream: false, ct);
        var kind = read < HeadBytes ? null : Kinds.FirstOrDefault(one => one.Begins(head));
        return kind?.Name == "docx" && !await IsDocument(stream, ct) ? null : kind;
    }

    /// <summary>An archive may be anything; a document has this part, and one with macros is not taken.</summary>
    private static async Task<bool> IsDocument(Stream stream, CancellationToken ct)
    {
        stream.Position = 0;
        try
        {
            await using var archive = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, ct);
            return archive.GetEntry("word/document.xml") is not null && archive.GetEntry("[Content_Types].xml") is not null && archive.GetEntry("word/vbaProject.bin") is null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>A browser may send a whole path, and anybody anything.</summary>
    private static string NameOf(string given)
    {
        var bare = string.Concat(given.Split('/', '\\')[^1].Where(c => !char.IsControl(c) && !char.IsSurrogate(c))).Trim();
        return bare.Length > LongestName ? bare[^LongestName..] : bare;
    }
}

/// <summary>A kind of file.</summary>
/// <param name="Name">As it stands in answers.</param>
/// <param name="MediaType">As it is sent.</param>
/// <param name="Endings">How its names may end.</param>
/// <param name="Begins">How its bytes begin.</param>
internal sealed record FileKind(string Name, string MediaType, string[] Endings, FileKind.Beginning Begins)
{
    public delegate bool Beginning(ReadOnlySpan<byte> head);
}
