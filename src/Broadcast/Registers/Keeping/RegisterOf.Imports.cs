using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;

namespace Broadcast.Registers;

/// <content>One new entry or many at once: if anything is wrong, nothing is made, and everything that is wrong is named.</content>
internal abstract partial class RegisterOf<TRow, TBody>
{
    private string KeyField => Layout.Last(column => column.IsKey).Field;

    /// <summary>Writes what was sent.</summary>
    public Task<Outcome<Taken<TRow>>> Take(Sent<TBody> sent, ImportMode mode, Caller by, DateTimeOffset now, CancellationToken ct) => Write<Taken<TRow>>(
        async tx =>
        {
            if (sent.Name(sent.Problems).Refusal is { } unreadable)
            {
                return unreadable;
            }

            var plan = await Plan(tx, sent, mode, looksForTwins: mode == ImportMode.Upsert, by, now);
            var wrong = sent.Name(plan.SelectMany(row => row.Problems)).Refusal ?? plan.Select(row => row.Refusal).FirstOrDefault(refusal => refusal is not null);
            return wrong is not null ? wrong
                : await Keep(tx, sent, plan, by, now) is { } refusal ? refusal
                : new Taken<TRow>([.. plan.Select(row => row.Row!)], Report(sent, mode, plan, UnitBook.Empty));
        },
        ct);

    /// <summary>What writing it would come to.</summary>
    public async Task<ImportReport> Preview(Sent<TBody> sent, ImportMode mode, Caller by, DateTimeOffset now, CancellationToken ct) => await db.Read(
        async tx => Report(sent, mode, sent.Problems.Any(problem => problem.IsError) ? [] : await Plan(tx, sent, mode, looksForTwins: true, by, now), await BookOf(tx)),
        ct);

    public override async Task<Outcome<ImportReport>> Preview(Table table, ImportMode mode, Caller by, DateTimeOffset now, CancellationToken ct) =>
        MayAdd(by) ? await Preview(Read(table, mode), mode, by, now, ct) : Refusal.Forbidden();

    public override async Task<Outcome<ImportReport>> Import(Table table, ImportMode mode, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        if (!MayAdd(by))
        {
            return Refusal.Forbidden();
        }

        var taken = await Take(Read(table, mode), mode, by, now, ct);
        return taken.IsRefused ? taken.Refusal : taken.Value.Report;
    }

    /// <summary>The rows of a file as bodies.</summary>
    public Sent<TBody> Read(Table table, ImportMode mode) => SentTable.Read(table, Layout, mode);

    private async Task<List<Planned>> Plan(Tx tx, Sent<TBody> sent, ImportMode mode, bool looksForTwins, Caller by, DateTimeOffset now)
    {
        var (units, there) = (await BookOf(tx), looksForTwins ? await tx.Query<TRow>(Statement(Ask.All)!) : []);
        var (twins, first) = (there.ToLookup(Key, StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));

        // Ids of one instant are random beyond it; sorted, the list stands in the order sent.
        var ids = sent.Rows.Select(_ => Ids.New(now)).Order().ToList();
        return [.. sent.Rows.Select((row, i) => row.Body is null ? Planned.Unreadable(row) : Plan(row, Blank(ids[i]), units, mode, twins, first, by))];
    }

    /// <summary>What a row comes to, beside what is there and what stood above it.</summary>
    private Planned Plan(SentRow<TBody> row, TRow blank, UnitBook units, ImportMode mode, ILookup<string, TRow> twins, Dictionary<string, int> first, Caller by)
    {
        var fields = new Fields();
        var next = Over(row.Body!, blank, units, fields);
        var there = twins[Key(next)].ToList();
        var before = mode == ImportMode.Upsert && there.Count == 1 ? there[0] : null;
        if (before is not null)
        {
            fields = new Fields();
            next = Over(row.Body!, before, units, fields);
        }

        var problems = ImportProblem.Of(fields, row.Line);
        if (!problems.Exists(problem => Layout.Any(column => column.IsKey && column.Field == problem.Column)))
        {
            problems.AddRange(Twins(row.Line, Key(next), there.Count, mode, first));
        }

        var mayNot = MayChange(next, by) && (before is null || MayChange(before, by)) ? null : Refusal.Forbidden(NotYours);
        var changes = before is null ? [] : Layout.Where(column => column.Read(before, units) != column.Read(next, units)).Select(column => column.Field).ToList();
        var action = problems.Exists(problem => problem.IsError) || mayNot is not null ? ImportAction.None
            : before is null ? ImportAction.Create
            : changes.Count > 0 ? ImportAction.Update
            : ImportAction.Unchanged;
        return new Planned(row.Line, action, action == ImportAction.Unchanged ? before : next, before, changes, problems, mayNot);
    }

