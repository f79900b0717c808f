using Broadcast.Audience.Ledger;
using Broadcast.Data;

namespace Broadcast.Ingestion;

/// <summary>
/// Imports that were withdrawn, and whose broadcasts are not looked up yet. That is the drain's work: only there it is certain that nothing of them is being taken in meanwhile as if it counted still.
/// </summary>
internal sealed class PendingWithdrawals(Db db, EvidenceReadings evidence)
{
    private const int ATime = 1_000;

    private const string Unplaced = $"{EvidenceRow.Columns} {EvidenceRow.From} WHERE r.ImportId = @importId AND r.DeliveryId > @after AND d.AiringId IS NULL AND d.Readings > 0 ORDER BY r.DeliveryId";

    private static readonly Sql Insert = "INSERT INTO PendingWithdrawal (ImportId) VALUES (@importId)";

    private static readonly Sql Remove = "DELETE FROM PendingWithdrawal WHERE ImportId = @importId";

    private static readonly Sql Oldest = new(
        SqlServer: "SELECT TOP (1) ImportId FROM PendingWithdrawal ORDER BY ImportId",
        Sqlite: "SELECT ImportId FROM PendingWithdrawal ORDER BY ImportId LIMIT 1");

    private static readonly Sql Placed = "SELECT DISTINCT d.AiringId FROM ImportedRow r JOIN Delivery d ON d.Id = r.DeliveryId WHERE r.ImportId = @importId AND d.AiringId IS NOT NULL AND d.Readings > 0";

    // A row whose broadcast became known later, by a replay: what it says is asked of the row itself.
    private static readonly Sql NextUnplaced = new(SqlServer: $"SELECT TOP (@take) {Unplaced}", Sqlite: $"SELECT {Unplaced} LIMIT @take");

    public Task<Guid?> Next(CancellationToken ct) => db.Find<Guid?>(Oldest, null, ct);

    /// <summary>The broadcasts that an import had figures of.</summary>
    public async Task<IReadOnlyList<Guid>> Airings(Guid importId, CancellationToken ct)
    {
        var airings = (await db.Query<Guid>(Placed, new { importId }, ct)).ToHashSet();
        IReadOnlyList<EvidenceRow> rows;
        var after = Guid.Empty;
        do
        {
            rows = await db.Query<EvidenceRow>(NextUnplaced, new { importId, after, take = ATime }, ct);
            foreach (var row in rows)
            {
                airings.UnionWith((await evidence.Read(row, ct)).Select(reading => reading.AiringId));
            }

            after = rows.Count > 0 ? rows[^1].Id : after;
        }
        while (rows.Count == ATime);

        return [.. airings];
    }

    public static Task Add(Tx tx, Guid importId) => tx.Execute(Insert, new { importId });

    /// <summary>Writes which broadcasts are to follow. Done twice, it changes nothing.</summary>
    public static async Task Placing(Tx tx, Guid importId, IReadOnlyList<Guid> airings)
    {
        await WithdrawnAiringTable.Add(tx, importId, airings);
        await tx.Execute(Remove, new { importId });
    }
}
