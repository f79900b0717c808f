using Broadcast.Scheduling;
using Broadcast.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Broadcast.Tests.Scheduling;

public sealed class RequestTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    private ServiceFixture _service = null!;
    private Plan _plan = null!;
    private Scene _scene = null!;
    private HttpClient _liaison = null!;

    public async ValueTask InitializeAsync()
    {
        _service = await ServiceFixture.Start(new ServiceSetup { Clock = _clock });
        _plan = new Plan(_service.Admin);
        _scene = await _plan.Scene();
        _liaison = await _service.ClientFor("unit", _scene.UnitId);
    }

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task A_request_holds_the_slot_until_a_producer_agrees()
    {
        var asked = (await _scene.TryRequest(_liaison)).Expect(201);
        asked["state"].GetString().ShouldBe("requested");
        asked["holdUntil"].GetDateTimeOffset().ShouldBe(_clock.GetUtcNow().AddHours(72));
        (await _scene.StateOfSlot()).ShouldBe("booked");
        (await _scene.TryBook()).Expect(409).Slug.ShouldBe("slot-taken");
        (await _liaison.PostJson($"/api/v1/interviews/{asked.Id}:approve")).Expect(403);
        var agreed = (await _service.Admin.PostJson($"/api/v1/interviews/{asked.Id}:approve")).Expect(200);
        agreed["state"].GetString().ShouldBe("booked");
        _clock.Advance(TimeSpan.FromHours(100));
        await Sweep();
        (await _liaison.GetJson($"/api/v1/interviews/{asked.Id}")).Expect(200)["state"].GetString().ShouldBe("booked");
    }

    [Fact]
    public async Task A_request_that_is_refused_opens_the_slot_and_says_why()
    {
        var asked = (await _scene.TryRequest(_liaison)).Expect(201);
        (await _service.Admin.PostJson($"/api/v1/interviews/{asked.Id}:refuse")).Expect(400).WrongFields.ShouldBe(["reason"]);
        var refused = (await _service.Admin.PostJson($"/api/v1/interviews/{asked.Id}:refuse", new { reason = "档期另有安排" })).Expect(200);
        refused["state"].GetString().ShouldBe("cancelled");
        refused["reason"].GetString().ShouldBe("档期另有安排");
        (await _scene.StateOfSlot()).ShouldBe("open");
    }

    [Fact]
    public async Task A_hold_that_runs_out_cancels_the_interview_and_opens_the_slot()
    {
        var asked = (await _scene.TryRequest(_liaison)).Expect(201);
        _clock.Advance(TimeSpan.FromHours(72) - TimeSpan.FromMilliseconds(1));
        await Sweep();
        (await _scene.StateOfSlot()).ShouldBe("booked");
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await Sweep();
        var expired = await _liaison.GetJson($"/api/v1/interviews/{asked.Id}");
        expired["state"].GetString().ShouldBe("cancelled");
        expired["reason"].GetString().ShouldBe("The hold ran out.");
        (await _scene.StateOfSlot()).ShouldBe("open");
        var last = (await _service.Admin.GetJson($"/api/v1/audit-log?entity={asked.Id}")).Items[^1];
        last.GetProperty("actor").GetString().ShouldBe("service");
        last.GetProperty("action").GetString().ShouldBe("expire");
    }

    [Fact]
    public async Task A_hold_that_ran_out_is_in_nobodys_way_even_before_the_sweep()
    {
        var asked = (await _scene.TryRequest(_liaison)).Expect(201);
        _clock.Advance(TimeSpan.FromHours(72));
        await _scene.Book();
        (await _service.Admin.PostJson($"/api/v1/interviews/{asked.Id}:approve")).Expect(409).Slug.ShouldBe("state-conflict");
    }

    [Fact]
    public async Task The_sweep_runs_by_itself()
    {
        var asked = (await _scene.TryRequest(_liaison)).Expect(201);
        _clock.Advance(TimeSpan.FromHours(73));
        for (var i = 0; i < 200 && (await State(asked.Id)) != "cancelled"; i++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        (await State(asked.Id)).ShouldBe("cancelled");
    }

    [Fact]
    public async Task Hold_hours_may_be_fractions()
    {
        (await _service.Admin.PatchJson($"/api/v1/series/{_scene.SeriesId}", new { holdHours = 0.001 })).Expect(200);
        var asked = (await _scene.TryRequest(_liaison)).Expect(201);
        asked["holdUntil"].GetDateTimeOffset().ShouldBe(_clock.GetUtcNow().AddSeconds(3.6));
    }

    [Fact]
    public async Task A_liaison_asks_for_its_own_unit_and_edits_and_takes_back_what_it_asked_for()
    {
        var stranger = await _service.ClientFor("unit", await _plan.Unit());
        (await _scene.TryRequest(stranger)).Expect(403);
        (await _scene.TryRequest(await _service.ClientFor("viewer"))).Expect(403);
        var asked = (await _scene.TryRequest(_liaison)).Expect(201);
        var path = $"/api/v1/interviews/{asked.Id}";

        (await stranger.GetJson(path)).Expect(404);
        (await stranger.GetJson("/api/v1/interviews")).Items.ShouldBeEmpty();
        (await stranger.GetJson($"/api/v1/interviews?unitId={_scene.UnitId}")).Items.ShouldBeEmpty();
        (await stranger.PatchJson(path, new { topic = "x" })).Expect(403);
        (await stranger.PostJson($"{path}:cancel", new { reason = "x" })).Expect(403);

        (await _liaison.GetJson("/api/v1/interviews")).Items.ShouldHaveSingleItem();
        (await _liaison.PatchJson(path, new { topic = "民法典进乡村" })).Expect(200)["topic"].GetString().ShouldBe("民法典进乡村");
        (await _liaison.PatchJson(path, new { hostId = await _plan.Host() })).Expect(403);
        (await _liaison.PostJson($"{path}:cancel", new { reason = "换人" })).Expect(200)["state"].GetString().ShouldBe("cancelled");

        var booked = await _scene.Book();
        (await _liaison.PostJson($"/api/v1/interviews/{booked.Id}:cancel", new { reason = "换人" })).Expect(403);
        (await _liaison.PostJson($"/api/v1/interviews/{booked.Id}:start")).Expect(403);
    }

    private async Task<string> State(Guid id) => (await _liaison.GetJson($"/api/v1/interviews/{id}"))["state"].GetString()!;

    private async Task Sweep()
    {
        using var scope = _service.Services.CreateScope();
        await scope.ServiceProvider.GetRequiredService<HoldSweep>().Run(TestContext.Current.CancellationToken);
    }
}
