namespace Broadcast.Access;

/// <summary>What a caller may do; each role may also do what the ones below it may, but for <see cref="Unit"/>, which sees its own unit only.</summary>
public enum Role
{
    /// <summary>Reads.</summary>
    Viewer,

    /// <summary>A unit's liaison: sees and edits what belongs to its own unit.</summary>
    Unit,

    /// <summary>Plans, books, runs.</summary>
    Producer,

    /// <summary>Everything, tokens and the job dashboard included.</summary>
    Admin,
}
