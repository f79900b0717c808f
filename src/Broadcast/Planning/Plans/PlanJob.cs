using System.Diagnostics;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Planning.Model;
using Broadcast.Work;

namespace Broadcast.Planning;

/// <summary>
/// The Hangfire job that makes plans, one at a time over all processes (a lease), since each takes a processor. The row is the truth: what a killed worker left unfinished is begun anew by the next one.
/// </summary>
internal sealed class PlanJob(PlanTable table, ProblemReader reader, Db db, Leases leases, Nudge<PlanJob> nudge, TimeProvider clock, ILogger<PlanJob> log) : INudged
{
    private const string Name = "planner";
    private const int MostAttempts = 3;

    // Kept twice a second while the solver runs, so it only runs out when the worker is gone.
    private static readonly TimeSpan LeaseLength = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(500);

    public static readonly RecurringWork Work = new(Name, "*/2 * * * * *", typeof(PlanJob));

    public async Task Run(CancellationToken ct)
    {
        nudge.Taken();
        while (!ct.IsCancellationRequested && await table.Next(db, ct) is not null)
        {
            if (await leases.TryTake(Name, LeaseLength, ct) is not { } lease)
            {
                return;
            }

            try
            {
                await MakeNext(lease, ct);
            }
            finally
            {
                await leases.Return(lease);
            }
        }
    }

    private async Task MakeNext(Lease lease, CancellationToken ct)
    {
        if (await table.Next(db, ct) is not { } plan)
        {
            return;
        }

        if (plan.Attempts >= MostAttempts)
        {
            await Finish(lease, plan.Id, PlanRow.GivenUp, ct);
            return;
        }

        try
        {
            await Make(lease, plan, ct);
        }
        catch (Exception e) when (e is not (LeaseLostException or OperationCanceledException))
        {
            log.LogError(e, "Plan {Plan} of series {Series} broke off", plan.Id, plan.SeriesId);
            throw;
        }
    }

    private async Task Make(Lease lease, PlanRow plan, CancellationToken ct)
    {
        await Keep(lease, tx => table.Begin(tx, plan.Id, clock.GetUtcNow()), ct);
        var scene = await db.Read(tx => Read(tx, plan), ct) ?? throw new InvalidOperationException("A plan keeps its series.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var solving = Task.Run(() => PlanSolver.Solve(scene.Problem, new SolverLimits(TimeSpan.FromSeconds(plan.TimeLimitSeconds)), null, stop.Token), CancellationToken.None);
        try
        {
            await Accompany(lease, plan, solving, stop);
        }
        catch
        {
            await stop.CancelAsync();
            await solving.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }

        // A worker that is being stopped leaves the plan to the next one; half a search is no draft.
        ct.ThrowIfCancellationRequested();
        var result = PlanWriting.Of(scene, await solving);
        await Finish(lease, plan.Id, row => After(row, result), ct);
    }

    private async Task<PlanScene?> Read(Tx tx, PlanRow plan)
    {
        var before = plan.Result is null && plan.FollowsId is { } followed ? await table.Find(tx, followed) : plan;
        var drafted = before!.ReadResult().Assignments.ToDictionary(each => each.UnitId, each => each.SlotId);
        return await reader.Read(tx, plan.SeriesId, plan.ReadRules(), plan.ReadPins(), drafted, clock.GetUtcNow());
    }

    /// <summary>Tells how far it is, keeps the lease, and hears whether somebody wants it to stop.</summary>
    private async Task Accompany(Lease lease, PlanRow plan, Task solving, CancellationTokenSource stop)
    {
        var began = Stopwatch.GetTimestamp();
        while (await Task.WhenAny(solving, Task.Delay(Beat, TimeProvider.System)) != solving)
        {
            var progress = Math.Min(0.95, Stopwatch.GetElapsedTime(began).TotalSeconds / (plan.TimeLimitSeconds + 1));
            var row = await db.Write(
                async tx =>
                {
                    await leases.Confirm(tx, lease);
                    await table.Advance(tx, plan.Id, progress);
                    return await table.Find(tx, plan.Id);
                },
                CancellationToken.None);
            if (row is not { IsCancelled: false })
            {
                await stop.CancelAsync();
            }
        }
    }

    /// <summary>A first plan that was cancelled came to nothing; one that had been made before goes back to what it was.</summary>
    private static PlanRow After(PlanRow row, PlanResult result) => row switch
    {
        { IsCancelled: true } => PlanRow.Cancelled(row),
        _ => row with { State = PlanState.Draft, Progress = 1, Result = Json.Write(result), Problem = null },
    };

    private Task Finish(Lease lease, Guid id, Func<PlanRow, PlanRow> after, CancellationToken ct) => Keep(
        lease,
        async tx =>
        {
            if (await table.Lock(tx, id) is { State: PlanState.Running } row)
            {
                var next = after(row) with { FinishedAt = clock.GetUtcNow(), IsCancelled = false };
                await table.Save(tx, next);
                if (next.State == PlanState.Draft)
                {
                    await table.Supersede(tx, next);
                }
            }
        },
        ct);

    private Task Keep(Lease lease, Func<Tx, Task> work, CancellationToken ct) => db.Write(
        async tx =>
        {
            await leases.Confirm(tx, lease);
            await work(tx);
        },
        ct);
}
