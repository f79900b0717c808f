using Broadcast.Access;

namespace Broadcast.Registers;

/// <summary>A list that goes out as a file and comes in as one: columns of text. A register is one; so are the wishes of a series' units.</summary>
internal abstract class FileList
{
    /// <summary>Its name in addresses, such as <c>units</c>, and of its files.</summary>
    public abstract string Name { get; }

    /// <summary>Its columns, in the order in which they are shown.</summary>
    public abstract IReadOnlyList<Column> Columns { get; }

    /// <summary>The cells of everything this caller may see, by id; read as they are asked for.</summary>
    public abstract IAsyncEnumerable<string?[]> Cells(Caller by, CancellationToken ct);
}
