namespace Broadcast.Planning;

/// <summary>Something that is wrong with what is planned, whenever it came about.</summary>
public sealed record Clash
{
    /// <summary>A stable word for what is wrong.</summary>
    public string Type { get; init; } = "";

    /// <summary>How much it matters.</summary>
    public ClashSeverity Severity { get; init; }

    /// <summary>What is wrong: one English sentence.</summary>
    public string Message { get; init; } = "";

    /// <summary>What to do about it: one English sentence.</summary>
    public string Action { get; init; } = "";

    /// <summary>The page where it can be settled.</summary>
    public string Link { get; init; } = "";

    /// <summary>The values in the message, by name.</summary>
    public IReadOnlyDictionary<string, object> Parameters { get; init; } = new Dictionary<string, object>();

    /// <summary>The series.</summary>
    public Guid SeriesId { get; init; }

    /// <summary>The interview it is about; null: the series as a whole.</summary>
    public Guid? InterviewId { get; init; }

    /// <summary>The interview's slot.</summary>
    public Guid? SlotId { get; init; }

    /// <summary>The interview's unit.</summary>
    public Guid? UnitId { get; init; }

    /// <summary>The unit's name.</summary>
    public string? UnitName { get; init; }

    /// <summary>When the interview is planned, with the offset of the series' zone.</summary>
    public DateTimeOffset? StartsAt { get; init; }
}

/// <summary>How much a clash matters.</summary>
public enum ClashSeverity
{
    /// <summary>The interview cannot take place like this.</summary>
    Error,

    /// <summary>It can, but somebody should look.</summary>
    Warning,

    /// <summary>Worth knowing.</summary>
    Note,
}
