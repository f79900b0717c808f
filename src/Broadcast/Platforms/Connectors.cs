namespace Broadcast.Platforms;

/// <summary>The connectors the service knows, by name.</summary>
internal sealed class Connectors(IEnumerable<IConnector> all)
{
    private readonly Dictionary<string, IConnector> _byName = all.ToDictionary(connector => connector.Name, StringComparer.Ordinal);

    public string[] Names => [.. _byName.Keys.Order(StringComparer.Ordinal)];

    public IConnector? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The connector of a channel that was made with a known one.</summary>
    public IConnector Of(string name) => Find(name) ?? throw new InvalidOperationException($"A channel names the connector '{name}', which this version does not have.");
}
