namespace Broadcast.Demo;

/// <summary>
/// Runs the interviews as the people in the control room would: begins what is due, takes its parts, ends it after its time, settles it days later, and sees to it that something is always on the air.
/// What lies in the past is run as it was planned, so seeding the past and going on after a pause are the same work.
/// </summary>
internal sealed class DemoConductor(DemoClient client, DemoSeeder seeder, DemoCast cast, DemoStage stage, ILogger log, TimeProvider clock)
{
    private const int FewestWaiting = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Soon = TimeSpan.FromHours(6);

    // The stream joined the matrix a day ago; before that there was nobody to ask.
    private static readonly TimeSpan AudioSince = TimeSpan.FromDays(1);

    private readonly HashSet<Guid> _onChannels = [];
    private readonly SimulatedOfficials _officials = new(client);

    /// <summary>True once the calendar is full: from then on something is always on the air.</summary>
    public bool IsCalendarFull { get; set; }

    public async Task Run(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        do
        {
            await Patience.Try(Conduct, log, ct);
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    private async Task Conduct(CancellationToken ct)
    {
        var interviews = await client.List<SeenInterview>($"interviews?seriesId={cast.SeriesId}", ct);
        foreach (var interview in interviews.OrderBy(interview => (interview.StartsAt - clock.GetUtcNow()).Duration()))
        {
            await Patience.Try(token => Tend(interview, token), log, ct);
        }

        var soon = clock.GetUtcNow().AddMinutes(2);
        var onAir = interviews.Where(interview => interview.State == "live" || (interview.IsWaiting && interview.StartsAt < soon)).ToList();
        if (IsCalendarFull && onAir.Count < DemoSeries.LiveAtOnce)
        {
            await BringForward(interviews, [.. onAir.Select(interview => interview.StudioId)], ct);
        }
    }

    private async Task Tend(SeenInterview interview, CancellationToken ct)
    {
        interview = await Step(interview, ct);
        await BringToChannels(interview, ct);
        Show(interview);
        await _officials.Ask(interview, clock.GetUtcNow(), ct);
    }

    /// <summary>Whatever is due with one interview, one thing after the other.</summary>
    private async Task<SeenInterview> Step(SeenInterview interview, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (interview.IsWaiting && DueAt(interview) is var begins && begins <= now)
        {
            interview = await Act(interview, "start", begins, ct);
        }

        if (interview is { State: "live", StartedAt: { } startedAt })
        {
            interview = await TakeParts(interview, startedAt, now, ct);
            var over = startedAt.AddMinutes(DemoSeries.Minutes);
            interview = over <= now ? await Act(interview, "end", over, ct) : interview;
        }

        return interview.State == "ended" && interview.EndedAt + DemoSeries.ClosedAfter < now && stage.IsTold(interview.Id, now)
            ? await client.Post<SeenInterview>($"interviews/{interview.Id}:close", new { }, ct)
            : interview;
    }

    /// <summary>Nothing begins to the second.</summary>
    private static DateTimeOffset DueAt(SeenInterview interview) => interview.StartsAt.AddSeconds((int)(45 * AudienceCurve.Chance(AudienceCurve.SeedOf(interview.UnitName), 7)));

    private async Task<SeenInterview> TakeParts(SeenInterview interview, DateTimeOffset startedAt, DateTimeOffset now, CancellationToken ct)
    {
        for (var i = 0; i < interview.Segments.Count; i++)
        {
            var begins = startedAt.AddMinutes((double)DemoSeries.Minutes * i / interview.Segments.Count);
            if (interview.Segments[i].ActualStartsAt is null && begins <= now)
            {
                interview = await Act(interview, $"segments/{interview.Segments[i].Key}:take", begins, ct);
            }
        }

        return interview;
    }

    private Task<SeenInterview> Act(SeenInterview interview, string action, DateTimeOffset at, CancellationToken ct) =>
        client.Post<SeenInterview>($"interviews/{interview.Id}{(action.Contains('/', StringComparison.Ordinal) ? "/" : ":")}{action}", new { at }, ct);

    /// <summary>Says where it runs, once a run.</summary>
    private async Task BringToChannels(SeenInterview interview, CancellationToken ct)
    {
        if (interview.State is "closed" or "cancelled" or "requested" || _onChannels.Contains(interview.Id))
        {
            return;
        }

        var there = (await client.Get<SeenPage<SeenAiring>>($"interviews/{interview.Id}/broadcasts", ct)).Items.Select(airing => airing.ChannelId).ToHashSet();
        foreach (var channel in DemoChannels.All.Where(channel => !channel.IsPulled || interview.EndsAt > clock.GetUtcNow() - AudioSince))
        {
            var channelId = cast.Doors[channel.Code].ChannelId;
            if (!there.Contains(channelId))
            {
                await client.Post<SeenId>($"interviews/{interview.Id}/broadcasts", new { channelId, externalId = channel.ExternalId(interview.Id) }, ct);
            }
        }

        _onChannels.Add(interview.Id);
    }

    private void Show(SeenInterview interview)
    {
        if (interview.State is "live" or "ended")
        {
            stage.Put(interview);
        }
        else
        {
            stage.Remove(interview.Id);
        }

        if (interview.State is "closed" or "cancelled")
        {
            _onChannels.Remove(interview.Id);
        }
    }

    /// <summary>Too few are on the air: the one planned last is brought forward to now; when the plan is nearly used up, a unit comes again. In whichever studio is free.</summary>
    private async Task BringForward(List<SeenInterview> interviews, HashSet<Guid> busy, CancellationToken ct)
    {
        foreach (var studio in StudiosByTurn().Where(studio => !busy.Contains(cast.Studios[studio])))
        {
            if (await Patience.Try(token => BringForward(interviews, studio, token), log, ct))
            {
                return;
            }
        }
    }

    private async Task BringForward(List<SeenInterview> interviews, int studio, CancellationToken ct)
    {
        var now = seeder.LocalNow().Even(1);
        var waiting = interviews.Where(interview => interview.IsWaiting && interview.StartsAt > now + Soon).OrderByDescending(interview => interview.StartsAt).ToList();
        if (waiting.Count > FewestWaiting)
        {
            var slotId = await seeder.OpenSlot(cast, studio, now, ct);
            await client.Post<SeenInterview>($"interviews/{waiting[0].Id}:reschedule", new { slotId }, ct);
            return;
        }

        var (round, turn) = Math.DivRem(interviews.Count, DemoUnits.All.Count);
        await seeder.Book(cast, new DemoEntry(DemoUnits.All[turn].Again(round + 1), studio, now), ct);
    }

    /// <summary>Those for what is always on the air, then the others.</summary>
    private static IEnumerable<int> StudiosByTurn() => Enumerable.Range(0, DemoSeries.Studios.Length).Reverse();
}
