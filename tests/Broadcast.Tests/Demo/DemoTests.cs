using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Demo;

/// <summary>The demonstration seen by whoever tries the program.</summary>
public sealed class DemoTests(RunningDemo demo) : IClassFixture<RunningDemo>
{
    private const int Over = 39;
    private const decimal NearlyAll = 210_000_000;
    private const decimal Most = 230_000_000;

    [Fact]
    public async Task Each_of_64_units_has_its_interview_in_a_full_calendar()
    {
        var interviews = await RunningDemo.Until(demo.Interviews, all => all.Count == 64 && all.Count(one => StateOf(one) is "ended" or "closed") == Over && all.Count(one => StateOf(one) == "confirmed") > 5);
        interviews.Count.ShouldBe(64);
        interviews.Select(one => one.GetProperty("unitId").GetGuid()).Distinct().Count().ShouldBe(64);
        interviews.Count(one => StateOf(one) == "live").ShouldBe(2);
        interviews.Count(one => StateOf(one) == "requested").ShouldBe(4);
        interviews.Count(one => StateOf(one) == "confirmed").ShouldBeInRange(6, 18);
        interviews.Count(one => StateOf(one) is "booked" or "confirmed").ShouldBe(19);
        interviews.Count(one => StateOf(one) is "ended" or "closed").ShouldBe(Over);
        var startsAt = interviews.Select(one => one.GetProperty("startsAt").GetDateTimeOffset()).ToList();
        (startsAt.Max() - startsAt.Min()).TotalDays.ShouldBeInRange(75, 100);
    }

    [Fact]
    public async Task The_total_stands_near_220_million_and_moves()
    {
        var before = await RunningDemo.Until(demo.Views, views => views > NearlyAll);
        before.ShouldBeInRange(NearlyAll, Most);
        (await RunningDemo.Until(demo.Views, views => views > before, seconds: 5)).ShouldBeGreaterThan(before);
        (await demo.Audience())["concurrent"].GetDecimal().ShouldBeGreaterThan(10_000);
    }

    [Fact]
    public async Task All_four_families_and_all_five_parts_have_an_audience()
    {
        await RunningDemo.Until(demo.Views, views => views > NearlyAll);
        (await demo.Audience())["byFamily"].EnumerateArray().Count(family => family.GetProperty("views").GetDecimal() > 1_000_000).ShouldBe(4);
        var parts = (await demo.Admin.GetJson($"/api/v1/series/{demo.SeriesId}/audience/breakdown?by=segment")).Expect(200).Items;
        parts.Count(part => part.GetProperty("watchSeconds").GetDecimal() > 1_000_000).ShouldBe(5);
    }

    [Fact]
    public async Task An_icecast_server_is_asked_and_answers()
    {
        var pulls = await RunningDemo.Until(() => demo.Deliveries("accepted"), all => all.Any(IsPulledReading));
        pulls.Count(IsPulledReading).ShouldBeGreaterThan(0);

        static bool IsPulledReading(System.Text.Json.JsonElement delivery) =>
            delivery.GetProperty("webhookId").GetString()!.StartsWith("pull:", StringComparison.Ordinal) && delivery.GetProperty("readings").GetInt32() == 1;
    }

    [Theory]
    [InlineData("accepted")]
    [InlineData("partial")]
    [InlineData("rejected")]
    [InlineData("duplicate")]
    public async Task Platforms_have_their_habits(string state) =>
        (await RunningDemo.Until(() => demo.Deliveries(state), all => all.Count > 0)).ShouldNotBeEmpty();

    [Fact]
    public async Task A_stranger_may_see_the_figures()
    {
        using var stranger = new HttpClient { BaseAddress = demo.Admin.BaseAddress };
        (await stranger.GetJson($"/api/v1/series/{demo.SeriesId}/audience")).Expect(200);
    }

    [Fact]
    public async Task Started_again_it_goes_on_where_it_was_and_never_touches_the_real_file()
    {
        var before = await RunningDemo.Until(demo.Views, views => views > NearlyAll);
        var series = demo.SeriesId;
        (await demo.Restart()).ShouldBe(0);

        demo.SeriesId.ShouldBe(series);
        (await RunningDemo.Until(demo.Views, views => views > before)).ShouldBeInRange(before + 1, Most);
        (await demo.Interviews()).Count.ShouldBe(64);
        (await demo.Admin.GetJson("/api/v1/channels")).Items.Count.ShouldBe(10);
        (await demo.Admin.GetJson("/api/v1/units?limit=200")).Items.Count.ShouldBe(64);
        File.Exists(demo.DemoFile).ShouldBeTrue();
        (await File.ReadAllBytesAsync(demo.RealFile, TestContext.Current.CancellationToken)).ShouldBe(RunningDemo.RealContent);
    }

    private static string? StateOf(System.Text.Json.JsonElement interview) => interview.GetProperty("state").GetString();
}
