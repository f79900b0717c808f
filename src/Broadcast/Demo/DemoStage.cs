using System.Collections.Concurrent;

namespace Broadcast.Demo;

/// <summary>What is on the simulated platforms: the interviews that have begun and are not settled. The conductor puts them there, the platforms tell of them.</summary>
internal sealed class DemoStage
{
    private readonly ConcurrentDictionary<Guid, StagedInterview> _interviews = new();

    /// <summary>The newest first.</summary>
    public IReadOnlyList<StagedInterview> Interviews => [.. _interviews.Values.OrderByDescending(interview => interview.StartedAt)];

    /// <summary>The interview is on the platforms, from when till when.</summary>
    public void Put(SeenInterview seen) => _interviews.AddOrUpdate(seen.Id, _ => new StagedInterview(seen), (_, staged) => staged.Follow(seen));

    public void Remove(Guid id) => _interviews.TryRemove(id, out _);

    /// <summary>Whether all that there is to tell of an interview was told, some seconds ago at least.</summary>
    public bool IsTold(Guid id, DateTimeOffset now) => _interviews.TryGetValue(id, out var staged) && staged.CaughtUpAt < now.AddSeconds(-15);
}

/// <summary>An interview on the platforms.</summary>
internal sealed class StagedInterview
{
    public StagedInterview(SeenInterview seen)
    {
        Id = seen.Id;
        UnitName = seen.UnitName;
        Airings = new Dictionary<string, SimulatedAiring>(StringComparer.Ordinal);
        Follow(seen);
    }

    public Guid Id { get; }

    public string UnitName { get; }

    public bool IsLive { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>While it is live, when it will be over.</summary>
    public DateTimeOffset EndedAt { get; private set; }

    /// <summary>Its airings by the channel's code; exchanged as a whole when its times change.</summary>
    public IReadOnlyDictionary<string, SimulatedAiring> Airings { get; private set; }

    /// <summary>Until when each channel has told its readings; null: nobody has looked yet.</summary>
    public ConcurrentDictionary<string, DateTimeOffset>? ToldUntil { get; set; }

    /// <summary>Since when its history is told; null: not yet.</summary>
    public DateTimeOffset? CaughtUpAt { get; set; }

    public StagedInterview Follow(SeenInterview seen)
    {
        var startedAt = seen.StartedAt ?? seen.StartsAt;
        var endedAt = seen.EndedAt ?? startedAt.AddMinutes(DemoSeries.Minutes);
        IsLive = seen.State == "live";
        if (startedAt == StartedAt && endedAt == EndedAt)
        {
            return this;
        }

        (StartedAt, EndedAt) = (startedAt, endedAt);
        var seed = AudienceCurve.SeedOf(UnitName);
        var curve = new AudienceCurve(seed, startedAt);

        // A few draw far more than the others, as in every series.
        var popularity = 0.5 + (2.2 * Math.Pow(AudienceCurve.Chance(seed, 99), 4));
        Airings = DemoChannels.All.ToDictionary(
            channel => channel.Code, channel => new SimulatedAiring(channel, curve, channel.ExternalId(Id), popularity, startedAt, endedAt), StringComparer.Ordinal);
        return this;
    }
}
