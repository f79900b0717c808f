using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;

namespace Broadcast.Registers;

/// <summary>A member unit: it sends an official to speak.</summary>
public sealed record Unit : IEntry
{
    /// <summary>The unit's id.</summary>
    public Guid Id { get; init; }

    /// <summary>Unique; the name in files and external ids.</summary>
    public string Code { get; init; } = "";

    /// <summary>As people call it.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its place in the hierarchy, in the series' own words.</summary>
    public string? Level { get; init; }

    /// <summary>Where it is; figures are broken down by it.</summary>
    public string? Region { get; init; }

    /// <summary>Who speaks for the unit towards the producers.</summary>
    public string? LiaisonName { get; init; }

    /// <summary>Who is told when a guest of the unit does not answer.</summary>
    public string? LiaisonEmail { get; init; }

    /// <inheritdoc/>
    public int Version { get; init; } = 1;
}

/// <summary>What a client may say about a unit.</summary>
internal sealed record UnitBody
{
    public Given<string> Code { get; init; }

    public Given<string> Name { get; init; }

    public Given<string> Level { get; init; }

    public Given<string> Region { get; init; }

    public Given<string> LiaisonName { get; init; }

    public Given<string> LiaisonEmail { get; init; }

    /// <summary>The unit as it shall be, checked.</summary>
    public Unit Over(Unit now, Fields fields) => now with
    {
        Version = now.Version + 1,
        Code = fields.Code("code", Code.Or(now.Code)),
        Name = fields.Text("name", Name.Or(now.Name), 200),
        Level = fields.OptionalText("level", Level.Or(now.Level), 60),
        Region = fields.OptionalText("region", Region.Or(now.Region), 100),
        LiaisonName = fields.OptionalText("liaisonName", LiaisonName.Or(now.LiaisonName), 200),
        LiaisonEmail = fields.Mail("liaisonEmail", LiaisonEmail.Or(now.LiaisonEmail)),
    };
}
