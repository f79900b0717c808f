using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Outcomes;

namespace Broadcast.Provenance;

/// <summary>
/// Declared figures (audience.md, section 4): producers and the unit's liaison declare, a producer who is another person approves or rejects. Of a broadcast's approved ones the last stands;
/// what stands is one row at most, by a unique index. Interviews that are closed or cancelled take no declared figure any more.
/// </summary>
internal sealed class Declarations(Db db, AuditLog audit)
{
    private const string Columns =
        """
        d.Id, d.AiringId, a.InterviewId, i.UnitId, i.State AS InterviewState, d.Views, d.Note, d.State, d.Stands, d.ProofName, d.ProofKind, d.ProofBytes, d.ProofSha256,
        d.DeclaredBy, d.DeclaredByName, d.DeclaredAt, d.DecidedByName, d.DecidedAt, d.Reason, d.Version, CASE WHEN t.ReportsViews = 1 THEN t.Views END AS Measured
        FROM Declaration d JOIN Airing a ON a.Id = d.AiringId JOIN Interview i ON i.Id = a.InterviewId LEFT JOIN AiringTotal t ON t.AiringId = d.AiringId
        """;

    private const string Narrowing =
        """
        WHERE d.Id > @after AND (@airingId IS NULL OR d.AiringId = @airingId) AND (@seriesId IS NULL OR i.SeriesId = @seriesId)
          AND (@unitId IS NULL OR i.UnitId = @unitId) AND (@state IS NULL OR d.State = @state)
        ORDER BY d.Id
        """;

    private static readonly Sql ById = $"SELECT {Columns} WHERE d.Id = @id";

    private static readonly Sql Listing = new(SqlServer: $"SELECT TOP (@take) {Columns} {Narrowing}", Sqlite: $"SELECT {Columns} {Narrowing} LIMIT @take");

    private static readonly Sql Place = "SELECT a.Id AS AiringId, a.InterviewId, i.UnitId, i.State FROM Airing a JOIN Interview i ON i.Id = a.InterviewId WHERE a.Id = @airingId";

    // Whoever changes an interview updates its row first, so that closing it and approving a figure come one after the other.
    private static readonly Sql HoldInterview = "UPDATE Interview SET Version = Version WHERE Id = @interviewId";

    private static readonly Sql Insert =
        """
        INSERT INTO Declaration (Id, AiringId, Views, Note, State, Stands, ProofName, ProofKind, ProofBytes, ProofSha256, DeclaredBy, DeclaredByName, DeclaredAt)
        VALUES (@id, @airingId, @views, @note, @state, 0, @proofName, @proofKind, @proofBytes, @proofSha256, @declaredBy, @declaredByName, @now)
        """;

    private static readonly Sql StandDown = "UPDATE Declaration SET Stands = 0, Version = Version + 1 WHERE AiringId = @airingId AND Stands = 1";

    private static readonly Sql Settle =
        """
        UPDATE Declaration SET State = @state, Stands = @stands, DecidedBy = @decidedBy, DecidedByName = @decidedByName, DecidedAt = @now, Reason = @reason, Version = Version + 1
        WHERE Id = @id
        """;

    /// <summary>A declaration; null when there is none, or none that this caller may see.</summary>
    public async Task<Declaration?> Find(Guid id, Caller by, CancellationToken ct) =>
        await db.Find<DeclarationRow>(ById, new { id }, ct) is { } row && by.MayTouchUnit(row.UnitId) ? row.ToDeclaration() : null;

    /// <summary>Declarations in the order they were made; a liaison gets its own unit's.</summary>
    public async Task<IReadOnlyList<Declaration>> List(DeclarationQuery query, Caller by, Guid after, int take, CancellationToken ct)
    {
        var unitId = by.Role == Role.Unit ? by.UnitId ?? Guid.Empty : (Guid?)null;
        var args = new { airingId = query.AiringId, seriesId = query.SeriesId, state = query.State, unitId, after, take };
        return [.. (await db.Query<DeclarationRow>(Listing, args, ct)).Select(row => row.ToDeclaration())];
    }

    /// <summary>Whether this caller may see the declarations of a broadcast.</summary>
    public async Task<bool> MaySee(Guid airingId, Caller by, CancellationToken ct) =>
        await db.Find<PlaceRow>(Place, new { airingId }, ct) is { } place && by.MayTouchUnit(place.UnitId);

    /// <summary>Whether this caller may declare a figure for a broadcast; asked before its form is read.</summary>
    public async Task<Refusal?> Check(Guid airingId, Caller by, CancellationToken ct) => Check(await db.Find<PlaceRow>(Place, new { airingId }, ct), by);

