using Broadcast.Hosting;

namespace Broadcast.Subscriptions;

/// <summary>Somebody who is told what happens by a signed webhook (Standard Webhooks), as it is shown.</summary>
public record Subscription : IVersioned
{
    /// <summary>The subscription's id.</summary>
    public Guid Id { get; init; }

    /// <summary>As people call it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where messages are posted.</summary>
    public string Url { get; init; } = "";

    /// <summary>What is told, such as <c>interview.live</c>.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>The views of a series that are told once each, ascending.</summary>
    public IReadOnlyList<long> Milestones { get; init; } = [];

    /// <summary>The series it is about; null: all of them.</summary>
    public Guid? SeriesId { get; init; }

    /// <summary>An administrator allows addresses of private networks.</summary>
    public bool AllowPrivate { get; init; }

    /// <summary>Whether messages go out; while not, none is made either.</summary>
    public bool Active { get; init; }

    /// <summary>Who made it.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>How many messages wait.</summary>
    public int Queued { get; init; }

    /// <summary>How many were given up.</summary>
    public int Dead { get; init; }

    /// <inheritdoc/>
    public int Version { get; init; }

    internal bool Wants(string what, Guid seriesId) => Active && (SeriesId is null || SeriesId == seriesId) && Events.Contains(what, StringComparer.Ordinal);
}

/// <summary>A subscription just made; the secret is shown this once.</summary>
public sealed record NewSubscription : Subscription
{
    internal NewSubscription(Subscription made, string secret)
        : base(made) => Secret = secret;

    /// <summary>What signs its messages, <c>whsec_…</c>.</summary>
    public string Secret { get; }
}
