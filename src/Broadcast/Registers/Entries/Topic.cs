using System.Globalization;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;

namespace Broadcast.Registers;

/// <summary>A subject to speak on; of a month when it is that month's theme, of a unit when it is that unit's.</summary>
public sealed record Topic : IEntry
{
    /// <summary>As long as the topic of an interview may be.</summary>
    public const int LongestTitle = 300;

    /// <summary>The topic's id.</summary>
    public Guid Id { get; init; }

    /// <summary>As it stands on the run sheet.</summary>
    public string Title { get; init; } = "";

    /// <summary>What it is about, for those who plan.</summary>
    public string? Note { get; init; }

    /// <summary>The month it belongs to, as <c>yyyy-MM</c> in the series' calendar.</summary>
    public string? Month { get; init; }

    /// <summary>The unit it belongs to.</summary>
    public Guid? UnitId { get; init; }

    /// <inheritdoc/>
    public int Version { get; init; } = 1;
}

/// <summary>What a client may say about a topic; the unit by its id or by its code.</summary>
internal sealed record TopicBody
{
    /// <summary>How people and spreadsheets write a month; the last ones are what becomes of <c>2026-03</c> in a cell that thinks in days.</summary>
    private static readonly string[] Formats =
        ["yyyy-MM", "yyyy-M", "yyyy/M", "yyyy.M", "yyyy年M月", "yyyyMM", "yyyy-MM-dd", "yyyy/M/d", "yyyy年M月d日"];

    public Given<string> Title { get; init; }

    public Given<string> Note { get; init; }

    public Given<string> Month { get; init; }

    public Given<Guid?> UnitId { get; init; }

    public Given<string> UnitCode { get; init; }

    /// <summary>The topic as it shall be, checked.</summary>
    public Topic Over(Topic now, UnitBook units, Fields fields) => now with
    {
        Version = now.Version + 1,
        Title = fields.Text("title", Title.Or(now.Title), Topic.LongestTitle),
        Note = fields.OptionalText("note", Note.Or(now.Note), 2000),
        Month = ReadMonth(Month.Or(now.Month), fields),
        UnitId = units.Choose(UnitId, UnitCode, now.UnitId, isRequired: false, fields),
    };

    private static string? ReadMonth(string? value, Fields fields)
    {
        if (fields.OptionalText("month", value, 20) is not { } text)
        {
            return null;
        }

        if (!DateOnly.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day.Year is < 1970 or > 2500)
        {
            fields.Wrong("month", "A month, such as 2026-03.");
        }

        return day.ToString("yyyy-MM", CultureInfo.InvariantCulture);
    }
}
