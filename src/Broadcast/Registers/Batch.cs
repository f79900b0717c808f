using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Broadcast.Registers;

/// <summary>One new entry of a register, or many at once: if anything is wrong, nothing is made, and everything that is wrong is named.</summary>
internal static class Batch
{
    public const int Most = 5000;

    /// <summary>
    /// <paramref name="read"/> checks a body and makes of it what shall be written; <paramref name="insert"/> writes it. What only the database can tell to be wrong
    /// goes into the fields there; a refusal with good fields forbids it all.
    /// </summary>
    public static async Task<Outcome<IReadOnlyList<TRow>>> Create<TBody, TDraft, TRow>(
        Db db, OneOrMany<TBody> sent, Func<TBody, Fields, TDraft> read, Func<Tx, TDraft, Fields, Task<Outcome<TRow>>> insert, CancellationToken ct)
        where TBody : class
    {
        if (sent.Items.Count > Most)
        {
            return Refusal.Field("body", $"At most {Most} at once.");
        }

        var wrong = new Fields();
        var drafts = sent.Items.Select((body, i) => Check(body, sent.IsArray, i, read, wrong)).ToList();
        return wrong.Refusal is { } refusal ? refusal : await Insert(db, drafts, sent.IsArray, insert, ct);
    }

    /// <summary>201: the object, or the list of them in the order sent.</summary>
    public static Results<Created<TRow>, Created<Page<TRow>>, ProblemHttpResult> ToAnswer<TBody, TRow>(
        this Outcome<IReadOnlyList<TRow>> outcome, OneOrMany<TBody> sent, HttpContext context, string path, Func<TRow, Guid> id)
        where TRow : IVersioned
    {
        if (outcome.IsRefused)
        {
            return outcome.Refusal.ToProblem();
        }

        if (sent.IsArray)
        {
            return TypedResults.Created(path, Page<TRow>.Whole(outcome.Value));
        }

        context.Response.SetVersion(outcome.Value[0].Version);
        return TypedResults.Created($"{path}/{id(outcome.Value[0])}", outcome.Value[0]);
    }

    private static TDraft Check<TBody, TDraft>(TBody? body, bool isArray, int index, Func<TBody, Fields, TDraft> read, Fields wrong)
        where TBody : class
    {
        if (body is null)
        {
            wrong.Wrong(isArray ? $"[{index}]" : "body", "Required.");
            return default!;
        }

        var fields = Place(isArray, index);
        var draft = read(body, fields);
        wrong.Add(fields);
        return draft;
    }

    private static Task<Outcome<IReadOnlyList<TRow>>> Insert<TDraft, TRow>(
        Db db, List<TDraft> drafts, bool isArray, Func<Tx, TDraft, Fields, Task<Outcome<TRow>>> insert, CancellationToken ct) => db.Write<Outcome<IReadOnlyList<TRow>>>(
        async tx =>
        {
            var wrong = new Fields();
            var made = new List<TRow>(drafts.Count);
            for (var i = 0; i < drafts.Count; i++)
            {
                var fields = Place(isArray, i);
                var outcome = await insert(tx, drafts[i], fields);
                wrong.Add(fields);
                if (!outcome.IsRefused)
                {
                    made.Add(outcome.Value);
                }
                else if (fields.AreGood)
                {
                    return outcome.Refusal;
                }
            }

            return wrong.Refusal is { } bad ? bad : made;
        },
        ct);

    private static Fields Place(bool isArray, int index) => new(isArray ? $"[{index}]." : "");
}
