using Broadcast.Tests.Hosting;
using Broadcast.Work;
using Microsoft.Extensions.DependencyInjection;

namespace Broadcast.Tests.Work;

public sealed class HangfireTests
{
    [Fact]
    public async Task A_nudge_runs_its_job_in_the_service_that_was_nudged_and_in_no_other()
    {
        var (here, there) = (new Bell(), new Bell());
        await using var service = await ServiceFixture.Start(new ServiceSetup { Configure = services => services.AddSingleton(here) });
        await using var other = await ServiceFixture.Start(new ServiceSetup { Configure = services => services.AddSingleton(there) });

        service.Get<Nudge<Ring>>().Now();
        await here.Rung.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        there.Rung.IsCompleted.ShouldBeFalse();

        other.Get<Nudge<Ring>>().Now();
        await there.Rung.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_recurs_runs_by_its_own_schedule()
    {
        var bell = new Bell();
        await using var service = await ServiceFixture.Start(new ServiceSetup
        {
            Configure = services => services.AddSingleton(bell).AddSingleton(new RecurringWork("ring", "* * * * * *", typeof(Ring))),
        });
        await bell.Rung.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_process_that_only_serves_runs_no_jobs()
    {
        var bell = new Bell();
        await using var service = await ServiceFixture.Start(new ServiceSetup
        {
            Settings = { ["Broadcast:Roles"] = "web" },
            Configure = services => services.AddSingleton(bell),
        });
        service.Get<Nudge<Ring>>().Now();
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        bell.Rung.IsCompleted.ShouldBeFalse();
    }

    /// <summary>What the job leaves to see.</summary>
    internal sealed class Bell
    {
        private readonly TaskCompletionSource _rung = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Rung => _rung.Task;

        public void Ring() => _rung.TrySetResult();
    }

    internal sealed class Ring(Bell bell, Nudge<Ring> nudge) : INudged
    {
        public Task Run(CancellationToken ct)
        {
            nudge.Taken();
            bell.Ring();
            return Task.CompletedTask;
        }
    }
}
