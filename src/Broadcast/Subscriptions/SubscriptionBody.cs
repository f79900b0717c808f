using System.Net;
using Broadcast.Access;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Broadcast.Platforms;

namespace Broadcast.Subscriptions;

/// <summary>What a client may say about a subscription.</summary>
internal sealed record SubscriptionBody
{
    private const int MostMilestones = 100;

    private static readonly long[] UsualMilestones = [1_000_000, 10_000_000, 20_000_000, 50_000_000, 100_000_000, 200_000_000, 500_000_000, 1_000_000_000];

    public Given<string> Name { get; init; }

    public Given<string> Url { get; init; }

    public Given<List<string?>> Events { get; init; }

    public Given<List<long>> Milestones { get; init; }

    public Given<Guid?> SeriesId { get; init; }

    public Given<bool?> AllowPrivate { get; init; }

    public Given<bool?> Active { get; init; }

    /// <summary>The subscription as it shall be, checked. Private addresses are an administrator's to allow: for an address that somebody else enters they are off.</summary>
    public Subscription Over(Subscription now, Caller by, Fields fields)
    {
        var isNew = now.Version == 0;
        var url = fields.Text("url", Url.Or(now.Url), 2000);
        var isAllowed = AllowPrivate.Value ?? (isNew || url != now.Url ? by.Role == Role.Admin : now.AllowPrivate);
        var events = EventsOver(now, fields);
        CheckUrl(url, isAllowed, fields);
        return now with
        {
            Name = isNew && !Name.IsGiven ? HostOf(url) : fields.Text("name", Name.Or(now.Name), 200),
            Url = url,
            Events = events,
            Milestones = MilestonesOver(now, fields),
            SeriesId = SeriesId.Or(now.SeriesId),
            AllowPrivate = isAllowed,
            Active = Active.Value ?? (isNew || now.Active),
            Version = now.Version + 1,
        };
    }

    private IReadOnlyList<string> EventsOver(Subscription now, Fields fields)
    {
        if (!Events.IsGiven && now.Version > 0)
        {
            return now.Events;
        }

        if (Events.Value is not { Count: > 0 } given)
        {
            fields.Wrong("events", $"Required: some of {string.Join(", ", SubscriptionEvent.All)}.");
            return [];
        }

        return [.. given.Select((what, i) => fields.OneOf($"events[{i}]", what, SubscriptionEvent.All)).Distinct(StringComparer.Ordinal)];
    }

    private IReadOnlyList<long> MilestonesOver(Subscription now, Fields fields)
    {
        if (Milestones.Value is not { } given)
        {
            return Milestones.IsGiven || now.Version == 0 ? UsualMilestones : now.Milestones;
        }

        if (given.Count > MostMilestones)
        {
            fields.Wrong("milestones", $"At most {MostMilestones}.");
        }

        for (var i = 0; i < given.Count; i++)
        {
            if (given[i] <= 0)
            {
                fields.Wrong($"milestones[{i}]", "More than 0.");
            }
        }

        return [.. given.Distinct().Order()];
    }

    private static void CheckUrl(string url, bool allowsPrivate, Fields fields)
    {
        if (url.Length == 0)
        {
            return;
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0)
        {
            fields.Wrong("url", "An http or https address, such as https://example.org/hook.");
        }
        else if (!allowsPrivate && IsPlainlyPrivate(address))
        {
            fields.Wrong("url", "An address of a private network: an administrator has to allow it.");
        }
    }

    /// <summary>What can be seen without asking for the name; the rest is decided when a connection is opened.</summary>
    private static bool IsPlainlyPrivate(Uri address) =>
        address.IsLoopback || (IPAddress.TryParse(address.IdnHost, out var ip) && OutgoingGuard.IsPrivate(ip));

    private static string HostOf(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.Host : "";
}
