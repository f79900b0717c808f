using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Planning.Model;
using Broadcast.Times;

namespace Broadcast.Planning;

/// <summary>Plans as rows.</summary>
internal sealed class PlanTable
{
    private const string Columns =
        """
        p.Id, p.SeriesId, p.State, p.Progress, p.Attempts, p.FollowsId, p.Rules, p.TimeLimitSeconds, p.Pins, p.Result, p.Problem, p.IsCancelled, p.RequestedBy, p.RequestedAt,
        p.StartedAt, p.FinishedAt, p.PublishedBy, p.PublishedAt, p.TakenBackBy, p.TakenBackAt, p.Version, r.TimeZone FROM SeriesPlan p JOIN Series r ON r.Id = p.SeriesId
        """;

    private static readonly Sql ById = $"SELECT {Columns} WHERE p.Id = @id";

    private static readonly Sql LockOne = "UPDATE SeriesPlan SET Version = Version WHERE Id = @id";

    private static readonly Sql Listing = new(
        SqlServer: $"SELECT TOP (@take) {Columns} WHERE p.SeriesId = @seriesId AND p.Id < @before AND (@state IS NULL OR p.State = @state) ORDER BY p.Id DESC",
        Sqlite: $"SELECT {Columns} WHERE p.SeriesId = @seriesId AND p.Id < @before AND (@state IS NULL OR p.State = @state) ORDER BY p.Id DESC LIMIT @take");

    private static readonly Sql Oldest = new(
        SqlServer: $"SELECT TOP (1) {Columns} WHERE p.State = 'running' ORDER BY p.RequestedAt, p.Id",
        Sqlite: $"SELECT {Columns} WHERE p.State = 'running' ORDER BY p.RequestedAt, p.Id LIMIT 1");

    private static readonly Sql InsertOne =
        """
        INSERT INTO SeriesPlan (Id, SeriesId, State, Progress, Attempts, FollowsId, Rules, TimeLimitSeconds, Pins, IsCancelled, RequestedBy, RequestedAt, Version)
        VALUES (@id, @seriesId, @state, 0, 0, @followsId, @rules, @timeLimitSeconds, @pins, @isCancelled, @requestedBy, @requestedAt, 1)
        """;

    private static readonly Sql Update =
        """
        UPDATE SeriesPlan SET State = @state, Progress = @progress, Attempts = @attempts, Pins = @pins, Result = @result, Problem = @problem, IsCancelled = @isCancelled, RequestedBy = @requestedBy,
            RequestedAt = @requestedAt, StartedAt = @startedAt, FinishedAt = @finishedAt, PublishedBy = @publishedBy, PublishedAt = @publishedAt, TakenBackBy = @takenBackBy,
            TakenBackAt = @takenBackAt, Version = Version + 1
        WHERE Id = @id
        """;

    private static readonly Sql Begun = "UPDATE SeriesPlan SET Attempts = Attempts + 1, Progress = 0, StartedAt = @now WHERE Id = @id AND State = 'running'";

    private static readonly Sql Advanced = "UPDATE SeriesPlan SET Progress = @progress WHERE Id = @id AND State = 'running' AND Progress < @progress";

    private static readonly Sql Others = "UPDATE SeriesPlan SET State = 'superseded', Version = Version + 1 WHERE SeriesId = @seriesId AND State = 'draft' AND Id <> @id";

    private static readonly Sql InsertInterview = "INSERT INTO SeriesPlanInterview (PlanId, InterviewId, FromSlotId) VALUES (@planId, @interviewId, @fromSlotId)";

    private static readonly Sql InterviewsOf =
        """
        SELECT p.InterviewId, p.FromSlotId, i.State, i.StartedAt FROM SeriesPlanInterview p JOIN Interview i ON i.Id = p.InterviewId WHERE p.PlanId = @planId ORDER BY p.InterviewId
        """;

    private static readonly Sql ForgetInterviews = "DELETE FROM SeriesPlanInterview WHERE PlanId = @planId";

    public Task<PlanRow?> Find(Tx tx, Guid id) => tx.Find<PlanRow>(ById, new { id });

    public Task<PlanRow?> Find(Db db, Guid id, CancellationToken ct) => db.Find<PlanRow>(ById, new { id }, ct);

    /// <summary>The row, locked until the end of the transaction.</summary>
    public async Task<PlanRow?> Lock(Tx tx, Guid id) => await tx.Execute(LockOne, new { id }) == 0 ? null : await Find(tx, id);

    /// <summary>A series' plans, the newest first, from before the one given.</summary>
    public Task<IReadOnlyList<PlanRow>> List(Db db, Guid seriesId, PlanState? state, Guid before, int take, CancellationToken ct) =>
        db.Query<PlanRow>(Listing, new { seriesId, state = state is { } only ? Words.Of(only) : null, before, take }, ct);

    /// <summary>The one that is to be made next, whether a worker was killed over it or not.</summary>
    public Task<PlanRow?> Next(Db db, CancellationToken ct) => db.Find<PlanRow>(Oldest, null, ct);

    public Task<int> Insert(Tx tx, PlanRow row) => tx.Execute(InsertOne, row.Parameters());

    /// <summary>Writes a row that was locked; its version counts on.</summary>
    public Task<int> Save(Tx tx, PlanRow row) => tx.Execute(Update, row.Parameters());

