using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Scheduling;

public sealed class GapTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private readonly Plan _plan = new(service.Admin);

    [Fact]
    public async Task Nothing_is_kept_free_unless_a_series_says_so()
    {
        var series = (await service.Admin.GetJson($"/api/v1/series/{await _plan.Series()}")).Expect(200);
        (series["setupMinutes"].GetInt32(), series["strikeMinutes"].GetInt32()).ShouldBe((0, 0));
        series["maxPerDay"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Theory]
    [InlineData(64, "studio-busy")]
    [InlineData(65, null)]
    [InlineData(-64, "studio-busy")]
    [InlineData(-65, null)]
    public async Task Between_two_interviews_lie_strike_and_set_up(int minutesApart, string? slug)
    {
        var scene = await _plan.Scene(Spaced(15, 10), Plan.Monday.AddHours(3));
        await scene.Book();
        var beside = await _plan.Slot(scene.SeriesId, scene.StudioId, Plan.Monday.AddHours(3).AddMinutes(minutesApart));
        var answer = await Another(scene, beside);
        answer.Slug.ShouldBe(slug, answer.Text);
        (await scene.StateOfSlot(beside)).ShouldBe(slug is null ? "booked" : "open");
    }

    [Fact]
    public async Task The_refusal_says_how_much_is_kept_free()
    {
        var scene = await _plan.Scene(Spaced(15, 10));
        await scene.Book();
        var beside = await _plan.Slot(scene.SeriesId, scene.StudioId, Plan.Monday.AddMinutes(50));
        (await Another(scene, beside)).Expect(409)["detail"].GetString()
            .ShouldBe("一号演播室 has the interview “宪法进机关”, 2026-03-09 09:00–09:40 (Asia/Shanghai), and 25 minutes are kept free between the two.");
    }

    [Theory]
    [InlineData(60, 29, "studio-busy")]
    [InlineData(60, 30, null)]
    [InlineData(-60, 34, "studio-busy")]
    [InlineData(-60, 35, null)]
    public async Task Of_two_series_the_earlier_one_strikes_and_the_later_one_sets_up(int side, int gap, string? slug)
    {
        // The first series needs 5 before and 10 after, the second 20 before and 30 after: 10 + 20 after the first, 30 + 5 before it.
        var scene = await _plan.Scene(Spaced(5, 10), Plan.Monday.AddHours(3));
        await scene.Book();
        var other = await _plan.Series(Spaced(20, 30));
        var at = Plan.Monday.AddHours(3).AddMinutes(side > 0 ? 40 + gap : -40 - gap);
        (await Another(scene, await _plan.Slot(other, scene.StudioId, at))).Slug.ShouldBe(slug);
    }

    [Fact]
    public async Task A_gap_that_grew_later_keeps_nobody_from_changing_what_stands()
    {
        var scene = await _plan.Scene();
        var first = await scene.Book();
        var beside = await _plan.Slot(scene.SeriesId, scene.StudioId, Plan.Monday.AddMinutes(40));
        (await Another(scene, beside)).Expect(201);
        (await service.Admin.PatchJson($"/api/v1/series/{scene.SeriesId}", new { setupMinutes = 30 })).Expect(200);
        (await service.Admin.PatchJson($"/api/v1/interviews/{first.Id}", new { hostId = await _plan.Host() })).Expect(200);
    }

    [Fact]
    public async Task Slots_closer_than_the_gap_are_made_with_a_word_of_warning()
    {
        var series = await _plan.Series(Spaced(15, 10));
        var made = (await service.Admin.PostJson(
            $"/api/v1/series/{series}/slots:generate", new { studioId = await _plan.Studio(), rrule = "FREQ=DAILY;COUNT=4;BYHOUR=9,10;BYMINUTE=0", startTime = "09:00" })).Expect(201);
        made["created"].GetArrayLength().ShouldBe(4);
        var warning = made["warnings"].EnumerateArray().ShouldHaveSingleItem();
        warning.GetProperty("type").GetString().ShouldBe("gap-not-kept");
        warning.GetProperty("slots").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task Of_fifty_who_want_a_studio_too_close_to_each_other_one_gets_it()
    {
        // Two slots of two series that do not overlap and do not keep the gap; the rivals for them meet only in the studio.
        var scene = await _plan.Scene();
        var at = Plan.Monday.AddDays(3);
        Guid[] slots = [await _plan.Slot(await _plan.Series(Spaced(20, 20)), scene.StudioId, at), await _plan.Slot(await _plan.Series(Spaced(20, 20)), scene.StudioId, at.AddMinutes(45))];
        var rivals = new List<(Scene Scene, Guid SlotId)>();
        for (var i = 0; i < 50; i++)
        {
            var unit = await _plan.Unit();
            rivals.Add((scene with { UnitId = unit, OfficialId = await _plan.Official(unit) }, slots[i % 2]));
        }

        var answers = await Task.WhenAll(rivals.Select(rival => rival.Scene.TryBook(slotId: rival.SlotId)));
        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        answers.Where(answer => answer.Status != 201).ShouldAllBe(answer => answer.Slug == "studio-busy" || answer.Slug == "slot-taken");
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        var wrong = new { code = Plan.Code("series"), title = "t", startsOn = "2026-03-09", endsOn = "2026-03-10", slotMinutes = 40, setupMinutes = -1, strikeMinutes = 721, maxPerDay = 0, maxPerWeek = 1001 };
        (await service.Admin.PostJson("/api/v1/series", wrong)).Expect(400).WrongFields.ShouldBe(["setupMinutes", "strikeMinutes", "maxPerDay", "maxPerWeek"], ignoreOrder: true);
    }

    private static object Spaced(int setupMinutes, int strikeMinutes) => new
    {
        code = Plan.Code("series"), title = "间隔", timeZone = "Asia/Shanghai", startsOn = "2026-03-09", endsOn = "2026-12-31", slotMinutes = 40, setupMinutes, strikeMinutes,
    };

    private async Task<Answer> Another(Scene scene, Guid slotId)
    {
        var unit = await _plan.Unit();
        return await (scene with { UnitId = unit, OfficialId = await _plan.Official(unit) }).TryBook(slotId: slotId);
    }
}
