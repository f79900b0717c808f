using System.Text.Json;
using System.Text.Json.Nodes;
using Broadcast.Data;
using Broadcast.Hosting;

namespace Broadcast.Provenance;

/// <summary>Collects the figures that differ, each once.</summary>
internal sealed class Findings
{
    private const int MostTold = 1_000;

    private readonly Dictionary<string, Difference> _told = new(StringComparer.Ordinal);
    private readonly HashSet<string> _more = new(StringComparer.Ordinal);

    public IReadOnlyList<Difference> Told => [.. _told.Values];

    public int Count => _told.Count + _more.Count;

    /// <summary>Notes a figure when the two differ.</summary>
    public void Compare<T>(string figure, T stored, T recomputed)
    {
        if (EqualityComparer<T>.Default.Equals(stored, recomputed))
        {
            return;
        }

        if (_told.Count < MostTold || _told.ContainsKey(figure))
        {
            _told[figure] = new Difference(figure, Node(stored), Node(recomputed));
        }
        else if (_more.Count < 100 * MostTold)
        {
            _more.Add(figure);
        }
    }

    /// <summary>A sum, as far as the tables keep it.</summary>
    public void Compare(string figure, Int128 stored, Int128 recomputed) => Compare(figure, Sums.Kept(stored), Sums.Kept(recomputed));

    private static JsonNode? Node<T>(T value) => JsonSerializer.SerializeToNode(value, Json.Options);
}
