using System.Text;
using Broadcast.Tests.Hosting;
using Ical.Net;
using Ical.Net.CalendarComponents;

namespace Broadcast.Tests.Scheduling;

public sealed class CalendarFeedTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private readonly Plan _plan = new(service.Admin);

    [Fact]
    public async Task A_feed_is_read_by_a_calendar_program_as_it_was_booked()
    {
        var scene = await _plan.Scene();
        var interview = await scene.Book(body: scene.Body(await _plan.Host("主持人甲"), topic: "依法治理; 宪法, 进\\机关"));
        var answer = await Feed(await UrlOf("series", scene.SeriesId));
        answer.ContentType.ShouldBe("text/calendar");
        answer.Text.Split("\r\n").ShouldAllBe(line => Encoding.UTF8.GetByteCount(line) <= 75);
        answer.Text.ShouldNotContain("\n\n");
        answer.Text.Replace("\r\n", "", StringComparison.Ordinal).ShouldNotContain("\n");
        var calendar = Calendar.Load(answer.Text)!;
        calendar.Version.ShouldBe("2.0");
        calendar.ProductId.ShouldNotBeNullOrEmpty();
        calendar.Properties["X-WR-CALNAME"]!.Value.ShouldBe("《“八五”普法进行时》");
        calendar.TimeZones.Select(zone => zone.TzId).ShouldBe(["Asia/Shanghai"]);
        var entry = calendar.Events.ShouldHaveSingleItem();
        entry.Uid.ShouldBe($"interview-{interview.Id}@broadcast");
        entry.Summary.ShouldBe("依法治理; 宪法, 进\\机关 · 司法厅");
        entry.DtStart!.TzId.ShouldBe("Asia/Shanghai");
        entry.DtStart.Value.ShouldBe(Plan.Monday.DateTime);
        entry.DtStart.AsUtc.ShouldBe(Plan.Monday.UtcDateTime);
        entry.DtEnd!.AsUtc.ShouldBe(Plan.Monday.AddMinutes(40).UtcDateTime);
        entry.Location.ShouldBe("一号演播室");
        entry.Description!.ShouldContain("嘉宾 Guest: 梁厅长, 厅长");
        entry.Description!.ShouldContain("主持 Host: 主持人甲");
        entry.Status.ShouldBe("TENTATIVE");
        entry.Sequence.ShouldBe(0);
        entry.DtStamp.ShouldNotBeNull();
        entry.LastModified.ShouldNotBeNull();
    }

    [Fact]
    public async Task Moving_and_cancelling_are_revisions_of_the_same_entry()
    {
        var scene = await _plan.Scene();
        var interview = await scene.Book();
        var url = await UrlOf("series", scene.SeriesId);
        var booked = await Entry(url);
        (await service.Admin.PostJson($"/api/v1/interviews/{interview.Id}:reschedule", new { slotId = await scene.AnotherSlot() })).Expect(200);
        var moved = await Entry(url);
        moved.Uid.ShouldBe(booked.Uid);
        moved.Sequence.ShouldBe(1);
        moved.DtStart!.AsUtc.ShouldBe(Plan.Monday.AddDays(1).UtcDateTime);
        (moved.LastModified! >= booked.LastModified!).ShouldBeTrue();
        (await service.Admin.PostJson($"/api/v1/interviews/{interview.Id}:cancel", new { reason = "官员出差" })).Expect(200);
        var cancelled = await Entry(url);
        cancelled.Uid.ShouldBe(booked.Uid);
        cancelled.Sequence.ShouldBe(2);
        cancelled.Status.ShouldBe("CANCELLED");
        cancelled.Transparency.ShouldBe("TRANSPARENT");
        cancelled.Description!.ShouldContain("官员出差");
    }

    [Fact]
    public async Task What_took_place_is_confirmed()
    {
        var scene = await _plan.Scene();
        var interview = await scene.Book();
        (await service.Admin.PostJson($"/api/v1/interviews/{interview.Id}:start", new { at = Plan.Monday })).Expect(200);
        (await Entry(await UrlOf("series", scene.SeriesId))).Status.ShouldBe("CONFIRMED");
    }

    [Fact]
    public async Task An_official_a_studio_and_a_unit_have_their_own_interviews()
    {
        var scene = await _plan.Scene();
        var body = new { code = Plan.Code("berlin"), title = "Gespräche", timeZone = "Europe/Berlin", startsOn = "2026-03-01", endsOn = "2026-12-31", slotMinutes = 40 };
        var berlin = await _plan.Series(body);
        var (first, second) = (await scene.Book(), await scene.Book(await _plan.Slot(berlin, await _plan.Studio(), Plan.Monday.AddDays(30))));
        var stranger = scene with { UnitId = await _plan.Unit() };
        stranger = stranger with { OfficialId = await _plan.Official(stranger.UnitId) };
        var third = (await stranger.TryBook(slotId: await scene.AnotherSlot())).Expect(201);

        (await Uids(await UrlOf("officials", scene.OfficialId))).ShouldBe(Of(first, second));
        (await Uids(await UrlOf("series", scene.SeriesId))).ShouldBe(Of(first, third));
        (await Uids(await Rotate("units", scene.UnitId))).ShouldBe(Of(first, second));
        (await Uids(await Rotate("studios", scene.StudioId))).ShouldBe(Of(first, third));
        var both = Calendar.Load((await Feed(await UrlOf("officials", scene.OfficialId))).Text)!;
        both.TimeZones.Select(zone => zone.TzId).ShouldBe(["Asia/Shanghai", "Europe/Berlin"]);
        both.Events.Select(entry => entry.DtStart!.AsUtc).ShouldBe([Plan.Monday.UtcDateTime, Plan.Monday.AddDays(30).UtcDateTime]);

        static IEnumerable<string> Of(params Answer[] interviews) => interviews.Select(interview => $"interview-{interview.Id}@broadcast");
    }

    [Fact]
    public async Task A_feed_that_did_not_change_is_not_sent_again()
    {
        var scene = await _plan.Scene();
        var url = await UrlOf("series", scene.SeriesId);
        var empty = await Feed(url);
        Calendar.Load(empty.Text)!.Events.ShouldBeEmpty();
        Calendar.Load(empty.Text)!.TimeZones.ShouldHaveSingleItem();
        var tag = empty.Headers.ETag!.ToString();
        (await service.Anonymous.GetJson(url, ("If-None-Match", tag))).Expect(304).Text.ShouldBeEmpty();
        await scene.Book();
        var booked = (await service.Anonymous.GetJson(url, ("If-None-Match", tag))).Expect(200);
        (await service.Anonymous.GetJson(url, ("If-None-Match", booked.Headers.ETag!.ToString()))).Expect(304);
    }

    [Fact]
    public async Task Without_the_right_key_nothing_is_told()
    {
        var scene = await _plan.Scene();
        var (one, other) = (await UrlOf("series", scene.SeriesId), await UrlOf("officials", scene.OfficialId));
        var path = one.Split('?')[0];
        var nowhere = (await service.Anonymous.GetJson($"/api/v1/series/{Guid.Empty}/calendar.ics?key=x")).Expect(404);
        string[] wrong =
        [
            path, $"{path}?key=", $"{path}?key=x", $"{path}?key={other.Split('=')[1]}",
            $"/api/v1/studios/{scene.StudioId}/calendar.ics", $"/api/v1/units/{scene.UnitId}/calendar.ics?key=",
        ];
        foreach (var address in wrong)
        {
            var answer = (await service.Anonymous.GetJson(address)).Expect(404);
            answer.Slug.ShouldBe("not-found");
            answer["detail"].GetString().ShouldBe(nowhere["detail"].GetString());
            (await service.Admin.GetJson(address)).Expect(404);
        }

        (await service.Anonymous.GetJson("/api/v1/series/nope/calendar.ics?key=x")).Expect(404);
    }

    [Theory]
    [InlineData("series")]
    [InlineData("officials")]
    [InlineData("studios")]
    [InlineData("units")]
    public async Task A_key_that_was_taken_back_opens_nothing(string register)
    {
        var scene = await _plan.Scene();
        var id = register switch { "series" => scene.SeriesId, "officials" => scene.OfficialId, "studios" => scene.StudioId, _ => scene.UnitId };
        var before = register is "series" or "officials" ? await UrlOf(register, id) : await Rotate(register, id);
        await Feed(before);
        var after = await Rotate(register, id);
        after.ShouldNotBe(before);
        (await service.Anonymous.GetJson(before)).Expect(404);
        await Feed(after);
        (await service.Admin.PostJson($"/api/v1/{register}/{Guid.Empty}:rotate-calendar-key")).Expect(404);
        var log = (await service.Admin.GetJson($"/api/v1/audit-log?entity={id}")).Items[^1];
        log.GetProperty("action").GetString().ShouldBe("rotateCalendarKey");
        log.GetRawText().ShouldNotContain(after.Split('=')[1]);
    }

    [Fact]
    public async Task A_liaison_takes_back_what_is_its_own()
    {
        var scene = await _plan.Scene();
        var (own, other) = (await service.ClientFor("unit", scene.UnitId), await service.ClientFor("unit", await _plan.Unit()));
        foreach (var path in new[] { $"/api/v1/officials/{scene.OfficialId}", $"/api/v1/units/{scene.UnitId}" })
        {
            (await other.PostJson($"{path}:rotate-calendar-key")).Expect(403);
            (await own.PostJson($"{path}:rotate-calendar-key")).Expect(200);
        }

        (await own.PostJson($"/api/v1/series/{scene.SeriesId}:rotate-calendar-key")).Expect(403);
        (await own.PostJson($"/api/v1/studios/{scene.StudioId}:rotate-calendar-key")).Expect(403);
        var url = await UrlOf("officials", scene.OfficialId);
        (await other.PostJson($"/api/v1/officials/{scene.OfficialId}:rotate-calendar-key")).Expect(403);
        await Feed(url);
    }

    private async Task<string> UrlOf(string register, Guid id) => (await service.Admin.GetJson($"/api/v1/{register}/{id}")).Expect(200)["calendarUrl"].GetString()!;

    private async Task<string> Rotate(string register, Guid id) =>
        (await service.Admin.PostJson($"/api/v1/{register}/{id}:rotate-calendar-key")).Expect(200)["calendarUrl"].GetString()!;

    private async Task<Answer> Feed(string url) => (await service.Anonymous.GetJson(url)).Expect(200);

    private async Task<CalendarEvent> Entry(string url) => Calendar.Load((await Feed(url)).Text)!.Events.ShouldHaveSingleItem();

    private async Task<IEnumerable<string?>> Uids(string url) => Calendar.Load((await Feed(url)).Text)!.Events.OrderBy(entry => entry.DtStart).Select(entry => entry.Uid);
}