    public Task<int> Begin(Tx tx, Guid id, DateTimeOffset now) => tx.Execute(Begun, new { id, now });

    public Task<int> Advance(Tx tx, Guid id, double progress) => tx.Execute(Advanced, new { id, progress });

    /// <summary>Another plan of the series takes the place of its drafts.</summary>
    public Task<int> Supersede(Tx tx, PlanRow by) => tx.Execute(Others, new { seriesId = by.SeriesId, id = by.Id });

    public Task<int> Remember(Tx tx, Guid planId, Guid interviewId, Guid? fromSlotId) => tx.Execute(InsertInterview, new { planId, interviewId, fromSlotId });

    public Task<IReadOnlyList<PlannedInterviewRow>> Interviews(Tx tx, Guid planId) => tx.Query<PlannedInterviewRow>(InterviewsOf, new { planId });

    public Task<int> Forget(Tx tx, Guid planId) => tx.Execute(ForgetInterviews, new { planId });
}

/// <summary>What a plan booked, or moved, as it stands now.</summary>
internal sealed record PlannedInterviewRow
{
    public Guid InterviewId { get; init; }

    public Guid? FromSlotId { get; init; }

    public string State { get; init; } = "";

    public DateTimeOffset? StartedAt { get; init; }
}

/// <summary>A plan as it stands in the database, with the zone of its series.</summary>
internal sealed record PlanRow
{
    public Guid Id { get; init; }

    public Guid SeriesId { get; init; }

    public PlanState State { get; init; }

    public double Progress { get; init; }

    public int Attempts { get; init; }

    public Guid? FollowsId { get; init; }

    public string Rules { get; init; } = "{}";

    public double TimeLimitSeconds { get; init; }

    public string Pins { get; init; } = "[]";

    public string? Result { get; init; }

    public string? Problem { get; init; }

    public bool IsCancelled { get; init; }

    public string RequestedBy { get; init; } = "";

    public DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public string? PublishedBy { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    public string? TakenBackBy { get; init; }

    public DateTimeOffset? TakenBackAt { get; init; }

    public int Version { get; init; }

    public string TimeZone { get; init; } = "";

    /// <summary>A plan whose making was stopped: a first one came to nothing, one that had been made before is again what it was.</summary>
    public static PlanRow Cancelled(PlanRow row) => row.Result is null ? row with { State = PlanState.Failed, Problem = "It was cancelled." } : AsBefore(row);

    /// <summary>A plan whose making broke off again and again: the same, and it says so, since nobody asked for that.</summary>
    public static PlanRow GivenUp(PlanRow row) => row.Result is null
        ? row with { State = PlanState.Failed, Problem = "It was begun several times and never came to an end; the log says why." }
        : AsBefore(row) with { Problem = "The change by hand is not in it: planning the rest was begun several times and never came to an end; the log says why." };

    public PlanRules ReadRules() => Json.Read<PlanRules>(Rules);

    public IReadOnlyList<PlanPin> ReadPins() => Json.Read<List<PlanPin>>(Pins);

    public PlanResult ReadResult() => Result is null ? new PlanResult() : Json.Read<PlanResult>(Result);

    public object Parameters() => new
    {
        id = Id,
        seriesId = SeriesId,
        state = Words.Of(State),
        progress = Progress,
        attempts = Attempts,
        followsId = FollowsId,
        rules = Rules,
        timeLimitSeconds = TimeLimitSeconds,
        pins = Pins,
        result = Result,
        problem = Problem,
        isCancelled = IsCancelled,
        requestedBy = RequestedBy,
        requestedAt = RequestedAt,
        startedAt = StartedAt,
        finishedAt = FinishedAt,
        publishedBy = PublishedBy,
        publishedAt = PublishedAt,
        takenBackBy = TakenBackBy,
        takenBackAt = TakenBackAt,
    };

    public SeriesPlan ToPlan()
    {
        var (zone, result) = (Zones.Find(TimeZone), ReadResult());
        return new SeriesPlan
        {
            Id = Id,
            SeriesId = SeriesId,
            State = State,
            Progress = Progress,
            FollowsId = FollowsId,
            Rules = ReadRules(),
            TimeLimitSeconds = TimeLimitSeconds,
            Assignments = result.Assignments,
            Unassigned = result.Unassigned,
            Moves = result.Moves,
            Stuck = result.Stuck,
            Score = result.Score,
            Problem = Problem,
            RequestedBy = RequestedBy,
            RequestedAt = RequestedAt.In(zone),
            StartedAt = StartedAt.In(zone),
            FinishedAt = FinishedAt.In(zone),
            PublishedBy = PublishedBy,
            PublishedAt = PublishedAt.In(zone),
            TakenBackBy = TakenBackBy,
            TakenBackAt = TakenBackAt.In(zone),
            Version = Version,
        };
    }

    /// <summary>What it was before a unit was put elsewhere, with the pins that fit that.</summary>
    private static PlanRow AsBefore(PlanRow row)
    {
        var shown = row.ReadResult();
        var result = shown.Before ?? shown;
        var pins = result.Assignments.Where(each => each.Pinned).Select(each => new PlanPin(each.UnitId, each.SlotId))
            .Concat(result.Moves.Where(move => move.Pinned).Select(move => new PlanPin(move.UnitId, move.ToSlotId)));
        return row with { State = PlanState.Draft, Progress = 1, Pins = Json.Write(pins), Result = Json.Write(result) };
    }
}
