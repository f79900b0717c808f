using Broadcast.Tests.Hosting;
using Broadcast.Work;

namespace Broadcast.Tests.Work;

public sealed class TakeOverTests
{
    [Fact]
    public async Task A_start_waits_for_no_lease_of_a_process_that_was_killed()
    {
        var ct = TestContext.Current.CancellationToken;
        using var folder = new TempFolder();
        await using (var killed = await ServiceFixture.Start(new ServiceSetup { DataDirectory = folder.Path }))
        {
            (await killed.Get<Leases>().TryTake("work", TimeSpan.FromHours(1), ct)).ShouldNotBeNull();
        }

        await using var next = await ServiceFixture.Start(new ServiceSetup { DataDirectory = folder.Path });
        (await next.Get<Leases>().TryTake("work", TimeSpan.FromHours(1), ct)).ShouldNotBeNull();
    }
}
