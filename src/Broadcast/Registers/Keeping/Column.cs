namespace Broadcast.Registers;

/// <summary>A field of a register: the same at its API, on its page and in its files.</summary>
/// <param name="name">Its name, as the API has it.</param>
/// <param name="word">The key of its heading among the words of the pages.</param>
internal abstract class Column(string name, string word)
{
    public string Field => name;

    public string Word => word;

    /// <summary>Under what other headings files bring it; those of the pages, in every language, and the API's name are known anyway.</summary>
    public string[] Aliases { get; init; } = [];

    public ColumnKind Kind { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>Whether people call an entry by it.</summary>
    public bool IsTitle { get; init; }

    /// <summary>Whether an entry is known again by it.</summary>
    public bool IsKey { get; init; }

    public int Longest { get; init; }

    /// <summary>False for what a file shows to its reader and nobody enters.</summary>
    public abstract bool IsEntered { get; }
}

/// <summary>A field with the ways into an entry's body and out of its row.</summary>
internal sealed class Column<TRow, TBody>(string name, string word) : Column(name, word)
{
    public required Func<TRow, UnitBook, string?> Read { get; init; }

    /// <summary>The body with this field set; null where the field is not entered.</summary>
    public Func<TBody, string?, TBody>? Write { get; init; }

    public override bool IsEntered => Write is not null;
}
