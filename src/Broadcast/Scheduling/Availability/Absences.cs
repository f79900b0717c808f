using Broadcast.Data;
using Broadcast.Outcomes;
using Broadcast.Times;

namespace Broadcast.Scheduling;

/// <summary>Whether somebody whom an interview claims said to be busy then. Asked within the booking's transaction, after the claim's rows were locked.</summary>
internal static class Absences
{
    private const string Away = "a.StartsAt, a.EndsAt, a.Note FROM AvailabilityTime a JOIN";

    private const string Then = "WHERE a.OwnerId = @id AND a.Kind = 'busy' AND a.StartsAt < @endsAt AND a.EndsAt > @startsAt ORDER BY a.StartsAt";

    private static readonly Sql OfOfficial = $"SELECT o.Name AS Who, {Away} Official o ON o.Id = a.OwnerId {Then}";

    private static readonly Sql OfHost = $"SELECT o.Name AS Who, {Away} Host o ON o.Id = a.OwnerId {Then}";

    private static readonly Sql OfStudio = $"SELECT o.Name AS Who, {Away} Studio o ON o.Id = a.OwnerId {Then}";

    /// <summary>The first who is busy, with the time and the note; null when nobody is.</summary>
    /// <param name="tx">The booking's transaction.</param>
    /// <param name="claim">What the interview claims.</param>
    /// <param name="isNew">Whom to ask; who has been in the interview before and became busy since, does not keep others from being changed.</param>
    public static async Task<Refusal?> Check(Tx tx, Claim claim, Func<Guid, bool> isNew)
    {
        foreach (var officialId in claim.OfficialIds.Where(isNew))
        {
            if (await Find(tx, OfOfficial, officialId, claim) is { } absence)
            {
                return absence.ToRefusal(Slugs.OfficialBusy, claim.Zone);
            }
        }

        if (claim.HostId is { } hostId && isNew(hostId) && await Find(tx, OfHost, hostId, claim) is { } ofHost)
        {
            return ofHost.ToRefusal(Slugs.HostBusy, claim.Zone);
        }

        return isNew(claim.StudioId) ? (await Find(tx, OfStudio, claim.StudioId, claim))?.ToRefusal(Slugs.StudioBusy, claim.Zone) : null;
    }

    private static Task<Absence?> Find(Tx tx, Sql sql, Guid id, Claim claim) => tx.Find<Absence>(sql, new { id, startsAt = claim.StartsAt, endsAt = claim.EndsAt });

    /// <summary>A busy time that is in the way.</summary>
    private sealed record Absence
    {
        public string Who { get; init; } = "";

        public DateTimeOffset StartsAt { get; init; }

        public DateTimeOffset EndsAt { get; init; }

        public string? Note { get; init; }

        public Refusal ToRefusal(string slug, TimeZoneInfo zone) =>
            new(slug, $"{Who} is busy{(Note is null ? "" : $" (“{Note}”)")}, {Instants.Span(StartsAt, EndsAt, zone)}.")
            {
                Obstacle = new Obstacle(Who, Note, StartsAt.In(zone), EndsAt.In(zone)),
            };
    }
}
