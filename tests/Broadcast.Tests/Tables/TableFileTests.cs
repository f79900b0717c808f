using System.Text;
using Broadcast.Tables;

namespace Broadcast.Tests.Tables;

/// <summary>Files as texts: what people see in a cell is what is read, and no file is worth more than its size.</summary>
public sealed class TableFileTests
{
    private const int Megabyte = 1024 * 1024;

    [Fact]
    public void Days_times_instants_lengths_and_errors_of_a_workbook_read_as_they_are_shown()
    {
        var rows = """
            <row r="1"><c r="A1" s="1"><v>46093</v></c><c r="B1" s="2"><v>0.604861111111111</v></c><c r="C1" s="3"><v>46093.604861111111</v></c><c r="D1" s="3"><v>46093</v></c><c r="E1" s="4"><v>1.04861111111111</v></c></row>
            <row r="3"><c r="A3" t="e"><v>#DIV/0!</v></c><c r="B3"><v>12</v></c><c r="C3" t="e"><f>NA()</f><v>#N/A</v></c><c r="D3" t="b"><v>1</v></c><c r="E3"><v>2500000123</v></c></row>
            """;
        var lines = Read(RawWorkbook.Of(rows));
        lines[0].Cells.ShouldBe(["2026-03-12", "14:31:00", "2026-03-12 14:31:00", "2026-03-12 00:00:00", "25:10:00"]);
        lines[1].Line.ShouldBe(3);
        lines[1].Cells.ShouldBe(["#DIV/0!", "12", "#N/A", "True", "2500000123"]);
    }

    [Fact]
    public void A_row_two_billion_lines_down_is_not_waited_for() =>
        Should.Throw<TableException>(() => Read(RawWorkbook.Of("""<row r="2147483647"><c r="A2147483647"><v>1</v></c></row>"""))).Message.ShouldStartWith("At most 200000 lines");

    [Theory]
    [InlineData("worksheets/sheet1.xml")]
    [InlineData("media/sheet1.xml")]
    public void A_sheet_is_as_large_as_it_unpacks_to_wherever_it_lies(string part)
    {
        Read(RawWorkbook.Of("""<row r="1"><c r="A1"><v>1</v></c></row>""", part)).Count.ShouldBe(1);
        Should.Throw<TableException>(() => Read(RawWorkbook.Of("""<row r="1"><c r="A1"><v>1</v></c></row>""", part, 257 * Megabyte))).Message.ShouldBe("The workbook is too large.");
    }

    [Theory]
    [InlineData("a,5\" screen,7", "a|5\" screen|7")]
    [InlineData("a,=\"0012\",7", "a|0012|7")]
    [InlineData("a, b ,\"7\"", "a|b|7")]
    [InlineData("a,\"x, \"\"y\"\"\",7", "a|x, \"y\"|7")]
    [InlineData("a,\"two\nlines\",7", "a|two\nlines|7")]
    public void Quotation_marks_quote_at_the_beginning_of_a_text_and_nowhere_else(string text, string cells)
    {
        var line = Read(Encoding.UTF8.GetBytes(text)).ShouldHaveSingleItem();
        string.Join('|', line.Cells).ShouldBe(cells);
        line.Fault.ShouldBeNull();
    }

    [Theory]
    [InlineData("a, \"2,000\",7")]
    [InlineData("a,\"2,000\" ,7")]
    [InlineData("a,\"x\\\"y\",7")]
    public void A_row_whose_cells_cannot_be_told_apart_says_so_and_the_others_read(string text)
    {
        var lines = Read(Encoding.UTF8.GetBytes($"x,y,1\n{text}\nx,y,2\n"));
        lines.Select(line => (line.Line, line.Fault is null)).ShouldBe([(1, true), (2, false), (3, true)]);
        lines[2].Cells.ShouldBe(["x", "y", "2"]);
    }

    [Fact]
    public void A_quotation_that_never_ends_refuses_the_file() =>
        Should.Throw<TableException>(() => Read(Encoding.UTF8.GetBytes("x,y,1\nx,\"y,2\nx,y,3\n"))).Message.ShouldBe("Line 2: a quotation mark is out of place.");

    [Fact]
    public void Stray_marks_neither_make_a_good_file_too_wide_nor_hide_one_that_is()
    {
        var rows = string.Concat(Enumerable.Range(0, 700).Select(i => $"\"1,{i:000}\",\"5,678\"\n"));
        TableFile.Read(Encoding.UTF8.GetBytes($"12\" display,x\n{rows}"), null, null, 1_000).Count.ShouldBe(701);
        Should.Throw<TableException>(() => Read(Encoding.UTF8.GetBytes($"x\"{new string(',', 5_000)}"))).Message.ShouldBe("At most 1000 columns.");
    }

    [Theory]
    [InlineData("[$-x-sysdate]dddd, mmmm dd, yyyy", "2026-03-12")]
    [InlineData("[$-zh-CN]yyyy\"this is\"m\\sd", "2026-03-12")]
    [InlineData("yyyy-mm-dd hh:mm:ss", "2026-03-12 00:00:00")]
    public void A_day_is_told_by_what_its_format_shows(string format, string text) =>
        Read(RawWorkbook.Of("""<row r="1"><c r="A1" s="5"><v>46093</v></c></row>""", ownFormat: format))[0].Cells.ShouldBe([text]);

    [Fact]
    public void Errors_are_found_in_cells_that_do_not_say_where_they_stand() =>
        Read(RawWorkbook.Of("""<row><c><v>1</v></c><c t="e"><v>#N/A</v></c></row><row><c t="e"><v>#REF!</v></c><c><v>2</v></c></row>"""))
            .Select(line => string.Join('|', line.Cells)).ShouldBe(["1|#N/A", "#REF!|2"]);

    [Fact]
    public void Columns_are_counted_before_a_row_is_read_and_separators_within_quotation_are_none()
    {
        Read(Encoding.UTF8.GetBytes($"a,\"{new string(',', 5_000)}\"\nb,c\n")).Count.ShouldBe(2);
        Read(Encoding.UTF8.GetBytes(new string(',', 998) + "a")).ShouldHaveSingleItem().Cells.Count.ShouldBe(999);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<TableException>(() => Read(Encoding.UTF8.GetBytes(new string(',', 20 * Megabyte)))).Message.ShouldBe("At most 1000 columns.");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(200 * Megabyte);
    }

    [Fact]
    public void Of_the_first_lines_no_more_is_read()
    {
        TableFile.First(Encoding.UTF8.GetBytes("a,b\n\n1,2\n3,4\n\"never closed\n"), null, null, 2).Select(line => line.Line).ShouldBe([1, 3]);
        Should.Throw<TableException>(() => TableFile.Read(Encoding.UTF8.GetBytes("a\nb\nc\n"), null, null, 2)).Message.ShouldBe("At most 2 rows.");
    }

    private static IReadOnlyList<TableLine> Read(byte[] bytes) => TableFile.Read(bytes, null, null, 100);
}
