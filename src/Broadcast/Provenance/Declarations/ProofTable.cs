using Broadcast.Data;

namespace Broadcast.Provenance;

/// <summary>
/// Proofs' bytes as rows, in the same database as what they prove: written in the same transaction, seen by every process, and part of the same backup. In parts, so that memory does not grow with the file.
/// </summary>
internal static class ProofTable
{
    private const int PartBytes = 256 * 1024;

    private static readonly Sql Insert = "INSERT INTO DeclarationProof (DeclarationId, Part, Body) VALUES (@declarationId, @part, @body)";

    private static readonly Sql Read = "SELECT Body FROM DeclarationProof WHERE DeclarationId = @declarationId AND Part = @part";

    public static async Task Write(Tx tx, Guid declarationId, Stream file)
    {
        var buffer = new byte[PartBytes];
        int read;
        for (var part = 0; (read = await file.ReadAtLeastAsync(buffer, PartBytes, throwOnEndOfStream: false)) > 0; part++)
        {
            await tx.Execute(Insert, new { declarationId, part, body = buffer[..read] });
        }
    }

    /// <summary>The parts one after the other.</summary>
    public static async IAsyncEnumerable<byte[]> Parts(Db db, Guid declarationId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        for (var part = 0; await db.Find<byte[]>(Read, new { declarationId, part }, ct) is { } body; part++)
        {
            yield return body;
        }
    }
}
