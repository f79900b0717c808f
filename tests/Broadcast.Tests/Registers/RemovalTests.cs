using Broadcast.Tests.Hosting;
using Broadcast.Tests.Scheduling;

namespace Broadcast.Tests.Registers;

/// <summary>What is used stays; what is not goes, with what hangs on it.</summary>
public sealed class RemovalTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private readonly Plan _plan = new(service.Admin);

    [Fact]
    public async Task What_an_interview_needs_is_not_removed_and_the_refusal_says_where_it_is_used()
    {
        var scene = await _plan.Scene();
        var host = await _plan.Host();
        (await service.Admin.PostJson($"/api/v1/series/{scene.SeriesId}/units", new { unitIds = new[] { scene.UnitId } })).Expect(200);
        (await scene.TryBook(body: scene.Body(host))).Expect(201);
        foreach (var (path, where) in new[] { ($"hosts/{host}", "interviews of the series"), ($"studios/{scene.StudioId}", "slots of the series"), ($"officials/{scene.OfficialId}", "interviews of the series"), ($"units/{scene.UnitId}", "its officials (1)") })
        {
            var answer = await service.Admin.Delete($"/api/v1/{path}");
            answer.Expect(409).Slug.ShouldBe("state-conflict", path);
            answer["detail"].GetString()!.ShouldContain(where, customMessage: path);
            (await service.Admin.GetJson($"/api/v1/{path}")).Expect(200);
        }

        (await service.Admin.Delete($"/api/v1/units/{scene.UnitId}"))["detail"].GetString()!.ShouldContain("where it takes part");
    }

    [Fact]
    public async Task A_unit_with_a_liaison_is_kept_until_the_token_is_revoked()
    {
        var unit = await _plan.Unit();
        var token = (await service.Admin.PostJson("/api/v1/tokens", new { name = "liaison", role = "unit", unitId = unit })).Expect(201).Id;
        (await service.Admin.Delete($"/api/v1/units/{unit}")).Expect(409)["detail"].GetString()!.ShouldContain("tokens");
        (await service.Admin.Delete($"/api/v1/tokens/{token}")).Expect(204);
        (await service.Admin.Delete($"/api/v1/units/{unit}")).Expect(204);
    }

    [Fact]
    public async Task What_is_not_used_goes_with_its_times_and_the_log_keeps_what_it_was()
    {
        var official = await _plan.Official(await _plan.Unit());
        (await service.Admin.PutJson($"/api/v1/officials/{official}/availability", new { busy = new[] { new { from = Plan.Monday, to = Plan.Monday.AddHours(2), note = "出差" } }, preferred = Array.Empty<object>() })).Expect(200);
        (await service.Admin.Delete($"/api/v1/officials/{official}")).Expect(204);
        (await service.Admin.GetJson($"/api/v1/officials/{official}")).Expect(404);
        (await service.Admin.Delete($"/api/v1/officials/{official}")).Expect(404);
        (await service.Get<Broadcast.Data.Db>().Query<string>(BusyNotes, new { id = official }, TestContext.Current.CancellationToken)).ShouldBeEmpty();
        var last = (await service.Admin.GetJson($"/api/v1/audit-log?entity={official}")).Items[^1];
        (last.GetProperty("action").GetString(), last.GetProperty("from").GetProperty("name").GetString()).ShouldBe(("delete", "梁厅长"));
    }

    [Fact]
    public async Task Only_who_may_make_an_entry_removes_one()
    {
        var unit = await _plan.Unit();
        var (host, official) = (await _plan.Host(), await _plan.Official(await _plan.Unit("别人")));
        var liaison = await service.ClientFor("unit", unit);
        var viewer = await service.ClientFor("viewer");
        (await liaison.Delete($"/api/v1/units/{unit}")).Expect(403);
        (await liaison.Delete($"/api/v1/officials/{official}")).Expect(403);
        (await liaison.Delete($"/api/v1/hosts/{host}")).Expect(403);
        (await viewer.Delete($"/api/v1/hosts/{host}")).Expect(403);
        (await (await service.ClientFor("producer")).Delete($"/api/v1/hosts/{host}")).Expect(204);
    }

    private static readonly Broadcast.Data.Sql BusyNotes = "SELECT Note FROM AvailabilityTime WHERE OwnerId = @id";
}
