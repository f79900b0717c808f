using System.Text.Json.Serialization;
using Broadcast.Hosting;

namespace Broadcast.Registers;

/// <summary>What a list that was sent comes to, row by row.</summary>
internal sealed record ImportReport
{
    public required ImportMode Mode { get; init; }

    /// <summary>The columns of a file, as they are headed there.</summary>
    public required IReadOnlyList<ImportColumn> Columns { get; init; }

    public int Created { get; init; }

    public int Updated { get; init; }

    public int Unchanged { get; init; }

    /// <summary>How many rows cannot be taken; one is enough and nothing is.</summary>
    public int Wrong { get; init; }

    /// <summary>What is said about the whole, such as a column that nobody knows.</summary>
    public required IReadOnlyList<ImportProblem> Problems { get; init; }

    public required IReadOnlyList<ImportRow> Rows { get; init; }

    /// <summary>Whether it can be imported as it is.</summary>
    public bool IsGood => Wrong == 0 && Problems.All(problem => !problem.IsError);
}

/// <summary>A column of a file.</summary>
/// <param name="Heading">As it stands there.</param>
/// <param name="Field">What it is taken for; null when it is left out.</param>
internal sealed record ImportColumn(string Heading, string? Field);

/// <summary>One row as it is understood.</summary>
/// <param name="Line">Its line in a file, from 1, or its index in an array, from 0.</param>
/// <param name="Action">What would be done.</param>
/// <param name="Values">The entry as it would stand, by field.</param>
/// <param name="Changes">Which fields would change, for an update.</param>
/// <param name="Problems">What is wrong with it, or worth a second look.</param>
internal sealed record ImportRow(
    int Line, ImportAction Action, IReadOnlyDictionary<string, string?> Values, IReadOnlyList<string> Changes, IReadOnlyList<ImportProblem> Problems);

/// <summary>What would be done with a row.</summary>
internal enum ImportAction
{
    /// <summary>Nothing: it is wrong.</summary>
    None,
    Create,
    Update,

    /// <summary>Nothing: it stands so already.</summary>
    Unchanged,
}

/// <summary>Something about a row.</summary>
/// <param name="Line">Its line in a file, from 1, or its index in an array, from 0.</param>
/// <param name="Column">The field, or the heading where that is no field; empty for the row as a whole.</param>
/// <param name="Reason">One sentence.</param>
/// <param name="Severity"><c>error</c>, or <c>warning</c> for what is no obstacle.</param>
internal sealed record ImportProblem(int Line, string Column, string Reason, string Severity = ImportProblem.Error)
{
    public const string Error = "error";
    public const string Warning = "warning";

    [JsonIgnore]
    public bool IsError => Severity == Error;

    /// <summary>What is wrong with the fields of a row.</summary>
    public static List<ImportProblem> Of(Fields fields, int line) =>
        [.. from error in fields.Refusal?.Errors ?? new Dictionary<string, string[]>() from reason in error.Value select new ImportProblem(line, error.Key, reason)];
}
