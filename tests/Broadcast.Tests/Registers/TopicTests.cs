using System.Text.Json;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Scheduling;

namespace Broadcast.Tests.Registers;

public sealed class TopicTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private readonly Plan _plan = new(service.Admin);

    [Fact]
    public async Task A_topic_may_belong_to_a_month_and_to_a_unit()
    {
        var unit = await _plan.Unit();
        var made = (await service.Admin.PostJson("/api/v1/topics", new { title = " 宪法宣传 ", note = "十二月四日", month = "2026-12", unitId = unit })).Expect(201);
        (made["title"].GetString(), made["note"].GetString(), made["month"].GetString(), made["unitId"].GetGuid(), made["version"].GetInt32()).ShouldBe(("宪法宣传", "十二月四日", "2026-12", unit, 1));
        made.Headers.Location!.ToString().ShouldBe($"/api/v1/topics/{made.Id}");
        var bare = (await service.Admin.PostJson("/api/v1/topics", new { title = "依法治理" })).Expect(201);
        (bare["month"].ValueKind, bare["unitId"].ValueKind).ShouldBe((JsonValueKind.Null, JsonValueKind.Null));
        (await service.Admin.GetJson("/api/v1/topics?month=2026-12")).Items.ShouldHaveSingleItem().GetProperty("id").GetGuid().ShouldBe(made.Id);
        (await service.Admin.GetJson($"/api/v1/topics?unitId={unit}")).Items.ShouldHaveSingleItem();
        (await service.Admin.GetJson("/api/v1/topics?q=依法")).Items.ShouldContain(topic => topic.GetProperty("id").GetGuid() == bare.Id);

        var moved = (await service.Admin.PatchJson($"/api/v1/topics/{made.Id}", new { month = "2027-01", unitId = (Guid?)null }, ("If-Match", "\"1\""))).Expect(200);
        (moved["month"].GetString(), moved["unitId"].ValueKind, moved["title"].GetString()).ShouldBe(("2027-01", JsonValueKind.Null, "宪法宣传"));
        (await service.Admin.Delete($"/api/v1/topics/{made.Id}", ("If-Match", "\"1\""))).Expect(412);
        (await service.Admin.Delete($"/api/v1/topics/{made.Id}", ("If-Match", "\"2\""))).Expect(204);
        (await service.Admin.GetJson($"/api/v1/topics/{made.Id}")).Expect(404);
    }

    [Theory]
    [InlineData("2026-13")]
    [InlineData("March")]
    [InlineData("0001-01")]
    public async Task A_month_that_is_none_is_named(string month) =>
        (await service.Admin.PostJson("/api/v1/topics", new[] { new { title = "a", month }, new { title = "b", month = "2026-03" } })).Expect(400).WrongFields.ShouldBe(["[0].month"]);

    [Fact]
    public async Task A_topic_without_a_title_or_of_a_unit_that_is_not_there_is_refused()
    {
        (await service.Admin.PostJson("/api/v1/topics", new { title = " ", unitId = Guid.Empty })).Expect(400).WrongFields.ShouldBe(["title", "unitId"], ignoreOrder: true);
        (await service.Admin.PostJson("/api/v1/topics", new { title = new string('x', 301) })).Expect(400).WrongFields.ShouldBe(["title"]);
    }

    [Fact]
    public async Task A_liaison_sees_the_topics_of_all_and_of_its_own_unit_and_edits_the_latter()
    {
        var (own, other) = (await _plan.Unit("自己"), await _plan.Unit("别人"));
        var (mine, theirs, open) = (await Topic(own), await Topic(other), await Topic(null));
        var liaison = await service.ClientFor("unit", own);
        var seen = (await liaison.GetJson("/api/v1/topics?limit=200")).Items.Select(topic => topic.GetProperty("id").GetGuid()).ToList();
        seen.ShouldContain(mine);
        seen.ShouldContain(open);
        seen.ShouldNotContain(theirs);
        (await liaison.GetJson($"/api/v1/topics/{theirs}")).Expect(404);
        (await liaison.PatchJson($"/api/v1/topics/{mine}", new { title = "新" })).Expect(200);
        (await liaison.PatchJson($"/api/v1/topics/{open}", new { title = "新" })).Expect(403);
        (await liaison.PatchJson($"/api/v1/topics/{mine}", new { unitId = other })).Expect(403);
        (await liaison.PostJson("/api/v1/topics", new { title = "新", unitId = own })).Expect(201);
        (await liaison.PostJson("/api/v1/topics", new { title = "新" })).Expect(403);
        (await liaison.Delete($"/api/v1/topics/{open}")).Expect(403);
        (await liaison.Delete($"/api/v1/topics/{mine}")).Expect(204);
    }

    private async Task<Guid> Topic(Guid? unitId) => (await service.Admin.PostJson("/api/v1/topics", new { title = Plan.Code("topic"), unitId })).Expect(201).Id;
}
