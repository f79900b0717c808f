using System.Globalization;
using Broadcast.Audience;

namespace Broadcast.Provenance;

/// <summary>A broadcast's readings as they stand against those the evidence has. Both come in the order of instant, delivery and place, so that only those that have no counterpart there are kept in memory.</summary>
internal sealed class ReadingComparison(Findings findings, string name, IReadOnlyList<TakenReading> evidence)
{
    private readonly Dictionary<(Guid DeliveryId, int Ordinal), TakenReading> _onlySaid = [];
    private readonly List<StoredReading> _onlyStored = [];
    private int _next;

    /// <summary>Takes the next one as it stands.</summary>
    public void Take(StoredReading stored)
    {
        int order;
        for (order = 1; _next < evidence.Count && (order = Order(evidence[_next], stored)) < 0; _next++)
        {
            OnlySaid(evidence[_next]);
        }

        if (order != 0)
        {
            _onlyStored.Add(stored);
            return;
        }

        var said = evidence[_next++];
        if ((stored.Concurrent, stored.Views) != (said.Concurrent, said.Views))
        {
            Note(stored, said);
        }
    }

    /// <summary>After the last: what has no counterpart at its instant may have one at another.</summary>
    public void End()
    {
        for (; _next < evidence.Count; _next++)
        {
            OnlySaid(evidence[_next]);
        }

        foreach (var stored in _onlyStored)
        {
            Note(stored, _onlySaid.Remove((stored.DeliveryId, stored.Ordinal), out var said) ? said : null);
        }

        foreach (var said in _onlySaid.Values)
        {
            Note(null, said);
        }
    }

    private static int Order(TakenReading said, StoredReading stored)
    {
        var order = said.ObservedAt.CompareTo(stored.ObservedAt);
        order = order == 0 ? said.DeliveryId.CompareTo(stored.DeliveryId) : order;
        return order == 0 ? said.Ordinal.CompareTo(stored.Ordinal) : order;
    }

    private void OnlySaid(TakenReading said) => _onlySaid[(said.DeliveryId, said.Ordinal)] = said;

    private void Note(StoredReading? stored, TakenReading? said)
    {
        var (deliveryId, ordinal) = stored is { } row ? (row.DeliveryId, row.Ordinal) : (said!.Value.DeliveryId, said.Value.Ordinal);
        findings.Compare(
            $"{name}/{deliveryId}/{ordinal.ToString(CultureInfo.InvariantCulture)}",
            stored is { } stands ? new Told(InterviewComparison.Instant(stands.ObservedAt), stands.Concurrent, stands.Views) : null,
            said is { } told ? new Told(InterviewComparison.Instant(told.ObservedAt), told.Concurrent, told.Views) : null);
    }

    /// <summary>What a reading says.</summary>
    private sealed record Told(string ObservedAt, long? Concurrent, long? Views);
}
