namespace Broadcast.Registers;

/// <summary>Where an entry is used.</summary>
internal sealed record Use
{
    /// <summary><c>officials</c>, <c>topics</c>, <c>members</c> (takes part), <c>interviews</c>, <c>slots</c>, <c>tokens</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The series, or the unit itself.</summary>
    public Guid Id { get; init; }

    /// <summary>What that is called.</summary>
    public string Name { get; init; } = "";

    /// <summary>How many of the kind.</summary>
    public int Many { get; init; }

    /// <summary>In words, for a program's reader.</summary>
    public override string ToString() => Kind switch
    {
        "officials" => $"its officials ({Many})",
        "topics" => $"its topics ({Many})",
        "tokens" => $"its liaisons' tokens ({Many})",
        "members" => $"the series \"{Name}\", where it takes part",
        "slots" => $"slots of the series \"{Name}\" ({Many})",
        _ => $"interviews of the series \"{Name}\" ({Many})",
    };
}
