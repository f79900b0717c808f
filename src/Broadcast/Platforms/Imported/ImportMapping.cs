using System.Globalization;
using Broadcast.Hosting;
using Broadcast.Times;

namespace Broadcast.Platforms.Imported;

/// <summary>Which column of a platform's export is what, entered once for each channel. With it a row's texts read as a figure; the same texts always read the same.</summary>
public sealed record ImportMapping
{
    /// <summary>The column of the instant or the day a figure is as of.</summary>
    public string ObservedAt { get; init; } = "";

    /// <summary>The column of the time of day, where it stands apart from the day.</summary>
    public string? Time { get; init; }

    /// <summary>The column that names the broadcast by its external id; null: it is chosen with the file, or found by the day.</summary>
    public string? Broadcast { get; init; }

    /// <summary>The column of the views.</summary>
    public string? Views { get; init; }

    /// <summary>The column of the concurrent audience.</summary>
    public string? Concurrent { get; init; }

    /// <summary>How instants are written, such as <c>yyyy/M/d H:mm</c>; null: in one of the usual ways.</summary>
    public string? TimeFormat { get; init; }

    /// <summary>The IANA zone of instants without an offset.</summary>
    public string TimeZone { get; init; } = Zones.Default;

    /// <summary><c>utf-8</c> or <c>gb18030</c>; null: whichever reads.</summary>
    public string? Encoding { get; init; }

    /// <summary>The line that names the columns, from 1 on; where that is blank, the next one that is not.</summary>
    public int HeaderRow { get; init; } = 1;

    /// <summary>The sheet of a workbook; null: the first that is shown.</summary>
    public string? Sheet { get; init; }

    /// <summary>Set where each row adds up: a day that is not over would be counted again with the next export.</summary>
    public bool WholeDaysOnly { get; init; }

    /// <summary>The mapping, checked; what is blank is null.</summary>
    internal ImportMapping Checked(Fields fields)
    {
        var mapping = this with
        {
            ObservedAt = fields.Text("observedAt", ObservedAt, 200),
            Time = fields.OptionalText("time", Time, 200),
            Broadcast = fields.OptionalText("broadcast", Broadcast, 200),
            Views = fields.OptionalText("views", Views, 200),
            Concurrent = fields.OptionalText("concurrent", Concurrent, 200),
            TimeFormat = fields.OptionalText("timeFormat", TimeFormat, 60),
            TimeZone = string.IsNullOrWhiteSpace(TimeZone) ? Zones.Default : TimeZone.Trim(),
            Encoding = string.IsNullOrWhiteSpace(Encoding) || Encoding == "auto" ? null : fields.OneOf("encoding", Encoding, "utf-8", "gb18030"),
            HeaderRow = fields.Number("headerRow", HeaderRow, 1, 100),
            Sheet = fields.OptionalText("sheet", Sheet, 200),
        };
        if (mapping.Views is null && mapping.Concurrent is null)
        {
            fields.Wrong("views", "Required: the column of the views, of the concurrent audience, or both.");
        }

        if (!Zones.TryFind(mapping.TimeZone, out _))
        {
            fields.Wrong("timeZone", "An IANA time zone, such as Asia/Shanghai.");
        }

        if (mapping.TimeFormat is { } format && !IsFormat(format))
        {
            fields.Wrong("timeFormat", "Not a format of date and time, such as yyyy/M/d H:mm.");
        }

        return mapping;
    }

    private static bool IsFormat(string format)
    {
        try
        {
            var probe = new DateTime(2026, 3, 12, 14, 30, 0, DateTimeKind.Unspecified);
            return DateTime.TryParseExact(probe.ToString(format, CultureInfo.InvariantCulture), format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
