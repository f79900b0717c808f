using System.Globalization;
using Broadcast.Hosting;

namespace Broadcast.Registers;

/// <summary>How entries were sent; it decides how a place among them is named.</summary>
internal enum SentAs
{
    One,
    Array,
    File,
}

/// <summary>What was sent to be written: an object, an array of them, or the rows of a file.</summary>
/// <param name="As">Which of them.</param>
/// <param name="Rows">In the order sent.</param>
internal sealed record Sent<TBody>(SentAs As, IReadOnlyList<SentRow<TBody>> Rows)
    where TBody : class
{
    /// <summary>What is said about the whole of it.</summary>
    public IReadOnlyList<ImportProblem> Problems { get; init; } = [];

    /// <summary>The headings of a file.</summary>
    public IReadOnlyList<ImportColumn> Columns { get; init; } = [];

    /// <summary>Everything that is wrong, under the names the client can find it by: <c>code</c>, <c>[3].code</c>, <c>row 7.code</c>.</summary>
    public Fields Name(IEnumerable<ImportProblem> problems)
    {
        var fields = new Fields();
        foreach (var problem in problems.Where(problem => problem.IsError))
        {
            fields.Wrong(NameOf(problem), problem.Reason);
        }

        return fields;
    }

    private string NameOf(ImportProblem problem)
    {
        var place = As switch
        {
            SentAs.One => "",
            SentAs.Array => string.Create(CultureInfo.InvariantCulture, $"[{problem.Line}]"),
            _ => string.Create(CultureInfo.InvariantCulture, $"row {problem.Line}"),
        };
        return (place, problem.Column) switch
        {
            ("", "") => "body",
            ("", var column) => column,
            (_, "") => As == SentAs.File ? $"{place}.body" : place,
            (_, var column) => $"{place}.{column}",
        };
    }
}

/// <summary>One entry as it was sent.</summary>
/// <param name="Line">Its index in an array, from 0, or its line in a file, from 1.</param>
/// <param name="Body">What it says; null where nothing can be understood.</param>
/// <param name="Fault">Why it cannot be understood.</param>
internal sealed record SentRow<TBody>(int Line, TBody? Body, string? Fault = null)
    where TBody : class;
