using System.Globalization;
using Broadcast.Access;
using Broadcast.Registers;

namespace Broadcast.Planning;

/// <summary>The wishes of a series' units as a file: a row for every unit that takes part, so that what goes out can be filled in and come in again.</summary>
internal sealed class WishList(WishImports imports, Guid seriesId) : FileList
{
    public static IReadOnlyList<Column<UnitWish, WishLine>> Layout { get; } =
    [
        new("unitCode", "Field.UnitCode") { Read = (wish, units) => units.Code(wish.UnitId), Write = (line, text) => line with { UnitCode = text }, IsRequired = true, IsKey = true, Kind = ColumnKind.Unit, Longest = 64, Aliases = ["代码", "单位编码", "单位编号", "code", "unit code"] },
        new("unitName", "Field.Unit") { Read = (wish, units) => units.Name(wish.UnitId), IsTitle = true, Aliases = ["单位名称", "名称", "name", "unit name"] },
        new("earliest", "Wishes.Earliest") { Read = (wish, _) => Day(wish.Earliest), Write = (line, text) => line.WithDay("earliest", text, (each, day) => each with { Earliest = day }), Longest = 10, Aliases = ["最早", "最早日期", "earliest day"] },
        new("latest", "Wishes.Latest") { Read = (wish, _) => Day(wish.Latest), Write = (line, text) => line.WithDay("latest", text, (each, day) => each with { Latest = day }), Longest = 10, Aliases = ["最晚", "最晚日期", "latest day"] },
        new("month", "Wishes.Month") { Read = (wish, _) => Number(wish.Month), Write = (line, text) => line.WithMonth(text), Longest = 2, Aliases = ["月", "主题月", "主题月份", "theme month"] },
        new("rank", "Wishes.Rank") { Read = (wish, _) => Number(wish.Rank), Write = (line, text) => line.WithRank(text), Longest = 3, Aliases = ["顺序", "次序", "排序", "order"] },
        new("topic", "Field.Topic") { Read = (wish, _) => wish.Topic, Write = (line, text) => line with { Topic = text }, Longest = WishBody.LongestTopic, Aliases = ["题目", "标题", "访谈主题", "title"] },
    ];

    public override string Name => "wishes";

    public override IReadOnlyList<Column> Columns => Layout;

    /// <summary>The rows of a file; a column that is left out stays as it is.</summary>
    public static Sent<WishLine> Read(Table table) => SentTable.Read(table, Layout, ImportMode.Upsert);

    public override IAsyncEnumerable<string?[]> Cells(Caller by, CancellationToken ct) => imports.Cells(seriesId, by, ct);

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Number(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
