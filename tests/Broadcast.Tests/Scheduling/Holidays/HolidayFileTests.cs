using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Scheduling;

public sealed class HolidayFileTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task A_year_is_imported_as_its_notice_stands_in_a_file()
    {
        (await service.Admin.GetJson("/api/v1/holidays/2031")).Expect(200)["announced"].GetBoolean().ShouldBeFalse();
        var entered = await service.Admin.PostJson("/api/v1/holidays:import", new { year = 2031, papers = Array.Empty<string>(), days = new[] { Day("2031-01-01") } });
        entered.Expect(200).Items.ShouldHaveSingleItem().GetProperty("announced").GetBoolean().ShouldBeTrue();
        (await service.Admin.GetJson("/api/v1/holidays/2031")).Expect(200)["days"].GetArrayLength().ShouldBe(1);
        (await service.Admin.GetJson("/api/v1/holidays")).Expect(200).Items.Select(year => year.GetProperty("year").GetInt32()).ShouldContain(2031);
    }

    [Fact]
    public async Task A_file_of_several_years_enters_all_of_them_or_none()
    {
        var years = new Dictionary<string, object> { ["2032"] = new[] { Day("2032-01-01") }, ["2033"] = new[] { Day("2033-01-01"), Day("2040-01-01") } };
        (await service.Admin.PostJson("/api/v1/holidays:import", new { years })).Expect(400).WrongFields.ShouldBe(["years.2033.days[1].date"]);
        (await service.Admin.GetJson("/api/v1/holidays/2032")).Expect(200)["announced"].GetBoolean().ShouldBeFalse();
        years["2033"] = new[] { Day("2033-01-01") };
        (await service.Admin.PostJson("/api/v1/holidays:import", new { years })).Expect(200).Items.Count.ShouldBe(2);
        (await service.Admin.GetJson("/api/v1/holidays/2033")).Expect(200)["edited"].GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_no_such_file_is_refused()
    {
        (await service.Admin.PostJson("/api/v1/holidays:import", new { })).Expect(400).WrongFields.ShouldBe(["year", "days"], ignoreOrder: true);
        (await service.Admin.PostJson("/api/v1/holidays:import", new { years = new Dictionary<string, object> { ["soon"] = Array.Empty<object>() } })).Expect(400).WrongFields.ShouldBe(["years"]);
        (await (await service.ClientFor("viewer")).PostJson("/api/v1/holidays:import", new { year = 2031 })).Expect(403);
    }

    private static object Day(string date) => new { date, name = "元旦", isOffDay = true };
}
