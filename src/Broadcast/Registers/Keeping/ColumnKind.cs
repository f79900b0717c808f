namespace Broadcast.Registers;

/// <summary>How a field is entered.</summary>
internal enum ColumnKind
{
    /// <summary>A line of text.</summary>
    Text,

    /// <summary>Several lines.</summary>
    Note,

    /// <summary>A mail address.</summary>
    Mail,

    /// <summary>A telephone number.</summary>
    Phone,

    /// <summary>One of the languages of the pages.</summary>
    Language,

    /// <summary>A time zone, by its IANA name.</summary>
    Zone,

    /// <summary>A month, <c>yyyy-MM</c>.</summary>
    Month,

    /// <summary>A unit, by its code.</summary>
    Unit,
}
