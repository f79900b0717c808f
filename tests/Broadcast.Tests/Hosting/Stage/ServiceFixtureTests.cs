using Hangfire;
using Microsoft.Extensions.Time.Testing;

namespace Broadcast.Tests.Hosting;

public sealed class ServiceFixtureTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task The_service_answers_on_its_port_and_is_ready()
    {
        (await service.Anonymous.GetJson("/healthz/live")).Expect(200);
        (await service.Anonymous.GetJson("/healthz/ready")).Expect(200);
        (await service.Anonymous.GetJson("/api/v1/tokens")).Expect(401).Slug.ShouldBe("unauthorized");
        (await service.Admin.GetJson("/api/v1/tokens")).Expect(200);
    }

    [Fact]
    public async Task A_client_can_be_had_for_every_role()
    {
        var producer = await service.ClientFor("producer");
        (await producer.GetJson("/api/v1/audit-log")).Expect(200);
        (await producer.GetJson("/api/v1/tokens")).Expect(403).Slug.ShouldBe("forbidden");
        var viewer = await service.ClientFor("viewer");
        (await viewer.GetJson("/api/v1/audit-log")).Expect(200);
        (await viewer.GetJson("/api/v1/clashes")).Expect(403);
    }

    [Fact]
    public async Task Services_in_one_process_share_nothing_not_even_hangfire()
    {
        await using var other = await ServiceFixture.Start(new ServiceSetup());
        other.Address.ShouldNotBe(service.Address);
        other.Get<JobStorage>().ShouldNotBeSameAs(service.Get<JobStorage>());
        other.Get<IBackgroundJobClient>().ShouldNotBeSameAs(service.Get<IBackgroundJobClient>());

        (await other.Admin.PostJson("/api/v1/tokens", new { name = "only there", role = "viewer" })).Expect(201);
        var here = await service.Admin.GetJson("/api/v1/tokens?limit=200");
        here.Items.ShouldNotContain(token => token.GetProperty("name").GetString() == "only there");
    }

    [Fact]
    public async Task The_clock_is_the_tests_when_it_brings_one()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2031, 5, 4, 3, 2, 1, TimeSpan.Zero));
        await using var later = await ServiceFixture.Start(new ServiceSetup { Clock = clock });
        await later.ClientFor("viewer");
        var entry = (await later.Admin.GetJson("/api/v1/audit-log")).Items.ShouldHaveSingleItem();
        entry.GetProperty("at").GetDateTimeOffset().ShouldBe(clock.GetUtcNow());
    }

    [Fact]
    public async Task A_folder_that_is_given_outlives_the_service()
    {
        using var folder = new TempFolder();
        await using (var first = await ServiceFixture.Start(new ServiceSetup { DataDirectory = folder.Path }))
        {
            await first.ClientFor("viewer", name: "kept");
        }

        await using var second = await ServiceFixture.Start(new ServiceSetup { DataDirectory = folder.Path });
        (await second.Admin.GetJson("/api/v1/tokens")).Items.ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("kept");
    }
}