    /// <summary>Keeps a declared figure with its proof; both are on disk when this returns.</summary>
    public Task<Outcome<Declaration>> Declare(Guid airingId, DeclarationForm form, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<Declaration>>(
        async tx =>
        {
            if (Check(await tx.Find<PlaceRow>(Place, new { airingId }), by) is { } refusal)
            {
                return refusal;
            }

            var id = Ids.New(now);
            await tx.Execute(Insert, new
            {
                id,
                airingId,
                views = form.Views,
                note = form.Note,
                state = DeclarationState.Pending,
                proofName = form.Proof.Name,
                proofKind = form.Proof.Kind,
                proofBytes = form.Proof.Bytes,
                proofSha256 = form.Proof.Sha256,
                declaredBy = by.Key,
                declaredByName = by.Name,
                now,
            });
            await using var file = form.File.OpenReadStream();
            await ProofTable.Write(tx, id, file);
            var told = new { broadcastId = airingId, form.Views, form.Note, proof = Convert.ToHexStringLower(form.Proof.Sha256) };
            await audit.Write(tx, by, "declare", "declaration", id, null, told, now);
            return (await tx.Find<DeclarationRow>(ById, new { id }))!.ToDeclaration();
        },
        ct);

    /// <summary>Another person stands by the figure: from now on it is the one that counts while nothing is measured.</summary>
    public Task<Outcome<Declaration>> Approve(Guid id, Caller by, DateTimeOffset now, CancellationToken ct) =>
        Decide(id, "approve", DeclarationState.Approved, null, by, now, ct);

    /// <summary>Another person does not.</summary>
    public Task<Outcome<Declaration>> Reject(Guid id, string? reason, Caller by, DateTimeOffset now, CancellationToken ct) =>
        Decide(id, "reject", DeclarationState.Rejected, reason, by, now, ct);

    /// <summary>A proof's bytes.</summary>
    public IAsyncEnumerable<byte[]> Proof(Guid id, CancellationToken ct) => ProofTable.Parts(db, id, ct);

    private Task<Outcome<Declaration>> Decide(Guid id, string action, string state, string? reason, Caller by, DateTimeOffset now, CancellationToken ct) =>
        db.Write<Outcome<Declaration>>(
            async tx =>
            {
                if (await tx.Find<DeclarationRow>(ById, new { id }) is not { } found)
                {
                    return Refusal.NotFound("declaration");
                }

                await tx.Execute(HoldInterview, new { interviewId = found.InterviewId });
                var row = (await tx.Find<DeclarationRow>(ById, new { id }))!;
                if (CheckDecision(row, state, by) is { } refusal)
                {
                    return refusal;
                }

                var isApproved = state == DeclarationState.Approved;
                if (isApproved)
                {
                    await tx.Execute(StandDown, new { airingId = row.AiringId });
                }

                await tx.Execute(Settle, new { id, state, stands = isApproved, decidedBy = by.Key, decidedByName = by.Name, now, reason });
                await audit.Write(tx, by, action, "declaration", id, new { row.State }, new { state, row.Views, broadcastId = row.AiringId, reason }, now);
                return (await tx.Find<DeclarationRow>(ById, new { id }))!.ToDeclaration();
            },
            ct);

    private static Refusal? CheckDecision(DeclarationRow row, string state, Caller by)
    {
        if (row.DeclaredBy == by.Key)
        {
            return Refusal.Forbidden("Whoever declared a figure does not decide about it: that takes another person.");
        }

        return row.State != DeclarationState.Pending ? Refusal.State($"The declaration is {row.State} already.")
            : state == DeclarationState.Approved ? CheckInterview(row.InterviewState)
            : null;
    }

    private static Refusal? Check(PlaceRow? place, Caller by) =>
        place is null ? Refusal.NotFound("broadcast")
        : !by.MayTouchUnit(place.UnitId) ? Refusal.Forbidden("This is another unit's interview.")
        : CheckInterview(place.State);

    /// <summary>What is closed is settled; what is cancelled counts nothing.</summary>
    private static Refusal? CheckInterview(string state) => state switch
    {
        "closed" => Refusal.State("The interview is closed: a producer has to reopen it first."),
        "cancelled" => Refusal.State("The interview is cancelled and counts nothing."),
        _ => null,
    };

    /// <summary>A broadcast and whose it is.</summary>
    private sealed record PlaceRow
    {
        public Guid AiringId { get; init; }

        public Guid InterviewId { get; init; }

        public Guid UnitId { get; init; }

        public string State { get; init; } = "";
    }
}

/// <summary>Which declarations are asked for; null does not narrow.</summary>
internal sealed record DeclarationQuery(Guid? AiringId, Guid? SeriesId, string? State);