    private IEnumerable<ImportProblem> Twins(int line, string key, int there, ImportMode mode, Dictionary<string, int> first)
    {
        var (mustBeOne, isSecond) = (KeyIsUnique || mode == ImportMode.Upsert, !first.TryAdd(key, line));
        if (isSecond)
        {
            yield return new ImportProblem(line, KeyField, $"Row {first[key]} has the same.", mustBeOne ? ImportProblem.Error : ImportProblem.Warning);
        }

        if (mode == ImportMode.Upsert && there > 1)
        {
            yield return new ImportProblem(line, KeyField, "There are several already: which of them is meant?");
        }
        else if (mode == ImportMode.Create && there > 0)
        {
            yield return new ImportProblem(line, KeyField, Clash, KeyIsUnique ? ImportProblem.Error : ImportProblem.Warning);
        }
    }

    /// <summary>Writes the plan; the refusal when somebody was faster.</summary>
    private async Task<Refusal?> Keep(Tx tx, Sent<TBody> sent, List<Planned> plan, Caller by, DateTimeOffset now)
    {
        var made = plan.FindAll(row => row.Action == ImportAction.Create);
        var inserted = await tx.ExecuteMany(Statement(Ask.Insert)!, made, Names, row => Values(row.Row!));
        if (sent.Name(made.Where((_, i) => inserted[i] == 0).Select(row => new ImportProblem(row.Line, KeyField, Clash))).Refusal is { } clash)
        {
            return clash;
        }

        var changed = plan.FindAll(row => row.Action == ImportAction.Update);
        if ((await tx.ExecuteMany(Statement(Ask.Update)!, changed, Names, row => Values(row.Row!))).Contains(0))
        {
            return Refusal.Version();
        }

        await audit.WriteMany(
            tx,
            by,
            Word,
            [
                .. made.Select(row => new AuditedChange("create", row.Row!.Id, null, ForLog(row.Row))),
                .. changed.Select(row => new AuditedChange("change", row.Row!.Id, ForLog(row.Before!), ForLog(row.Row))),
            ],
            now);
        return null;
    }

    private ImportReport Report(Sent<TBody> sent, ImportMode mode, List<Planned> plan, UnitBook units) => new()
    {
        Mode = mode,
        Columns = sent.Columns,
        Created = plan.Count(row => row.Action == ImportAction.Create),
        Updated = plan.Count(row => row.Action == ImportAction.Update),
        Unchanged = plan.Count(row => row.Action == ImportAction.Unchanged),
        Wrong = plan.Count(row => row.Action == ImportAction.None),
        Problems = sent.Problems,
        Rows = [.. plan.Select(row => new ImportRow(row.Line, row.Action, ValuesOf(row.Row, units), row.Changes, [.. row.Said]))],
    };

    private Dictionary<string, string?> ValuesOf(TRow? row, UnitBook units) =>
        row is null ? [] : Layout.ToDictionary(column => column.Field, column => column.Read(row, units), StringComparer.Ordinal);

    /// <summary>What a row comes to.</summary>
    private sealed record Planned(
        int Line, ImportAction Action, TRow? Row, TRow? Before, IReadOnlyList<string> Changes, IReadOnlyList<ImportProblem> Problems, Refusal? Refusal)
    {
        /// <summary>What the report says of it: who may not write a row is told so beside it.</summary>
        public IEnumerable<ImportProblem> Said => Refusal is null ? Problems : Problems.Append(new ImportProblem(Line, "", Refusal.Detail));

        public static Planned Unreadable(SentRow<TBody> row) =>
            new(row.Line, ImportAction.None, null, null, [], [new ImportProblem(row.Line, "", row.Fault ?? "Required.")], null);
    }
}
