using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Ingestion;
using Broadcast.Outcomes;
using Broadcast.Platforms.Imported;
using Broadcast.Tables;

namespace Broadcast.Imports;

/// <summary>Reads a file by a mapping: what each of its rows comes to. Nothing is kept; a preview and the import itself read the same way.</summary>
internal sealed class ImportReading(Intake intake, Db db)
{
    public const int MostRows = 100_000;

    /// <summary>The names of a file's columns, as its mapping is to name them.</summary>
    public static Outcome<IReadOnlyList<string>> Columns(byte[] bytes, ImportMapping mapping)
    {
        var lines = Lines(bytes, mapping);
        return lines.IsRefused ? lines.Refusal : HeaderOf(lines.Value, mapping) is { } header ? Outcome(Names(header)) : Refusal.Field("headerRow", "The file has no such row.");

        static Outcome<IReadOnlyList<string>> Outcome(IReadOnlyList<string> names) => new List<string>(names);
    }

    /// <summary>All rows, in the order of the file.</summary>
    public async Task<Outcome<IReadOnlyList<ReadRow>>> Read(ImportFile file, ImportMapping mapping, Guid channelId, Guid? airingId, DateTimeOffset now, CancellationToken ct)
    {
        var lines = Lines(file.Bytes, mapping);
        if (lines.IsRefused)
        {
            return lines.Refusal;
        }

        if (HeaderOf(lines.Value, mapping) is not { } header)
        {
            return Refusal.Field("headerRow", "The file has no such row.");
        }

        if (header.Fault is { } fault)
        {
            return Refusal.Field("file", fault);
        }

        var names = Names(header);
        if (CheckColumns(mapping, names) is { } missing)
        {
            return missing;
        }

        var places = new ImportPlaces(await ImportPlaces.Read(db, channelId, ct), airingId);
        var occurrences = new Dictionary<string, int>(StringComparer.Ordinal);
        var rows = new List<ReadRow>();
        foreach (var line in lines.Value.Where(line => line.Line > header.Line))
        {
            var row = new ImportedRow { File = file.Name, Sha256 = Convert.ToHexStringLower(file.Sha256), Line = line.Line, Cells = Cells(names, line), Mapping = mapping, Fault = line.Fault };
            rows.Add(await Read(row, places, channelId, occurrences, now, ct));
        }

        return rows;
    }

    private async Task<ReadRow> Read(ImportedRow row, ImportPlaces places, Guid channelId, Dictionary<string, int> occurrences, DateTimeOffset now, CancellationToken ct)
    {
        var id = Ids.New(now);
        var body = JsonSerializer.SerializeToUtf8Bytes(row, Json.Options);
        var (airingId, problem) = places.Of(row);
        var read = await intake.Read(new IntakeMessage(id, channelId, ImportedConnector.ConnectorName, body, now, now, airingId, null), ct);
        var key = KeyOf(row, read);
        var occurrence = occurrences[key] = occurrences.GetValueOrDefault(key) + 1;
        return new ReadRow(row, read, new Delivery
        {
            Id = id,
            ChannelId = channelId,
            AiringId = airingId,
            WebhookId = $"import:{key}:{occurrence}",
            ReceivedAt = now,
            Sha256 = SHA256.HashData(body),
            Headers = Json.Write(new { file = row.File, line = row.Line }),
            Body = body,
            State = read.Refusal is null ? DeliveryState.Of(read.Taken.Count, read.Rejected.Count) : DeliveryState.Rejected,
            Readings = read.Taken.Count,
            Problem = read.Taken.Count > 0 ? null : (row.Fault is null ? problem : null) ?? (read.Rejected is [var rejected] ? rejected.Reason : read.Problem),
            Holds = read.Refusal is null,
        });
    }

    /// <summary>What a row says, whatever file it stands in.</summary>
    private static string KeyOf(ImportedRow row, IntakeResult read)
    {
        var said = read.Taken is [var taken]
            ? Json.Write(new { taken.AiringId, taken.ObservedAt, taken.Concurrent, taken.Views })
            : Json.Write(new[] { row.Mapping.ObservedAt, row.Mapping.Time, row.Mapping.Broadcast, row.Mapping.Views, row.Mapping.Concurrent }.Select(row.Cell));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(said)).AsSpan(0, 16));
    }

    private static Outcome<IReadOnlyList<TableLine>> Lines(byte[] bytes, ImportMapping mapping)
    {
        try
        {
            return new List<TableLine>(TableFile.Read(bytes, mapping.Encoding, mapping.Sheet, MostRows + mapping.HeaderRow));
        }
        catch (TableException e)
        {
            return Refusal.Field("file", e.Message);
        }
    }

    private static TableLine? HeaderOf(IReadOnlyList<TableLine> lines, ImportMapping mapping) => lines.FirstOrDefault(line => line.Line >= mapping.HeaderRow);

    /// <summary>A column without a name is called by its place; of two of one name the second gets its place as well.</summary>
    private static IReadOnlyList<string> Names(TableLine header)
    {
        var names = new List<string>();
        foreach (var (cell, i) in header.Cells.Select((cell, i) => (cell, i)))
        {
            names.Add(cell.Length == 0 ? $"#{i + 1}" : names.Contains(cell, StringComparer.Ordinal) ? $"{cell} #{i + 1}" : cell);
        }

        return names;
    }

    private static Dictionary<string, string> Cells(IReadOnlyList<string> names, TableLine line) =>
        names.Zip(line.Cells).Where(pair => pair.Second.Length > 0).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);

    private static Refusal? CheckColumns(ImportMapping mapping, IReadOnlyList<string> names)
    {
        var fields = new Fields();
        (string Field, string? Column)[] wanted =
            [("observedAt", mapping.ObservedAt), ("time", mapping.Time), ("broadcast", mapping.Broadcast), ("views", mapping.Views), ("concurrent", mapping.Concurrent)];
        foreach (var (field, column) in wanted.Where(pair => pair.Column is not null && !names.Contains(pair.Column, StringComparer.Ordinal)))
        {
            fields.Wrong(field, $"The file has no column '{column}'.");
        }

        return fields.Refusal;
    }
}

/// <summary>A file that was sent.</summary>
/// <param name="Name">As it was called.</param>
/// <param name="Bytes">The file.</param>
/// <param name="Sha256">Their hash.</param>
internal sealed record ImportFile(string Name, byte[] Bytes, byte[] Sha256)
{
    public string Kind => Workbook.IsOne(Bytes) ? "xlsx" : "csv";
}

/// <summary>A row with what it comes to.</summary>
/// <param name="Row">Its texts.</param>
/// <param name="Read">What of it counts.</param>
/// <param name="Delivery">As it would be kept.</param>
internal sealed record ReadRow(ImportedRow Row, IntakeResult Read, Delivery Delivery);
