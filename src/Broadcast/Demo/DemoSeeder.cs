namespace Broadcast.Demo;

/// <summary>Enters the series into the service as a producer would. What is there already is left as it is, so that a start after a kill goes on where it was.</summary>
internal sealed class DemoSeeder(DemoClient client, TimeProvider clock)
{
    /// <summary>The series, everybody and everything that belongs to it, and the channels with secrets of this run.</summary>
    public async Task<DemoCast> Prepare(Uri icecast, CancellationToken ct)
    {
        var series = await PrepareSeries(ct);
        var studios = await Names("studios", DemoSeries.Studios, name => new { name, place = "广播电视中心" }, ct);
        var hosts = await Names("hosts", DemoSeries.Hosts, name => new { name }, ct);
        var units = await Speakers(DemoUnits.All, ct);
        await client.Post<object>($"series/{series}/units", new { unitIds = units.Values.Select(unit => unit.UnitId) }, ct);
        return new DemoCast(series, studios, hosts, units, await Channels(icecast, ct));
    }

    /// <summary>Books every unit that has no interview yet.</summary>
    public async Task Fill(DemoCast cast, CancellationToken ct)
    {
        var booked = (await client.List<SeenInterview>($"interviews?seriesId={cast.SeriesId}", ct)).Select(interview => interview.UnitId).ToHashSet();
        foreach (var entry in DemoCalendar.Around(LocalNow()).Where(entry => !booked.Contains(cast.Units[entry.Unit.Code].UnitId)))
        {
            await Book(cast, entry, ct);
        }
    }

    /// <summary>Books one interview.</summary>
    public async Task<Guid> Book(DemoCast cast, DemoEntry entry, CancellationToken ct)
    {
        if (!cast.Units.TryGetValue(entry.Unit.Code, out var unit))
        {
            unit = (await Speakers([entry.Unit], ct))[entry.Unit.Code];
        }

        var slot = await OpenSlot(cast, entry.Studio, entry.StartsAt, ct);
        var body = new
        {
            unitId = unit.UnitId,
            topic = entry.Unit.Topic,
            hostId = entry.Host is { } host ? cast.Hosts[host] : (Guid?)null,
            guests = new[] { new { officialId = unit.OfficialId, role = "principal" } },
        };
        return (await client.Post<SeenId>($"slots/{slot}/{(entry.IsRequest ? "request" : "booking")}", body, ct)).Id;
    }

    /// <summary>A free slot at this time: a new one, or the one that a run which was cut off had made.</summary>
    public async Task<Guid> OpenSlot(DemoCast cast, int studio, DateTimeOffset startsAt, CancellationToken ct)
    {
        var studioId = cast.Studios[studio];
        var open = await client.List<SeenSlot>($"series/{cast.SeriesId}/slots?state=open&studioId={studioId}", ct);
        return open.Find(slot => slot.StartsAt == startsAt)?.Id
            ?? (await client.Post<SeenId>($"series/{cast.SeriesId}/slots", new { studioId, startsAt, endsAt = startsAt.AddMinutes(DemoSeries.Minutes) }, ct)).Id;
    }

    public DateTimeOffset LocalNow() => TimeZoneInfo.ConvertTime(clock.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(DemoSeries.TimeZone));

    private async Task<Guid> PrepareSeries(CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(LocalNow().DateTime);
        var endsOn = today.AddDays(DemoCalendar.DaysAfter);
        if ((await client.List<SeenCode>($"series?code={DemoSeries.Code}", ct)).Find(series => series.Code == DemoSeries.Code) is { } known)
        {
            // A demonstration that is started again weeks later must still have days to go on in.
            await client.Patch($"series/{known.Id}", new { endsOn }, ct);
            return known.Id;
        }

        var body = new
        {
            code = DemoSeries.Code,
            title = DemoSeries.Title,
            timeZone = DemoSeries.TimeZone,
            startsOn = today.AddDays(-DemoCalendar.DaysBefore),
            endsOn,
            slotMinutes = DemoSeries.Minutes,
            holdHours = DemoSeries.HoldHours,
            @public = true,
        };
        return (await client.Post<SeenId>("series", body, ct)).Id;
    }

