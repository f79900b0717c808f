using Microsoft.Net.Http.Headers;

namespace Broadcast.Registers;

/// <summary>The kinds of file that hold a list.</summary>
internal enum FileKind
{
    Csv,
    Xlsx,
}

/// <summary>Their media types.</summary>
internal static class FileKinds
{
    public const string Csv = "text/csv";
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static FileKind? Of(MediaTypeHeaderValue type) =>
        type.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase) ? FileKind.Csv
        : type.MediaType.Equals(Xlsx, StringComparison.OrdinalIgnoreCase) ? FileKind.Xlsx
        : null;
}
