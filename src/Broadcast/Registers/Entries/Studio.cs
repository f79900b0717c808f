using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;

namespace Broadcast.Registers;

/// <summary>A room with cameras.</summary>
public sealed record Studio : IEntry
{
    /// <summary>The studio's id.</summary>
    public Guid Id { get; init; }

    /// <summary>As people call it.</summary>
    public string Name { get; init; } = "";

    /// <summary>How a guest finds it.</summary>
    public string? Place { get; init; }

    /// <inheritdoc/>
    public int Version { get; init; } = 1;
}

/// <summary>What a client may say about a studio.</summary>
internal sealed record StudioBody
{
    public Given<string> Name { get; init; }

    public Given<string> Place { get; init; }

    /// <summary>The studio as it shall be, checked.</summary>
    public Studio Over(Studio now, Fields fields) => now with
    {
        Version = now.Version + 1,
        Name = fields.Text("name", Name.Or(now.Name), 200),
        Place = fields.OptionalText("place", Place.Or(now.Place), 400),
    };
}