    private async Task<IReadOnlyList<Guid>> Names(string register, IReadOnlyList<string> names, Func<string, object> body, CancellationToken ct)
    {
        var known = await client.List<SeenName>($"{register}?", ct);
        var missing = names.Where(name => !known.Exists(entry => entry.Name == name)).ToList();
        if (missing.Count > 0)
        {
            known.AddRange((await client.Post<SeenPage<SeenName>>(register, missing.Select(body), ct)).Items);
        }

        return [.. names.Select(name => known.Find(entry => entry.Name == name)!.Id)];
    }

    /// <summary>The units and the official who speaks for each.</summary>
    private async Task<Dictionary<string, DemoSpeaker>> Speakers(IReadOnlyList<DemoUnit> units, CancellationToken ct)
    {
        var unitIds = await UnitIds(units, ct);
        var officials = await client.List<SeenOfficial>("officials?", ct);
        var silent = units.Where(unit => !officials.Exists(official => official.UnitId == unitIds[unit.Code])).ToList();
        if (silent.Count > 0)
        {
            // The mail addresses are of a domain that never exists.
            var bodies = silent.Select(unit => new { unitId = unitIds[unit.Code], name = $"{unit.Name}主要负责人", title = unit.Head, email = $"{unit.Code}@pufa.example" });
            officials.AddRange((await client.Post<SeenPage<SeenOfficial>>("officials", bodies, ct)).Items);
        }

        var speakers = officials.ToLookup(official => official.UnitId, official => official.Id);
        return units.ToDictionary(unit => unit.Code, unit => new DemoSpeaker(unitIds[unit.Code], speakers[unitIds[unit.Code]].First()), StringComparer.Ordinal);
    }

    private async Task<Dictionary<string, Guid>> UnitIds(IReadOnlyList<DemoUnit> units, CancellationToken ct)
    {
        var known = await client.List<SeenCode>("units?", ct);
        var missing = units.Where(unit => !known.Exists(entry => entry.Code == unit.Code)).ToList();
        if (missing.Count > 0)
        {
            var bodies = missing.Select(unit => new { unit.Code, unit.Name, unit.Level, unit.Region });
            known.AddRange((await client.Post<SeenPage<SeenCode>>("units", bodies, ct)).Items);
        }

        return known.ToDictionary(unit => unit.Code, unit => unit.Id, StringComparer.Ordinal);
    }

    /// <summary>A secret is shown once, so each run has a new one made; the Icecast server is at a new address each time.</summary>
    private async Task<Dictionary<string, DemoDoor>> Channels(Uri icecast, CancellationToken ct)
    {
        var known = (await client.List<SeenCode>("channels?", ct)).ToDictionary(channel => channel.Code, channel => channel.Id, StringComparer.Ordinal);
        var doors = new Dictionary<string, DemoDoor>(StringComparer.Ordinal);
        foreach (var channel in DemoChannels.All)
        {
            var settings = channel.IsPulled ? new { url = icecast } : null;
            if (!known.TryGetValue(channel.Code, out var id))
            {
                var connector = channel.IsPulled ? "icecast" : "webhook";
                var made = await client.Post<NewSecret>("channels", new { channel.Code, channel.Name, channel.Family, connector, settings, channel.ViewsCounter }, ct);
                doors[channel.Code] = new DemoDoor(made.Id, made.WebhookSecret);
                continue;
            }

            if (channel.IsPulled)
            {
                await client.Patch($"channels/{id}", new { settings }, ct);
            }

            doors[channel.Code] = new DemoDoor(id, (await client.Post<NewSecret>($"channels/{id}:rotate-secret", new { }, ct)).WebhookSecret);
        }

        return doors;
    }

    private sealed record NewSecret(Guid Id, string WebhookSecret);
}

/// <summary>What the service calls the things of the demonstration.</summary>
/// <param name="SeriesId">The series.</param>
/// <param name="Studios">In the order of <see cref="DemoSeries.Studios"/>.</param>
/// <param name="Hosts">In the order of <see cref="DemoSeries.Hosts"/>.</param>
/// <param name="Units">By the unit's code.</param>
/// <param name="Doors">By the channel's code.</param>
internal sealed record DemoCast(
    Guid SeriesId, IReadOnlyList<Guid> Studios, IReadOnlyList<Guid> Hosts, IReadOnlyDictionary<string, DemoSpeaker> Units, IReadOnlyDictionary<string, DemoDoor> Doors);

/// <summary>A unit and the official who speaks for it.</summary>
internal sealed record DemoSpeaker(Guid UnitId, Guid OfficialId);

/// <summary>A channel and what its platform signs with.</summary>
internal sealed record DemoDoor(Guid ChannelId, string Secret);
