using Broadcast.Data;
using Broadcast.Hosting;

namespace Broadcast.Subscriptions;

/// <summary>Subscriptions as rows.</summary>
internal sealed class SubscriptionTable(Db db)
{
    private const string Columns =
        """
        s.Id, s.Name, s.Url, s.Events, s.Milestones, s.SeriesId, s.AllowsPrivate, s.IsActive, s.Secret, s.OldSecret, s.OldSecretUntil, s.CreatedBy, s.CreatedAt, s.Version,
        (SELECT COUNT(*) FROM SubscriptionMessage m WHERE m.SubscriptionId = s.Id AND m.State = 'queued') AS Queued,
        (SELECT COUNT(*) FROM SubscriptionMessage m WHERE m.SubscriptionId = s.Id AND m.State = 'dead') AS Dead
        FROM Subscription s
        """;

    private static readonly Sql Insert =
        """
        INSERT INTO Subscription (Id, Name, Url, Events, Milestones, SeriesId, AllowsPrivate, IsActive, Secret, CreatedBy, CreatedAt)
        VALUES (@id, @name, @url, @events, @milestones, @seriesId, @allowsPrivate, @isActive, @secret, @createdBy, @createdAt)
        """;

    private static readonly Sql Change =
        """
        UPDATE Subscription SET Name = @name, Url = @url, Events = @events, Milestones = @milestones, SeriesId = @seriesId, AllowsPrivate = @allowsPrivate, IsActive = @isActive,
            Version = Version + 1
        WHERE Id = @id
        """;

    private static readonly Sql Rotate =
        "UPDATE Subscription SET OldSecret = Secret, OldSecretUntil = @until, Secret = @secret, Version = Version + 1 WHERE Id = @id";

    private static readonly Sql StopOne = "UPDATE Subscription SET IsActive = 0, Version = Version + 1 WHERE Id = @id AND IsActive = 1";

    // The row itself is updated first, so that two who change it come one after the other.
    private static readonly Sql Hold = "UPDATE Subscription SET Version = Version WHERE Id = @id";

    private static readonly Sql RemoveMilestones = "DELETE FROM SubscriptionMilestone WHERE SubscriptionId = @id";

    private static readonly Sql RemoveMessages = "DELETE FROM SubscriptionMessage WHERE SubscriptionId = @id";

    private static readonly Sql RemoveOne = "DELETE FROM Subscription WHERE Id = @id";

    private static readonly Sql ById = $"SELECT {Columns} WHERE s.Id = @id";

    private static readonly Sql Active = $"SELECT {Columns} WHERE s.IsActive = 1 ORDER BY s.Id";

    private static readonly Sql Listing = new(
        SqlServer: $"SELECT TOP (@take) {Columns} WHERE s.Id > @after ORDER BY s.Id",
        Sqlite: $"SELECT {Columns} WHERE s.Id > @after ORDER BY s.Id LIMIT @take");

    public async Task<IReadOnlyList<Subscription>> List(Guid after, int take, CancellationToken ct) =>
        [.. (await db.Query<SubscriptionRow>(Listing, new { after, take }, ct)).Select(row => row.ToSubscription())];

    public async Task<Subscription?> Find(Guid id, CancellationToken ct) => (await db.Find<SubscriptionRow>(ById, new { id }, ct))?.ToSubscription();

    /// <summary>With the secrets, still encrypted, for whoever sends.</summary>
    public Task<SubscriptionRow?> FindRow(Guid id, CancellationToken ct) => db.Find<SubscriptionRow>(ById, new { id }, ct);

    public async Task<IReadOnlyList<Subscription>> ListActive(CancellationToken ct) => [.. (await db.Query<SubscriptionRow>(Active, null, ct)).Select(row => row.ToSubscription())];

    /// <summary>The row, held until the end of the transaction.</summary>
    public static async Task<Subscription?> Lock(Tx tx, Guid id) =>
        await tx.Execute(Hold, new { id }) == 0 ? null : (await tx.Find<SubscriptionRow>(ById, new { id }))!.ToSubscription();

    public static Task Add(Tx tx, Subscription subscription, string secret) => tx.Execute(Insert, Arguments(subscription, secret));

    public static Task Save(Tx tx, Subscription subscription) => tx.Execute(Change, Arguments(subscription, ""));

    public static Task SaveSecret(Tx tx, Guid id, string secret, DateTimeOffset until) => tx.Execute(Rotate, new { id, secret, until });

    /// <summary>False when it was stopped before.</summary>
    public static async Task<bool> Stop(Tx tx, Guid id) => await tx.Execute(StopOne, new { id }) == 1;

    public static async Task Remove(Tx tx, Guid id)
    {
        await tx.Execute(RemoveMilestones, new { id });
        await tx.Execute(RemoveMessages, new { id });
        await tx.Execute(RemoveOne, new { id });
    }

    private static object Arguments(Subscription subscription, string secret) => new
    {
        id = subscription.Id,
        name = subscription.Name,
        url = subscription.Url,
        events = string.Join(' ', subscription.Events),
        milestones = Json.Write(subscription.Milestones),
        seriesId = subscription.SeriesId,
        allowsPrivate = subscription.AllowPrivate,
        isActive = subscription.Active,
        secret,
        createdBy = subscription.CreatedBy,
        createdAt = subscription.CreatedAt,
    };
}

/// <summary>A subscription as a row.</summary>
internal sealed record SubscriptionRow
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string Url { get; init; } = "";

    public string Events { get; init; } = "";

    public string Milestones { get; init; } = "[]";

    public Guid? SeriesId { get; init; }

    public bool AllowsPrivate { get; init; }

    public bool IsActive { get; init; }

    public string Secret { get; init; } = "";

    public string? OldSecret { get; init; }

    public DateTimeOffset? OldSecretUntil { get; init; }

    public string CreatedBy { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public int Version { get; init; }

    public int Queued { get; init; }

    public int Dead { get; init; }

    /// <summary>The secrets that sign, still encrypted, the current one first.</summary>
    public IEnumerable<string> SecretsAt(DateTimeOffset now)
    {
        yield return Secret;
        if (OldSecret is not null && OldSecretUntil > now)
        {
            yield return OldSecret;
        }
    }

    public Subscription ToSubscription() => new()
    {
        Id = Id,
        Name = Name,
        Url = Url,
        Events = Events.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Milestones = Json.Read<long[]>(Milestones),
        SeriesId = SeriesId,
        AllowPrivate = AllowsPrivate,
        Active = IsActive,
        CreatedBy = CreatedBy,
        CreatedAt = CreatedAt,
        Queued = Queued,
        Dead = Dead,
        Version = Version,
    };
}
