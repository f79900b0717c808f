namespace Broadcast.Registers;

/// <summary>What becomes of an entry that is there already.</summary>
internal enum ImportMode
{
    /// <summary>Everything sent is new; a key that must be one of its kind and is taken is an error.</summary>
    Create,

    /// <summary>What is known by its key is changed, the rest is new.</summary>
    Upsert,
}
