using System.Globalization;
using System.Text.Json.Serialization;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Broadcast.Registers;

namespace Broadcast.Planning;

/// <summary>The wishes of one unit among those of many; the unit by its code or by its id. What is absent stays as it is, what is <c>null</c>, or a blank cell, is a wish no more.</summary>
internal sealed record WishLine
{
    /// <summary>How people and spreadsheets write a day, the year first: which of 3/4 is the month, nobody can tell.</summary>
    private static readonly string[] Days = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日", "yyyyMMdd"];

    public Given<string> UnitCode { get; init; }

    public Given<Guid?> UnitId { get; init; }

    public Given<DateOnly?> Earliest { get; init; }

    public Given<DateOnly?> Latest { get; init; }

    public Given<int?> Month { get; init; }

    public Given<int?> Rank { get; init; }

    public Given<string> Topic { get; init; }

    /// <summary>The cells that cannot be read.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Field, string Text, string Reason)> Faults { get; init; } = [];

    /// <summary>The field that names the unit.</summary>
    [JsonIgnore]
    public string UnitField => UnitId.Value is null ? "unitCode" : "unitId";

    /// <summary>The line with a cell taken for a day.</summary>
    public WishLine WithDay(string field, string? cell, Func<WishLine, DateOnly?, WishLine> with) =>
        Blank(cell) is not { } text ? with(this, null)
        : DateOnly.TryParseExact(text, Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? with(this, day)
        : Faulty(field, text, "A date, such as 2026-03-01.");

    /// <summary>The line with a cell taken for a month, as a number or by its name.</summary>
    public WishLine WithMonth(string? cell) =>
        Blank(cell) is not { } text ? this with { Month = (int?)null }
        : (Whole(text.TrimEnd('月')) ?? Named(text)) is { } month ? this with { Month = month }
        : Faulty("month", text, "From 1 to 12.");

    /// <summary>The line with a cell taken for a rank.</summary>
    public WishLine WithRank(string? cell) =>
        Blank(cell) is not { } text ? this with { Rank = (int?)null }
        : Whole(text) is { } rank ? this with { Rank = rank }
        : Faulty("rank", text, "A whole number.");

    /// <summary>What the unit would wish, checked.</summary>
    public UnitWish Over(UnitWish now, Fields fields)
    {
        foreach (var (field, _, reason) in Faults)
        {
            fields.Wrong(field, reason);
        }

        var body = new WishBody { Earliest = Earliest.Or(now.Earliest), Latest = Latest.Or(now.Latest), Month = Month.Or(now.Month), Rank = Rank.Or(now.Rank), Topic = Topic.Or(now.Topic) };
        return body.Check(now.UnitId, fields) with { Version = now.Version };
    }

    private WishLine Faulty(string field, string text, string reason) => this with { Faults = [.. Faults, (field, text, reason)] };

    private static string? Blank(string? cell) => string.IsNullOrWhiteSpace(cell) ? null : cell.Trim();

    private static int? Whole(string text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int? Named(string text) => HostingSlice.Languages
        .Select(CultureInfo.GetCultureInfo)
        .SelectMany(language => new[] { language.DateTimeFormat.MonthNames, language.DateTimeFormat.AbbreviatedMonthNames })
        .Select(names => Array.FindIndex(names, name => name.Length > 0 && name.Equals(text, StringComparison.OrdinalIgnoreCase)) + 1)
        .FirstOrDefault(month => month > 0) is var found and > 0 ? found : null;
}
