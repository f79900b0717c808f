namespace Broadcast.Tests.Peers;

/// <summary>Real programs want the machine for themselves: these tests run one after the other, and beside no others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PeersCollection
{
    public const string Name = "real peers";
}
