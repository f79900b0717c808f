using System.Data.Common;
using System.Runtime.InteropServices;
using Broadcast.Data;

namespace Broadcast.Provenance;

/// <summary>A broadcast's reading as it stands.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StoredReading(long ObservedAt, Guid DeliveryId, int Ordinal, long? Concurrent, long? Views)
{
    private const string Columns = "ObservedAt, DeliveryId, Ordinal, Concurrent, Views";

    // In the order of the key, so that no database has to sort.
    private const string OfAiring = "WHERE AiringId = @airingId ORDER BY ObservedAt, DeliveryId, Ordinal";

    private static readonly Sql Counting = $"SELECT {Columns} FROM Reading {OfAiring}";

    private static readonly Sql Held = $"SELECT {Columns} FROM HeldReading {OfAiring}";

    /// <summary>Those that count, one by one, in the order of instant, delivery and place.</summary>
    public static Task ScanCounting(Tx tx, Guid airingId, Action<StoredReading> take) => tx.Scan(Counting, new { airingId }, row => take(Of(row)));

    /// <summary>Those that do not, in the same order: they came after the closing, or were withdrawn.</summary>
    public static Task ScanHeld(Tx tx, Guid airingId, Action<StoredReading> take) => tx.Scan(Held, new { airingId }, row => take(Of(row)));

    // Millions of them: read by place and type, not by a mapper.
    private static StoredReading Of(DbDataReader row) =>
        new(row.GetInt64(0), Ids.FromBytes(row.GetFieldValue<byte[]>(1)), row.GetInt32(2), row.IsDBNull(3) ? null : row.GetInt64(3), row.IsDBNull(4) ? null : row.GetInt64(4));
}
