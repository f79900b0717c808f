using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Hosting;

namespace Broadcast.Audit;

/// <summary>Who did what, when, from which value to which. Written in the transaction of the change itself; never edited.</summary>
internal sealed class AuditLog(Db db)
{
    private static readonly Sql Insert =
        "INSERT INTO AuditEntry (Id, At, Actor, Action, Entity, EntityId, FromValue, ToValue) VALUES (@id, @now, @actor, @action, @entity, @entityId, @from, @to)";

    private static readonly Sql ById = "SELECT Id, At, Actor, Action, Entity, EntityId, FromValue, ToValue FROM AuditEntry WHERE Id = @id";

    private static readonly Sql Listing = new(
        SqlServer:
        """
        SELECT TOP (@take) Id, At, Actor, Action, Entity, EntityId, FromValue, ToValue FROM AuditEntry
        WHERE Id > @after AND (@entity IS NULL OR Entity = @entity) AND (@entityId IS NULL OR EntityId = @entityId)
          AND (@actor IS NULL OR Actor = @actor) AND (@since IS NULL OR At >= @since)
        ORDER BY Id
        """,
        Sqlite:
        """
        SELECT Id, At, Actor, Action, Entity, EntityId, FromValue, ToValue FROM AuditEntry
        WHERE Id > @after AND (@entity IS NULL OR Entity = @entity) AND (@entityId IS NULL OR EntityId = @entityId)
          AND (@actor IS NULL OR Actor = @actor) AND (@since IS NULL OR At >= @since)
        ORDER BY Id LIMIT @take
        """);

    private static readonly Sql Last = new(
        SqlServer: "SELECT TOP (1) Id, At, Actor, Action, Entity, EntityId, FromValue, ToValue FROM AuditEntry WHERE EntityId = @entityId ORDER BY Id DESC",
        Sqlite: "SELECT Id, At, Actor, Action, Entity, EntityId, FromValue, ToValue FROM AuditEntry WHERE EntityId = @entityId ORDER BY Id DESC LIMIT 1");

    private static readonly Sql OfAction = "SELECT Id, At, Actor, Action, Entity, EntityId, FromValue, ToValue FROM AuditEntry WHERE EntityId = @entityId AND Action = @action ORDER BY Id";

    private static readonly string[] Names = ["@id", "@now", "@actor", "@action", "@entity", "@entityId", "@from", "@to"];

    /// <summary>Adds an entry to the transaction of the change; the entry's id.</summary>
    public async Task<Guid> Write(Tx tx, Caller by, string action, string entity, Guid entityId, object? from, object? to, DateTimeOffset now)
    {
        var id = Ids.New(now);
        var (fromValue, toValue) = (from is null ? null : Json.Write(from), to is null ? null : Json.Write(to));
        await tx.Execute(Insert, new { id, now, actor = by.Name, action, entity, entityId, from = fromValue, to = toValue });
        return id;
    }

    /// <summary>One entry, for what takes a change back.</summary>
    public Task<AuditRow?> Find(Tx tx, Guid id) => tx.Find<AuditRow>(ById, new { id });

    /// <summary>Adds the entries of many changes of one kind of thing, as quickly as the changes themselves are written.</summary>
    public Task WriteMany(Tx tx, Caller by, string entity, IReadOnlyList<AuditedChange> changes, DateTimeOffset now) => tx.ExecuteMany(
        Insert,
        changes,
        Names,
        change =>
        [
            Raw.Id(Ids.New(now)), Raw.Instant(now), by.Name, change.Action, entity, Raw.Id(change.EntityId),
            change.From is null ? null : Json.Write(change.From), change.To is null ? null : Json.Write(change.To),
        ]);

    /// <summary>The last entry about a thing.</summary>
    public Task<AuditRow?> FindLast(Tx tx, Guid entityId) => tx.Find<AuditRow>(Last, new { entityId });

    /// <summary>All that was done to a thing of one kind, the earliest first.</summary>
    public Task<IReadOnlyList<AuditRow>> ListOf(Guid entityId, string action, CancellationToken ct) => db.Query<AuditRow>(OfAction, new { entityId, action }, ct);

    public Task<IReadOnlyList<AuditRow>> List(AuditQuery query, Guid after, int take, CancellationToken ct) => db.Query<AuditRow>(
        Listing,
        new { entity = query.Entity, entityId = query.EntityId, actor = query.Actor, since = query.Since, after, take },
        ct);
}

/// <summary>Which entries are asked for; null does not narrow.</summary>
internal sealed record AuditQuery(string? Entity, Guid? EntityId, string? Actor, DateTimeOffset? Since);

/// <summary>One change of many.</summary>
internal sealed record AuditedChange(string Action, Guid EntityId, object? From, object? To);

/// <summary>An entry as a row.</summary>
internal sealed record AuditRow
{
    public Guid Id { get; init; }

    public DateTimeOffset At { get; init; }

    public string Actor { get; init; } = "";

    public string Action { get; init; } = "";

    public string Entity { get; init; } = "";

    public Guid EntityId { get; init; }

    public string? FromValue { get; init; }

    public string? ToValue { get; init; }
}
