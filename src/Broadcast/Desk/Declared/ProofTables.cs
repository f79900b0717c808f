using Broadcast.Provenance;
using Broadcast.Tables;

namespace Broadcast.Desk;

/// <summary>The beginnings of proofs that are tables, to be seen beside the figure.</summary>
internal static class ProofTables
{
    private const int MostLines = 40;
    private const long Largest = 2 * 1024 * 1024;

    public static async Task<Dictionary<Guid, IReadOnlyList<TableLine>>> Read(Declarations declarations, IEnumerable<Declaration> items, CancellationToken ct)
    {
        var tables = new Dictionary<Guid, IReadOnlyList<TableLine>>();
        foreach (var item in items.Where(item => item.Proof is { Kind: "csv" or "xlsx", Bytes: <= Largest }))
        {
            using var bytes = new MemoryStream();
            await foreach (var part in declarations.Proof(item.Id, ct))
            {
                bytes.Write(part);
            }

            tables[item.Id] = Lines(bytes.ToArray());
        }

        return tables;
    }

    private static IReadOnlyList<TableLine> Lines(byte[] bytes)
    {
        try
        {
            return TableFile.First(bytes, null, null, MostLines);
        }
        catch (TableException)
        {
            // It can be downloaded all the same.
            return [];
        }
    }
}
