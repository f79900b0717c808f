using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;

namespace Broadcast.Registers;

/// <summary>A person who leads an interview.</summary>
public sealed record Host : IEntry
{
    /// <summary>The host's id.</summary>
    public Guid Id { get; init; }

    /// <summary>As it stands on the run sheet.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where the host gets mail.</summary>
    public string? Email { get; init; }

    /// <inheritdoc/>
    public int Version { get; init; } = 1;
}

/// <summary>What a client may say about a host.</summary>
internal sealed record HostBody
{
    public Given<string> Name { get; init; }

    public Given<string> Email { get; init; }

    /// <summary>The host as it shall be, checked.</summary>
    public Host Over(Host now, Fields fields) => now with
    {
        Version = now.Version + 1,
        Name = fields.Text("name", Name.Or(now.Name), 200),
        Email = fields.Mail("email", Email.Or(now.Email)),
    };
}
