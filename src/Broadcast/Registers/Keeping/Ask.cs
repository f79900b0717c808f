namespace Broadcast.Registers;

/// <summary>What a register asks of its table.</summary>
internal enum Ask
{
    /// <summary>Every row, by id.</summary>
    All,

    /// <summary>The row of <c>@id</c>.</summary>
    ById,

    /// <summary>Adds a row, or changes nothing where its key is taken.</summary>
    Insert,

    /// <summary>Holds the row of <c>@id</c> for this transaction.</summary>
    Lock,

    /// <summary>Changes a row from the version before.</summary>
    Update,

    /// <summary>Removes the row of <c>@id</c>.</summary>
    Delete,

    /// <summary>Where the row of <c>@id</c> is used, as <see cref="Use"/>; none where nothing can refer to one.</summary>
    Uses,
}
