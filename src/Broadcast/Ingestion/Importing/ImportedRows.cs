using System.Security.Cryptography;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Work;

namespace Broadcast.Ingestion;

/// <summary>
/// Rows of an export as deliveries. A row is known by what it says, so that an export that overlaps an earlier one adds only what is new; two rows of one file that say the same are two.
/// </summary>
internal sealed class ImportedRows(Nudge<DrainJob> drain)
{
    private static readonly Sql Mark = "INSERT INTO ImportedRow (DeliveryId, ImportId, Line) VALUES (@id, @importId, @line)";

    private static readonly Sql NoteRepeat =
        "INSERT INTO ImportedRepeat (DeliveryId, ImportId, Line) SELECT d.Id, @importId, @line FROM Delivery d WHERE d.ChannelId = @channelId AND d.WebhookId = @webhookId AND d.Holds = 1";

    // What a standing import said as well becomes a row of that one, at its line there.
    private static readonly Sql PassOn = new(
        SqlServer:
        """
        UPDATE r SET r.ImportId = n.ImportId, r.Line = n.Line
        FROM ImportedRow r CROSS APPLY (
            SELECT TOP (1) p.ImportId, p.Line FROM ImportedRepeat p JOIN FigureImport f ON f.Id = p.ImportId
            WHERE p.DeliveryId = r.DeliveryId AND p.ImportId <> @importId AND f.State = 'done' ORDER BY p.ImportId) n
        WHERE r.ImportId = @importId
        """,
        Sqlite:
        """
        UPDATE ImportedRow SET (ImportId, Line) = (
            SELECT p.ImportId, p.Line FROM ImportedRepeat p JOIN FigureImport f ON f.Id = p.ImportId
            WHERE p.DeliveryId = ImportedRow.DeliveryId AND p.ImportId <> @importId AND f.State = 'done' ORDER BY p.ImportId LIMIT 1)
        WHERE ImportId = @importId AND EXISTS (
            SELECT 1 FROM ImportedRepeat p JOIN FigureImport f ON f.Id = p.ImportId WHERE p.DeliveryId = ImportedRow.DeliveryId AND p.ImportId <> @importId AND f.State = 'done')
        """);

    private static readonly Sql WithdrawRows = "UPDATE ImportedRow SET WithdrawnAt = @now WHERE ImportId = @importId";

    // They keep their hold on the evidence and give the id back: whoever says the same again is the first to say so.
    private static readonly Sql Rename = new(
        SqlServer: "UPDATE Delivery SET WebhookId = CONCAT('withdrawn:', @tag, ':', WebhookId) WHERE Id IN (SELECT r.DeliveryId FROM ImportedRow r WHERE r.ImportId = @importId)",
        Sqlite: "UPDATE Delivery SET WebhookId = 'withdrawn:' || @tag || ':' || WebhookId WHERE Id IN (SELECT r.DeliveryId FROM ImportedRow r WHERE r.ImportId = @importId)");

    /// <summary>Keeps rows in the transaction of their import; which of them are new.</summary>
    public static async Task<IReadOnlyList<bool>> Add(Tx tx, Guid importId, IReadOnlyList<(Delivery Delivery, int Line)> rows)
    {
        var inserted = await DeliveryTable.Add(tx, rows, row => row.Delivery);
        List<(Delivery Delivery, int Line)> kept = [.. rows.Where((_, i) => inserted[i] == 1)];
        await tx.ExecuteMany(Mark, kept, ["@id", "@importId", "@line"], row => [Raw.Id(row.Delivery.Id), Raw.Id(importId), row.Line]);
        await tx.ExecuteMany(
            NoteRepeat, [.. rows.Where((_, i) => inserted[i] == 0)], ["@importId", "@line", "@channelId", "@webhookId"], row => [Raw.Id(importId), row.Line, Raw.Id(row.Delivery.ChannelId), row.Delivery.WebhookId]);
        await PendingDeliveries.Add(tx, [.. kept.Where(row => row.Delivery.Readings > 0).Select(row => row.Delivery.Id)]);
        return [.. inserted.Select(count => count == 1)];
    }

    /// <summary>
    /// Takes an import's rows back, in the transaction that says so of the import. They are kept and do not count from now on, but for those that another import repeats; figures follow by the drain.
    /// </summary>
    /// <returns>How many do not count any more.</returns>
    public static async Task<int> Withdraw(Tx tx, Guid importId, DateTimeOffset now)
    {
        await tx.Execute(PassOn, new { importId });
        var withdrawn = await tx.Execute(WithdrawRows, new { importId, now });
        await tx.Execute(Rename, new { importId, tag = importId.ToString("N") });
        await PendingWithdrawals.Add(tx, importId);
        return withdrawn;
    }

    /// <summary>After the commit: there is something to take in.</summary>
    public void Committed() => drain.Now();
}
