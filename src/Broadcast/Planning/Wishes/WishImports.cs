using System.Runtime.CompilerServices;
using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Registers;

namespace Broadcast.Planning;

/// <summary>The wishes of many units of a series at once: if anything is wrong, nothing is written, and everything that is wrong is named. Who is not spoken of keeps what stands there.</summary>
internal sealed class WishImports(Db db, Wishes wishes)
{
    private static readonly Sql SeriesById = "SELECT Id FROM Series WHERE Id = @seriesId";

    private static readonly Sql Members = "SELECT UnitId FROM SeriesUnit WHERE SeriesId = @seriesId ORDER BY UnitId";

    /// <summary>Writes what was sent. It stands in the log as one change, by which all of it can be taken back.</summary>
    public Task<Outcome<TakenWishes>> Take(Guid seriesId, Sent<WishLine> sent, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<TakenWishes>>(
        async tx =>
        {
            await wishes.Lock(tx, seriesId);
            if (await Read(tx, seriesId) is not { } scene)
            {
                return Refusal.NotFound("series");
            }

            if (sent.Name(sent.Problems).Refusal is { } unreadable)
            {
                return unreadable;
            }

            var plan = Plan(sent, scene);
            if (sent.Name(plan.SelectMany(row => row.Problems)).Refusal is { } refusal)
            {
                return refusal;
            }

            var changed = plan.FindAll(row => row.Action == ImportAction.Update);
            var written = (await wishes.Put(tx, seriesId, [.. changed.Select(row => new WishPair(row.Before, row.Wish!))])).ToDictionary(wish => wish.UnitId);
            Guid? changeId = changed.Count == 0 ? null : await wishes.Log(tx, seriesId, Wishes.Imported, changed.Select(row => row.Before), written.Values, by, now);
            return new TakenWishes(
                [.. plan.Select(row => written.GetValueOrDefault(row.Wish!.UnitId) ?? row.Wish)], null, changed.Count, plan.Count - changed.Count, sent.Problems, changeId);
        },
        ct);

    /// <summary>What writing it would come to.</summary>
    public Task<Outcome<ImportReport>> Preview(Guid seriesId, Sent<WishLine> sent, CancellationToken ct) => db.Read<Outcome<ImportReport>>(
        async tx => await Read(tx, seriesId) is { } scene
            ? Report(sent, sent.Problems.Any(problem => problem.IsError) ? [] : Plan(sent, scene), scene)
            : Refusal.NotFound("series"),
        ct);

    /// <summary>The wishes of every unit that takes part and that this caller may see, as the cells of a file.</summary>
    public async IAsyncEnumerable<string?[]> Cells(Guid seriesId, Caller by, [EnumeratorCancellation] CancellationToken ct)
    {
        if (await db.Read(tx => Read(tx, seriesId), ct) is not { } scene)
        {
            yield break;
        }

        foreach (var unit in scene.Members.Where(unit => by.MayTouchUnit(unit)))
        {
            yield return [.. WishList.Layout.Select(column => column.Read(scene.Of(unit), scene.Units))];
        }
    }

    private async Task<Scene?> Read(Tx tx, Guid seriesId) => await tx.Find<Guid?>(SeriesById, new { seriesId }) is null
        ? null
        : new Scene(await UnitBook.Read(tx), await tx.Query<Guid>(Members, new { seriesId }), (await wishes.All(tx, seriesId)).ToDictionary(wish => wish.UnitId));

    private static List<Planned> Plan(Sent<WishLine> sent, Scene scene)
    {
        var (members, first) = (scene.Members.ToHashSet(), new Dictionary<Guid, int>());
        return [.. sent.Rows.Select(row => row.Body is { } line ? Plan(row.Line, line, scene, members, first) : Planned.Unreadable(row))];
    }

    /// <summary>What a row comes to, beside what is there and what stood above it.</summary>
    private static Planned Plan(int at, WishLine line, Scene scene, HashSet<Guid> members, Dictionary<Guid, int> first)
    {
        var fields = new Fields();
        var unit = scene.Units.Choose(line.UnitId, line.UnitCode, null, isRequired: true, fields);
        if (unit is { } named && !members.Contains(named))
        {
            fields.Wrong(line.UnitField, "The unit does not take part in the series.");
        }
        else if (unit is { } known && !first.TryAdd(known, at))
        {
            fields.Wrong(line.UnitField, $"Row {first[known]} has the same.");
        }

        var before = unit is { } id ? scene.Of(id) : new UnitWish();
        var next = line.Over(before, fields);
        var changes = WishList.Layout.Where(column => column.Read(before, scene.Units) != column.Read(next, scene.Units)).Select(column => column.Field).ToList();
        var action = !fields.AreGood ? ImportAction.None : changes.Count > 0 ? ImportAction.Update : ImportAction.Unchanged;
        return new Planned(at, action, next, unit is { } of ? scene.Wishes.GetValueOrDefault(of) : null, changes, ImportProblem.Of(fields, at))
        {
            Typed = [.. line.Faults.Select(fault => (fault.Field, fault.Text)), .. unit is null && line.UnitCode.Value is { } code ? [("unitCode", code)] : Array.Empty<(string, string)>()],
        };
    }

    private static ImportReport Report(Sent<WishLine> sent, List<Planned> plan, Scene scene) => new()
    {
        Mode = ImportMode.Upsert,
        Columns = sent.Columns,
        Updated = plan.Count(row => row.Action == ImportAction.Update),
        Unchanged = plan.Count(row => row.Action == ImportAction.Unchanged),
        Wrong = plan.Count(row => row.Action == ImportAction.None),
        Problems = sent.Problems,
        Rows = [.. plan.Select(row => new ImportRow(row.Line, row.Action, ValuesOf(row, scene.Units), row.Changes, row.Problems))],
    };

    private static Dictionary<string, string?> ValuesOf(Planned row, UnitBook units)
    {
        Dictionary<string, string?> values = row.Wish is not { } wish ? [] : WishList.Layout.ToDictionary(column => column.Field, column => column.Read(wish, units), StringComparer.Ordinal);
        foreach (var (field, text) in row.Typed)
        {
            values[field] = text;
        }

        return values;
    }

    /// <summary>Who takes part, and what they wish so far.</summary>
    private sealed record Scene(UnitBook Units, IReadOnlyList<Guid> Members, Dictionary<Guid, UnitWish> Wishes)
    {
        public UnitWish Of(Guid unitId) => Wishes.GetValueOrDefault(unitId) ?? new UnitWish { UnitId = unitId };
    }

    /// <summary>What a row comes to.</summary>
    private sealed record Planned(int Line, ImportAction Action, UnitWish? Wish, UnitWish? Before, IReadOnlyList<string> Changes, IReadOnlyList<ImportProblem> Problems)
    {
        /// <summary>The cells that mean nothing, as they stand in the file.</summary>
        public IReadOnlyList<(string Field, string Text)> Typed { get; init; } = [];

        public static Planned Unreadable(SentRow<WishLine> row) => new(row.Line, ImportAction.None, null, null, [], [new ImportProblem(row.Line, "", row.Fault ?? "Required.")]);
    }
}

/// <summary>What became of the wishes of many units.</summary>
/// <param name="Items">As they stand now, in the order sent.</param>
/// <param name="Next">Null: the list is whole.</param>
/// <param name="Updated">How many are changed.</param>
/// <param name="Unchanged">How many stood so already.</param>
/// <param name="Warnings">What was left out, such as a column that nobody knows.</param>
/// <param name="ChangeId">By which all of it can be taken back; null where nothing is changed.</param>
internal sealed record TakenWishes(IReadOnlyList<UnitWish> Items, string? Next, int Updated, int Unchanged, IReadOnlyList<ImportProblem> Warnings, Guid? ChangeId);
