using System.Diagnostics.Metrics;

namespace Broadcast.Pulls;

/// <summary>How asking platforms goes, for Prometheus.</summary>
internal sealed class PullMeter(IMeterFactory meters)
{
    private readonly Counter<long> _pulls = meters.Create("Broadcast").CreateCounter<long>("broadcast.pulls", description: "Pulls, by how they went.");

    public void Done(bool isGood) => _pulls.Add(1, new KeyValuePair<string, object?>("result", isGood ? "ok" : "failed"));
}
