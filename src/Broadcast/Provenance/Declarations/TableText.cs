using System.Buffers;
using System.Text;

namespace Broadcast.Provenance;

/// <summary>
/// Tells whether bytes are text, and a CSV file, which has no signature: text throughout (UTF-8, or GB 18030 as platforms here export it), whose first line is parted by commas, semicolons or tabs, and no markup.
/// </summary>
internal static class TableText
{
    private const int ChunkBytes = 64 * 1024;

    private static readonly SearchValues<char> NoText = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code).Except(['\t', '\r', '\n']), '\x7f', '\uFFFE', '\uFFFF']);
    private static readonly SearchValues<char> Separators = SearchValues.Create(",;\t，");
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly Encoding Gb18030 =
        CodePagesEncodingProvider.Instance.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    public static async Task<TextKind> Look(Stream stream, CancellationToken ct) =>
        (await FirstLine(stream, Utf8.GetDecoder(), ct) ?? await FirstLine(stream, Gb18030.GetDecoder(), ct)) is not { } line || line.TrimStart().StartsWith('<') ? TextKind.None
        : line.TrimStart() is [not ('{' or '['), ..] && line.AsSpan().ContainsAny(Separators) ? TextKind.Table
        : TextKind.Text;

    /// <summary>Reads all of it; null when it is no text in this encoding.</summary>
    private static async Task<string?> FirstLine(Stream stream, Decoder decoder, CancellationToken ct)
    {
        stream.Position = 0;
        var (bytes, chars) = (new byte[ChunkBytes], new char[ChunkBytes + 8]);
        var (line, isWhole) = (new StringBuilder(), false);
        int read;
        do
        {
            read = await stream.ReadAsync(bytes, ct);
            if (Decode(decoder, bytes.AsSpan(0, read), chars) is not { } count || chars.AsSpan(0, count).ContainsAny(NoText))
            {
                return null;
            }

            var end = chars.AsSpan(0, count).IndexOfAny('\r', '\n');
            if (!isWhole && line.Length < ChunkBytes)
            {
                line.Append(chars, 0, end < 0 ? count : end);
            }

            isWhole |= end >= 0;
        }
        while (read > 0);

        return line.ToString().TrimStart('\uFEFF');
    }

    private static int? Decode(Decoder decoder, ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        try
        {
            return decoder.GetChars(bytes, chars, flush: bytes.IsEmpty);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

/// <summary>What bytes are that have no signature.</summary>
internal enum TextKind
{
    /// <summary>No text, or markup, which a browser might take for a page.</summary>
    None,

    /// <summary>Some text.</summary>
    Text,

    /// <summary>A table, its columns parted by commas, semicolons or tabs.</summary>
    Table,
}
