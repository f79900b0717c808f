namespace Broadcast.Registers;

/// <summary>All registers, by their names in addresses.</summary>
internal sealed class Catalogue(Units units, Officials officials, Hosts hosts, Studios studios, Topics topics)
{
    public Units Units => units;

    public IReadOnlyList<Register> All { get; } = [units, officials, hosts, studios, topics];

    /// <summary>The register that an address such as <c>/units</c> or <c>/units/import</c> is about.</summary>
    public Register At(PathString path) => All.First(register => path.StartsWithSegments($"/{register.Name}", StringComparison.OrdinalIgnoreCase));
}
