using System.Globalization;
using System.Resources;
using Broadcast.Registers;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Registers;

/// <summary>Every word that a register's page makes up of a value stands in both languages, and no heading means two things.</summary>
public sealed class RegisterTextTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private static readonly ResourceManager Words = new(typeof(Broadcast.Pages.Text));

    [Fact]
    public void Every_word_of_a_register_exists()
    {
        var catalogue = service.Get<Catalogue>();
        string[] keys =
        [
            .. catalogue.All.SelectMany(register => new[] { register.Heading, register.WordFor("Add"), register.WordFor("Empty") }),
            .. catalogue.All.SelectMany(register => register.Columns).Select(column => column.Word),
            .. new[] { "officials", "topics", "members", "interviews", "slots", "tokens" }.Select(kind => $"Use.{kind}"),
            .. Broadcast.Data.Words.All<ImportAction>().Select(action => $"Import.Action.{action}"),
            .. Broadcast.Data.Words.All<ImportMode>().Select(mode => $"Import.Mode.{mode}"),
            "Done.imported",
        ];
        keys.Where(key => Words.GetString(key, CultureInfo.GetCultureInfo("zh-CN")) is null || Words.GetString(key, CultureInfo.GetCultureInfo("en")) is null).ShouldBeEmpty();
    }

    [Fact]
    public void Every_heading_a_file_is_written_with_is_read_as_its_own_column()
    {
        foreach (var register in service.Get<Catalogue>().All)
        {
            foreach (var language in new[] { null, CultureInfo.GetCultureInfo("zh-CN"), CultureInfo.GetCultureInfo("en") })
            {
                var written = register.Columns.Select(column => Headings.Of(column, language)).ToList();
                Headings.Read(new TableRow(1, written), register.Columns, ImportMode.Create).Columns.Select(column => column.Field)
                    .ShouldBe(register.Columns.Select(column => column.Field), register.Name);
            }
        }
    }
}
