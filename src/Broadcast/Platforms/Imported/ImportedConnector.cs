using System.Text.Json;
using Broadcast.Outcomes;
using Broadcast.Times;

namespace Broadcast.Platforms.Imported;

/// <summary>
/// Reads a row of a platform's export. A figure told for a whole day is as of that day's end, or as of its arrival while the day is not over. Also the connector of channels whose platform gives nothing but exports.
/// </summary>
internal sealed class ImportedConnector : IConnector
{
    public const string ConnectorName = "import";

    public string Name => ConnectorName;

    public IEnumerable<(string Field, string Message)> CheckSettings(JsonElement settings) => [];

    public Outcome<IReadOnlyList<PlatformReading>> Read(ReadOnlyMemory<byte> body, MessageContext context) =>
        ImportedRow.Of(body) is { } row ? Read(row, context) : Refusal.Field("body", "This is not a row of an export.");

    /// <summary>When a row was observed; null when that cannot be read.</summary>
    public static CellTime? TimeOf(ImportedRow row)
    {
        var text = row.Cell(row.Mapping.ObservedAt);
        var time = row.Cell(row.Mapping.Time);
        return text is null || !Zones.TryFind(row.Mapping.TimeZone, out var zone) ? null : CellReader.Time(time is null ? text : $"{text} {time}", row.Mapping.TimeFormat, zone);
    }

    private static Outcome<IReadOnlyList<PlatformReading>> Read(ImportedRow row, MessageContext context)
    {
        if (row.Fault is { } fault)
        {
            return Refusal.Field("line", fault);
        }

        if (TimeOf(row) is not { } time)
        {
            return Refusal.Field(row.Mapping.ObservedAt, $"'{row.Cell(row.Mapping.ObservedAt)}' is no instant.");
        }

        if (!CellReader.TryFigure(row.Cell(row.Mapping.Views), out var views))
        {
            return NoFigure(row, row.Mapping.Views!);
        }

        if (!CellReader.TryFigure(row.Cell(row.Mapping.Concurrent), out var concurrent))
        {
            return NoFigure(row, row.Mapping.Concurrent!);
        }

        if (views is null && concurrent is null)
        {
            return Refusal.Field(row.Mapping.Views ?? row.Mapping.Concurrent!, "There is no figure.");
        }

        var observedAt = time.IsDay ? EndOf(time.Day, Zones.Find(row.Mapping.TimeZone)) : time.At;
        if (time.IsDay && observedAt > context.ReceivedAt && row.Mapping.WholeDaysOnly)
        {
            return Refusal.Field(row.Mapping.ObservedAt, $"{time.Day:yyyy-MM-dd} was not over: its figure would be counted again with the next export.");
        }

        var asOf = time.IsDay && observedAt > context.ReceivedAt && time.At <= context.ReceivedAt ? Instants.Cut(context.ReceivedAt) : observedAt;
        return new PlatformReading[] { new(row.Cell(row.Mapping.Broadcast) ?? context.ExternalId ?? "", asOf, concurrent, views) };
    }

    private static DateTimeOffset EndOf(DateOnly day, TimeZoneInfo zone) => zone.StartOf(day.AddDays(1)).AddMilliseconds(-1);

    private static Refusal NoFigure(ImportedRow row, string column) => Refusal.Field(column, $"'{row.Cell(column)}' is no whole number; rounded figures are not imported.");
}
