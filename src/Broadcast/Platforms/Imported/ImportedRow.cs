using System.Text.Json;
using System.Text.Json.Serialization;

namespace Broadcast.Platforms.Imported;

/// <summary>One row of a platform's export as it is kept: its texts as they stood in the file, and what they are read by. Its bytes alone tell the figure.</summary>
internal sealed record ImportedRow
{
    public const string RowType = "imported.row";

    /// <summary>Always <see cref="RowType"/>.</summary>
    public string Type { get; init; } = RowType;

    /// <summary>The file's name.</summary>
    public string File { get; init; } = "";

    /// <summary>The file's SHA-256, in lower-case hex.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>The row's place in the file.</summary>
    public int Line { get; init; }

    /// <summary>The texts by the names of their columns.</summary>
    public IReadOnlyDictionary<string, string> Cells { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What they are read by.</summary>
    public ImportMapping Mapping { get; init; } = new();

    /// <summary>Why its texts could not be told apart for sure; missing where they could.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Fault { get; init; }

    /// <summary>The row of a delivery's bytes; null when they are none.</summary>
    public static ImportedRow? Of(ReadOnlyMemory<byte> body)
    {
        try
        {
            var row = JsonSerializer.Deserialize<ImportedRow>(body.Span, Hosting.Json.Options);
            return row?.Type == RowType ? row : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string? Cell(string? column) => column is not null && Cells.TryGetValue(column, out var text) && text.Trim() is { Length: > 0 } trimmed ? trimmed : null;
}
