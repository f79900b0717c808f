using Broadcast.Data;
using Broadcast.Scheduling;

namespace Broadcast.Desk.Board.Calendar;

/// <summary>The columns that the list can be sorted by.</summary>
public enum BoardColumn
{
    /// <summary>When.</summary>
    Time,

    /// <summary>Who.</summary>
    Unit,

    /// <summary>What about.</summary>
    Topic,

    /// <summary>Where.</summary>
    Studio,

    /// <summary>How far.</summary>
    State,
}

/// <summary>The order of the list; of equals the earlier comes first, and what has nothing in the column comes last, whichever way it goes.</summary>
/// <param name="Column">By what.</param>
/// <param name="Descending">The other way round.</param>
public sealed record BoardSorting(BoardColumn Column, bool Descending)
{
    /// <summary>As it stands in an address: <c>unit</c>, or <c>-unit</c> the other way round.</summary>
    public static BoardSorting Of(string? word) =>
        Enum.TryParse<BoardColumn>(word?.TrimStart('-'), ignoreCase: true, out var column) && Enum.IsDefined(column) ? new BoardSorting(column, word!.StartsWith('-')) : new BoardSorting(BoardColumn.Time, false);

    /// <summary>What a click on a column's head asks for.</summary>
    public string After(BoardColumn column) => column == Column && !Descending ? $"-{Words.Of(column)}" : Words.Of(column);

    /// <summary>The entries, which come by time, in this order.</summary>
    public IReadOnlyList<BoardEntry> Sort(IReadOnlyList<BoardEntry> entries, IReadOnlyDictionary<Guid, string> studios) => Column switch
    {
        BoardColumn.Unit => By(entries, entry => entry.UnitName, StringComparer.CurrentCulture),
        BoardColumn.Topic => By(entries, entry => entry.Topic, StringComparer.CurrentCulture),
        BoardColumn.Studio => By(entries, entry => studios.GetValueOrDefault(entry.StudioId), StringComparer.CurrentCulture),
        BoardColumn.State => By(entries, Rank, Comparer<int?>.Default),
        _ => Descending ? [.. entries.Reverse()] : entries,
    };

    private IReadOnlyList<BoardEntry> By<T>(IReadOnlyList<BoardEntry> entries, Func<BoardEntry, T?> value, IComparer<T?> order)
    {
        var filled = entries.OrderBy(entry => value(entry) is null);
        return [.. Descending ? filled.ThenByDescending(value, order) : filled.ThenBy(value, order)];
    }

    /// <summary>Along the way of an interview, after what nobody has.</summary>
    private static int? Rank(BoardEntry entry) =>
        entry.InterviewState is { } state ? (int)state : (int)entry.SlotState - Enum.GetValues<SlotState>().Length;
}
