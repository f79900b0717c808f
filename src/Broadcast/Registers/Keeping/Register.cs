using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Outcomes;

namespace Broadcast.Registers;

/// <summary>
/// A list of who and what an interview needs, as its page and its files see it: columns of text. What a register is about – its row, its statements, its rules – stands in the class of each;
/// what all of them do with it – enter, change, remove, look for, import, export – stands once, in <see cref="RegisterOf{TRow, TBody}"/>.
/// </summary>
internal abstract class Register : FileList
{
    /// <summary>A key that another entry has.</summary>
    protected const string Clash = "There is one already.";

    protected const string NotYours = "This belongs to another unit.";

    protected static readonly Sql ForgetTimes = "DELETE FROM AvailabilityTime WHERE OwnerId = @id";

    protected static readonly Sql ForgetAvailability = "DELETE FROM Availability WHERE OwnerId = @id";

    protected static readonly Sql ForgetKey = "DELETE FROM CalendarKey WHERE OwnerId = @id";

    /// <summary>The key of its heading among the words of the pages; its other words begin alike.</summary>
    public string Heading => $"Nav.{char.ToUpperInvariant(Name[0])}{Name[1..]}";

    /// <summary>The key of one of its words, such as <c>Units.Add</c>.</summary>
    public string WordFor(string what) => $"{char.ToUpperInvariant(Name[0])}{Name[1..]}.{what}";

    /// <summary>What one entry is called, in refusals and in the log.</summary>
    public abstract string Word { get; }

    /// <summary>Whether this caller may make and remove entries at all.</summary>
    public virtual bool MayAdd(Caller by) => by.Role >= Role.Producer;

    /// <summary>Everything this caller may see, by id.</summary>
    public abstract Task<IReadOnlyList<Line>> Lines(Caller by, CancellationToken ct);

    /// <summary>One new entry, out of the texts of its columns.</summary>
    public abstract Task<Outcome<Line>> Add(Func<string, string?> cells, Caller by, DateTimeOffset now, CancellationToken ct);

    /// <summary>An entry with the texts of its columns as they stand now.</summary>
    public abstract Task<Outcome<Line>> Rewrite(Guid id, Func<string, string?> cells, int? expected, Caller by, DateTimeOffset now, CancellationToken ct);

    /// <summary>Removes an entry that is used nowhere.</summary>
    public abstract Task<Outcome<Line>> Discard(Guid id, int? expected, Caller by, DateTimeOffset now, CancellationToken ct);

    /// <summary>Takes the last change of an entry back, if it is this caller's own and nobody has changed it since.</summary>
    public abstract Task<Outcome<Line>> TakeBack(Guid id, Caller by, DateTimeOffset now, CancellationToken ct);

    /// <summary>Where an entry is used.</summary>
    public abstract Task<IReadOnlyList<Use>> Uses(Guid id, CancellationToken ct);

    /// <summary>What a file would come to.</summary>
    public abstract Task<Outcome<ImportReport>> Preview(Table table, ImportMode mode, Caller by, DateTimeOffset now, CancellationToken ct);

    /// <summary>Takes a file in, all of it or nothing.</summary>
    public abstract Task<Outcome<ImportReport>> Import(Table table, ImportMode mode, Caller by, DateTimeOffset now, CancellationToken ct);
}

/// <summary>An entry as texts.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version.</param>
/// <param name="Cells">In the order of the columns.</param>
/// <param name="MayChange">Whether the caller may change it.</param>
/// <param name="Calendar">The address of its calendar feed, where it carries one.</param>
internal sealed record Line(Guid Id, int Version, IReadOnlyList<string?> Cells, bool MayChange, string? Calendar);
