using System.Buffers;
using System.Text;
using Broadcast.Outcomes;

namespace Broadcast.Registers;

/// <summary>In what a text is written: as it says itself by its mark, UTF-8 if it is valid, or else GB 18030, as spreadsheets here write it.</summary>
internal static class TextEncoding
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>A line that goes on longer is no line of a list, and would have to be kept whole.</summary>
    private const int LongestLine = 256 * 1024;

    private static readonly SearchValues<char> NoText =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code).Except(['\t', '\r', '\n']), '\x7f', '\uFFFE', '\uFFFF']);

    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);

    private static readonly Encoding Utf16 = new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true);

    private static readonly Encoding Utf16BigEndian = new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true);

    private static readonly Encoding Gb18030 =
        CodePagesEncodingProvider.Instance.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <summary>The encoding that a media type's <c>charset</c> names; null when it names none that lists are written in.</summary>
    public static Encoding? Named(string? charset) => charset?.Trim('"').ToUpperInvariant() switch
    {
        "UTF-8" or "UTF8" => Utf8,
        "GB18030" or "GBK" or "GB2312" => Gb18030,
        "UTF-16" or "UTF-16LE" => Utf16,
        "UTF-16BE" => Utf16BigEndian,
        _ => null,
    };

    /// <summary>Reads the whole of it once.</summary>
    public static async Task<Outcome<Encoding>> Recognise(Stream stream, Encoding? said, CancellationToken ct)
    {
        Encoding[] candidates = said is not null ? [said] : await Marked(stream, ct) is { } marked ? [marked] : [Utf8, Gb18030];
        foreach (var encoding in candidates)
        {
            switch (await Look(stream, encoding, ct))
            {
                case Sight.Text:
                    return encoding;
                case Sight.EndlessLine:
                    return TableFile.Wrong("A line is too long for a list.");
                default:
                    continue;
            }
        }

        return TableFile.Wrong("This is no text in UTF-8 or GB 18030: send CSV, or a workbook (.xlsx).");
    }

    private static async Task<Encoding?> Marked(Stream stream, CancellationToken ct)
    {
        stream.Position = 0;
        var start = new byte[3];
        var length = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, ct);
        return Array.Find([Utf8, Utf16, Utf16BigEndian], encoding => start.AsSpan(0, length).StartsWith(encoding.Preamble));
    }

    private static async Task<Sight> Look(Stream stream, Encoding encoding, CancellationToken ct)
    {
        stream.Position = 0;
        var (decoder, bytes, chars, line) = (encoding.GetDecoder(), new byte[ChunkBytes], new char[ChunkBytes + 8], 0);
        int read;
        do
        {
            read = await stream.ReadAsync(bytes, ct);
            if (Decode(decoder, bytes.AsSpan(0, read), chars) is not { } count || chars.AsSpan(0, count).ContainsAny(NoText))
            {
                return Sight.NoText;
            }

            var end = chars.AsSpan(0, count).LastIndexOfAny('\r', '\n');
            line = end < 0 ? line + count : count - end;
            if (line > LongestLine)
            {
                return Sight.EndlessLine;
            }
        }
        while (read > 0);

        return Sight.Text;
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

    private enum Sight
    {
        Text,
        NoText,
        EndlessLine,
    }
}
