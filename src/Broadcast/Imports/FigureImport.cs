using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Platforms.Imported;

namespace Broadcast.Imports;

/// <summary>An export that was imported, as it is shown.</summary>
internal sealed record FigureImport
{
    public Guid Id { get; init; }

    public Guid ChannelId { get; init; }

    /// <summary>The broadcast that was chosen with the file; null: each row says.</summary>
    public Guid? BroadcastId { get; init; }

    public string Name { get; init; } = "";

    /// <summary><c>csv</c> or <c>xlsx</c>.</summary>
    public string Kind { get; init; } = "";

    public long Bytes { get; init; }

    public string Sha256 { get; init; } = "";

    /// <summary><c>draft</c> (sent, nothing counts yet), <c>done</c>, or <c>withdrawn</c> (nothing counts any more).</summary>
    public string State { get; init; } = "";

    public ImportMapping? Mapping { get; init; }

    public int Rows { get; init; }

    /// <summary>Rows that count.</summary>
    public int Accepted { get; init; }

    /// <summary>Rows that said what was known.</summary>
    public int Duplicates { get; init; }

    /// <summary>Rows that do not count; each is kept with its reason.</summary>
    public int Rejected { get; init; }

    /// <summary>This very file was imported before, the same way: nothing changed.</summary>
    public bool Duplicate { get; init; }

    /// <summary>The first rows that do not count.</summary>
    public IReadOnlyList<ImportProblem>? Problems { get; init; }

    public string ImportedBy { get; init; } = "";

    public DateTimeOffset ImportedAt { get; init; }

    /// <summary>Since when its rows do not count, but for those that another import repeats.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    /// <summary>Who withdrew it.</summary>
    public string? WithdrawnBy { get; init; }

    /// <summary>Why.</summary>
    public string? WithdrawnReason { get; init; }

    public string FileUrl { get; init; } = "";
}

/// <summary>Why a row does not count.</summary>
/// <param name="Line">Its place in the file.</param>
/// <param name="Reason">Why.</param>
internal sealed record ImportProblem(int Line, string Reason);

/// <summary>What an import would come to.</summary>
internal sealed record ImportPreview
{
    public IReadOnlyList<string> Columns { get; init; } = [];

    public ImportMapping? Mapping { get; init; }

    public int Rows { get; init; }

    public int Accepted { get; init; }

    public int Rejected { get; init; }

    /// <summary>The first rows, as they read.</summary>
    public IReadOnlyList<PreviewRow> Items { get; init; } = [];

    /// <summary>The first rows that would not count.</summary>
    public IReadOnlyList<ImportProblem> Problems { get; init; } = [];

    public static ImportPreview Of(IReadOnlyList<string> columns, ImportMapping mapping, IReadOnlyList<ReadRow> rows, int most) => new()
    {
        Columns = columns,
        Mapping = mapping,
        Rows = rows.Count,
        Accepted = rows.Count(row => row.Delivery.Readings > 0),
        Rejected = rows.Count(row => row.Delivery.Readings == 0),
        Items = [.. rows.Take(most).Select(PreviewRow.Of)],
        Problems = ProblemsOf(rows, most),
    };

    public static IReadOnlyList<ImportProblem> ProblemsOf(IReadOnlyList<ReadRow> rows, int most) =>
        [.. rows.Where(row => row.Delivery.Readings == 0).Take(most).Select(row => new ImportProblem(row.Row.Line, row.Delivery.Problem ?? ""))];
}

/// <summary>A row as it reads.</summary>
internal sealed record PreviewRow(int Line, Guid? BroadcastId, DateTimeOffset? ObservedAt, long? Views, long? Concurrent, string? Problem, IReadOnlyDictionary<string, string> Cells)
{
    public static PreviewRow Of(ReadRow row)
    {
        var taken = row.Read.Taken is [var one] ? one : (Audience.TakenReading?)null;
        return new PreviewRow(
            row.Row.Line, taken?.AiringId ?? row.Delivery.AiringId, taken is { } t ? DateTimeOffset.FromUnixTimeMilliseconds(t.ObservedAt) : null, taken?.Views, taken?.Concurrent, row.Delivery.Problem, row.Row.Cells);
    }
}

/// <summary>An import as a row.</summary>
internal sealed record FigureImportRow
{
    public Guid Id { get; init; }

    public Guid ChannelId { get; init; }

    public Guid? AiringId { get; init; }

    public string State { get; init; } = "";

    public string Name { get; init; } = "";

    public string Kind { get; init; } = "";

    public long Bytes { get; init; }

    public byte[] Sha256 { get; init; } = [];

    public string Mapping { get; init; } = "{}";

    public int FileRows { get; init; }

    public int Accepted { get; init; }

    public int Duplicates { get; init; }

    public int Rejected { get; init; }

    public string ImportedBy { get; init; } = "";

    public DateTimeOffset ImportedAt { get; init; }

    public DateTimeOffset? WithdrawnAt { get; init; }

    public string? WithdrawnBy { get; init; }

    public string? WithdrawnReason { get; init; }

    public FigureImport ToImport() => new()
    {
        Id = Id,
        ChannelId = ChannelId,
        BroadcastId = AiringId,
        Name = Name,
        Kind = Kind,
        Bytes = Bytes,
        Sha256 = Convert.ToHexStringLower(Sha256),
        State = State,
        Mapping = State != "draft" ? Json.Read<ImportMapping>(Mapping) : null,
        Rows = FileRows,
        Accepted = Accepted,
        Duplicates = Duplicates,
        Rejected = Rejected,
        ImportedBy = ImportedBy,
        ImportedAt = ImportedAt,
        WithdrawnAt = WithdrawnAt,
        WithdrawnBy = WithdrawnBy,
        WithdrawnReason = WithdrawnReason,
        FileUrl = $"{ImportEndpoints.Path}/{Id}/file",
    };
}
