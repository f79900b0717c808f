using System.Data.Common;
using System.Runtime.CompilerServices;
using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;

namespace Broadcast.Registers;

/// <summary>What every register does with its rows. The statements and the rules are those of the register itself.</summary>
internal abstract partial class RegisterOf<TRow, TBody>(Db db, AuditLog audit) : Register
    where TRow : class, IEntry
    where TBody : class, new()
{
    private const int RowsARead = 1000;
    public override IReadOnlyList<Column> Columns => Layout;

    protected Db Db => db;

    protected AuditLog Audit => audit;

    /// <summary>The columns, with the ways into a body and out of a row.</summary>
    protected abstract IReadOnlyList<Column<TRow, TBody>> Layout { get; }

    /// <summary>Whether an entry may belong to a unit.</summary>
    protected virtual bool NamesUnits => false;

    /// <summary>The parameters of the statements that write, with their <c>@</c>.</summary>
    protected abstract string[] Names { get; }

    public Task<TRow?> Find(Guid id, CancellationToken ct) => db.Find<TRow>(Statement(Ask.ById)!, new { id }, ct);

    /// <summary>Null as well where this caller may not see it.</summary>
    public async Task<TRow?> FindFor(Guid id, Caller by, CancellationToken ct) => await Find(id, ct) is { } row && MaySee(row, by) ? row : null;

    public abstract Task<IReadOnlyList<TRow>> List(RegisterQuery query, Caller by, Guid after, int take, CancellationToken ct);

    public Task<Outcome<TRow>> Change(Guid id, TBody body, int? expected, Caller by, DateTimeOffset now, CancellationToken ct) => Write(
        async tx =>
        {
            var held = await Hold(tx, id, expected, by);
            return held.IsRefused ? held : await Put(tx, body, held.Value, by, now);
        },
        ct);

    public Task<Outcome<TRow>> Delete(Guid id, int? expected, Caller by, DateTimeOffset now, CancellationToken ct) => Write(
        async tx =>
        {
            var held = await Hold(tx, id, expected, by);
            if (held.IsRefused)
            {
                return held;
            }

            if (!MayAdd(by))
            {
                return Refusal.Forbidden();
            }

            if (await UsesOf(tx, id) is { Count: > 0 } uses)
            {
                return Refusal.State($"It is used: {string.Join(", ", uses)}.");
            }

            await tx.Execute(ForgetTimes, new { id });
            await tx.Execute(ForgetAvailability, new { id });
            await tx.Execute(ForgetKey, new { id });
            await tx.Execute(Statement(Ask.Delete)!, new { id });
            await audit.Write(tx, by, "delete", Word, id, ForLog(held.Value), null, now);
            return held;
        },
        ct);

    public override Task<IReadOnlyList<Use>> Uses(Guid id, CancellationToken ct) => db.Read(tx => UsesOf(tx, id), ct);

    public override Task<IReadOnlyList<Line>> Lines(Caller by, CancellationToken ct) => db.Read<IReadOnlyList<Line>>(
        async tx =>
        {
            var units = await BookOf(tx);
            return [.. (await tx.Query<TRow>(Statement(Ask.All)!)).Where(row => MaySee(row, by)).Select(row => LineOf(row, units, by))];
        },
        ct);

    public override async IAsyncEnumerable<string?[]> Cells(Caller by, [EnumeratorCancellation] CancellationToken ct)
    {
        var units = await db.Read(BookOf, ct);
        IReadOnlyList<TRow> rows;
        for (var after = Guid.Empty; (rows = await List(new RegisterQuery(), by, after, RowsARead, ct)).Count > 0; after = rows[^1].Id)
        {
            foreach (var row in rows)
            {
                yield return [.. Layout.Select(column => column.Read(row, units))];
            }
        }
    }

    public override async Task<Outcome<Line>> Add(Func<string, string?> cells, Caller by, DateTimeOffset now, CancellationToken ct)
    {
        if (!MayAdd(by))
        {
            return Refusal.Forbidden();
        }

        var made = await Take(new Sent<TBody>(SentAs.One, [new SentRow<TBody>(0, BodyOf(cells))]), ImportMode.Create, by, now, ct);
        return made.IsRefused ? made.Refusal : await AsLine(made.Value.Rows[0], by, ct);
    }

    public override async Task<Outcome<Line>> Rewrite(Guid id, Func<string, string?> cells, int? expected, Caller by, DateTimeOffset now, CancellationToken ct) =>
        await AsLine(await Change(id, BodyOf(cells), expected, by, now, ct), by, ct);

    public override async Task<Outcome<Line>> Discard(Guid id, int? expected, Caller by, DateTimeOffset now, CancellationToken ct) =>
        await AsLine(await Delete(id, expected, by, now, ct), by, ct);

    public override async Task<Outcome<Line>> TakeBack(Guid id, Caller by, DateTimeOffset now, CancellationToken ct) => await AsLine(
        await Write(
            async tx =>
            {
                if (await audit.FindLast(tx, id) is not { FromValue: { } before } last || last.Actor != by.Name || last.Action is not ("change" or "delete"))
                {
                    return Refusal.State("There is nothing to take back.");
                }

                var units = await BookOf(tx);
                var old = Json.Read<TRow>(before);
                var body = BodyOf(field => Layout.First(column => column.Field == field).Read(old, units));
                if (last.Action == "delete")
                {
                    return await Bring(tx, body, id, by, now);
                }

                var held = await Hold(tx, id, null, by);
                return held.IsRefused ? held : Json.Write(ForLog(held.Value)) == last.ToValue ? await Put(tx, body, held.Value, by, now) : Refusal.Version();
            },
            ct),
        by,
        ct);

    /// <summary>The text of what is asked.</summary>
    protected abstract Sql? Statement(Ask ask);

    /// <summary>An entry that says nothing yet; writing it makes it version 1.</summary>
    protected abstract TRow Blank(Guid id);

    /// <summary>The entry as it shall be, a version on, checked.</summary>
    protected abstract TRow Over(TBody body, TRow now, UnitBook units, Fields fields);

    /// <summary>By what an entry is known again.</summary>
    protected abstract string Key(TRow row);

    /// <summary>Whether the database keeps two entries with one key from being there.</summary>
    protected virtual bool KeyIsUnique => false;

    /// <summary>The values of <see cref="Names"/>, as they stand in the database.</summary>
    protected abstract object?[] Values(TRow row);

    protected virtual bool MaySee(TRow row, Caller by) => true;

    protected virtual bool MayChange(TRow row, Caller by) => by.Role >= Role.Producer;

    /// <summary>The address of an entry's calendar feed, where it carries one.</summary>
    protected virtual string? CalendarOf(TRow row) => null;

    /// <summary>What only the database can tell to be wrong with a change.</summary>
    protected virtual Task Check(Tx tx, TRow next, Fields fields) => Task.CompletedTask;

    /// <summary>The entry as it may stand in the log.</summary>
    protected virtual object ForLog(TRow row) => row;

    private TBody BodyOf(Func<string, string?> cells) =>
        Layout.Where(column => column.IsEntered).Aggregate(new TBody(), (body, column) => column.Write!(body, cells(column.Field)));

    private Line LineOf(TRow row, UnitBook units, Caller by) =>
        new(row.Id, row.Version, [.. Layout.Select(column => column.Read(row, units))], MayChange(row, by), CalendarOf(row));

    private async Task<Outcome<Line>> AsLine(Outcome<TRow> outcome, Caller by, CancellationToken ct) =>
        outcome.IsRefused ? outcome.Refusal : LineOf(outcome.Value, await db.Read(BookOf, ct), by);

    private async Task<UnitBook> BookOf(Tx tx) => NamesUnits ? await UnitBook.Read(tx) : UnitBook.Empty;

    private async Task<IReadOnlyList<Use>> UsesOf(Tx tx, Guid id) => Statement(Ask.Uses) is { } uses ? await tx.Query<Use>(uses, new { id }) : [];

    /// <summary>The row, held for this transaction, if this caller may change it and saw its last version.</summary>
    private async Task<Outcome<TRow>> Hold(Tx tx, Guid id, int? expected, Caller by)
    {
        await tx.Execute(Statement(Ask.Lock)!, new { id });
        return await tx.Find<TRow>(Statement(Ask.ById)!, new { id }) is not { } row ? Refusal.NotFound(Word)
            : !MayChange(row, by) ? Refusal.Forbidden(NotYours)
            : EntityTags.Check(expected, row.Version) is { } stale ? stale
            : row;
    }

    private async Task<Outcome<TRow>> Put(Tx tx, TBody body, TRow row, Caller by, DateTimeOffset now)
    {
        var fields = new Fields();
        var next = Over(body, row, await BookOf(tx), fields);
        await Check(tx, next, fields);
        if (fields.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!MayChange(next, by))
        {
            return Refusal.Forbidden(NotYours);
        }

        await tx.ExecuteMany(Statement(Ask.Update)!, [next], Names, Values);
        await audit.Write(tx, by, "change", Word, next.Id, ForLog(row), ForLog(next), now);
        return next;
    }

    /// <summary>An entry that was removed, under the id it had.</summary>
    private async Task<Outcome<TRow>> Bring(Tx tx, TBody body, Guid id, Caller by, DateTimeOffset now)
    {
        var fields = new Fields();
        var row = Over(body, Blank(id), await BookOf(tx), fields);
        await Check(tx, row, fields);
        if (fields.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!MayChange(row, by))
        {
            return Refusal.Forbidden(NotYours);
        }

        await tx.ExecuteMany(Statement(Ask.Insert)!, [row], Names, Values);
        await audit.Write(tx, by, "create", Word, id, null, ForLog(row), now);
        return row;
    }

    /// <summary>What one refers to may be removed, or used, between looking and writing; the database has the last word.</summary>
    private async Task<Outcome<T>> Write<T>(Func<Tx, Task<Outcome<T>>> work, CancellationToken ct)
    {
        try
        {
            return await db.Write(work, ct);
        }
        catch (DbException e) when (DatabaseFault.IsConstraint(e))
        {
            return Refusal.State("Something else refers to it, or what it refers to is gone: look again.");
        }
    }
}
