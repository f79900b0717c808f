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

        if (HasRoom(figure))
        {
            _told[figure] = new Difference(figure, Node(stored), Node(recomputed));
        }
        else
        {
            CountOnly(figure);
        }
    }

    /// <summary>Takes up what was found elsewhere, after what is here.</summary>
    public void Add(Findings others)
    {
        foreach (var (figure, difference) in others._told)
        {
            if (HasRoom(figure))
            {
                _told[figure] = difference;
            }
            else
            {
                CountOnly(figure);
            }
        }

        foreach (var figure in others._more)
        {
            CountOnly(figure);
        }
    }

    /// <summary>A sum, as far as the tables keep it.</summary>
    public void Compare(string figure, Int128 stored, Int128 recomputed) => Compare(figure, Sums.Kept(stored), Sums.Kept(recomputed));

    private bool HasRoom(string figure) => _told.Count < MostTold || _told.ContainsKey(figure);

    private void CountOnly(string figure)
    {
        if (_more.Count < 100 * MostTold)
        {
            _more.Add(figure);
        }
    }

    private static JsonNode? Node<T>(T value) => JsonSerializer.SerializeToNode(value, Json.Options);
}
