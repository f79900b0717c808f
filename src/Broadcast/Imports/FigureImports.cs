using System.Security.Cryptography;
using System.Text;
using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Ingestion;
using Broadcast.Outcomes;
using Broadcast.Platforms.Imported;
using Broadcast.Work;

namespace Broadcast.Imports;

/// <summary>
/// Imports of a platform's own exports. The file is kept as it came, each of its rows becomes a delivery, and from there figures go their ordinary way. The same file read the same way changes nothing;
/// another file adds only the rows that say something new.
/// </summary>
internal sealed class FigureImports(Db db, ImportTable table, ImportMappings mappings, ImportReading reading, ImportedRows rows, Channels.Channels channels, Channels.Airings airings, ImportTurns turns, AuditLog audit)
{
    public const int MostShown = 50;
    private const int LongestReason = 1000;
    private static readonly TimeSpan DraftLife = TimeSpan.FromDays(1);

    private static readonly Refusal NoMapping = Refusal.Field("mapping", "Required: this channel's columns were not mapped yet.");

    /// <summary>Keeps a file to be looked at first.</summary>
    public Task<Outcome<FigureImportRow>> Draft(Guid channelId, ImportFile file, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write<Outcome<FigureImportRow>>(
        async tx =>
        {
            if (!await ImportTable.Hold(tx, channelId))
            {
                return Refusal.NotFound("channel");
            }

            var id = Ids.New(now);
            await ImportTable.RemoveOld(tx, now - DraftLife);
            await ImportTable.Add(tx, id, channelId, file, OwnKey(id), by.Name, now);
            return (await ImportTable.Find(tx, id))!;
        },
        ct);

    /// <summary>What a file would come to. Without a mapping only its columns are told.</summary>
    public async Task<Outcome<ImportPreview>> Preview(Guid channelId, ImportFile file, ImportMapping? given, Guid? airingId, DateTimeOffset now, CancellationToken ct)
    {
        var known = given ?? (await mappings.Find(channelId, ct))?.Parsed;
        var columns = ImportReading.Columns(file.Bytes, known ?? new ImportMapping());
        if (columns.IsRefused)
        {
            return columns.Refusal;
        }

        if (known is null)
        {
            return new ImportPreview { Columns = columns.Value };
        }

        var mapping = await Ready(channelId, known, airingId, ct);
        if (mapping.IsRefused)
        {
            return mapping.Refusal;
        }

        var read = await reading.Read(file, mapping.Value, channelId, airingId, now, ct);
        return read.IsRefused ? read.Refusal : ImportPreview.Of(columns.Value, known, read.Value, MostShown);
    }

    /// <summary>Imports a file at once.</summary>
    public async Task<Outcome<FigureImport>> Import(Guid channelId, ImportFile file, ImportMapping? given, Guid? airingId, Caller by, CancellationToken ct)
    {
        if (await channels.Find(channelId, ct) is null)
        {
            return Refusal.NotFound("channel");
        }

        return await InTurn(
            channelId,
            async turn =>
            {
                var read = await Read(channelId, file, given, airingId, turn.Now, ct);
                if (read.IsRefused)
                {
                    return read.Refusal;
                }

                var draft = await Draft(channelId, file, by, turn.Now, ct);
                return draft.IsRefused ? draft.Refusal : await Keep(turn, draft.Value, read.Value, airingId, by, ct);
            },
            ct);
    }

    /// <summary>Imports a file that was kept as a draft, by the channel's mapping.</summary>
    public async Task<Outcome<FigureImport>> Finish(Guid id, Guid? airingId, Caller by, CancellationToken ct)
    {
        if (await table.Find(id, ct) is not { } draft)
        {
            return Refusal.NotFound("import");
        }

        if (draft.State != "draft")
        {
            return draft.ToImport() with { Duplicate = true };
        }

        return await InTurn(
            draft.ChannelId,
            async turn =>
            {
                var read = await Read(draft.ChannelId, await FileOf(draft, ct), null, airingId, turn.Now, ct);
                return read.IsRefused ? read.Refusal : await Keep(turn, draft, read.Value, airingId, by, ct);
            },
            ct);
    }

    /// <summary>
    /// Takes an import back: it was the wrong file, or read the wrong way. Nothing is removed; its rows do not count from now on, but for those that another import repeats, and the same file may be imported again.
    /// What a closed interview was closed with stands until it is opened again.
    /// </summary>
    public async Task<Outcome<FigureImport>> Withdraw(Guid id, string? reason, Caller by, CancellationToken ct)
    {
        var fields = new Fields();
        var why = fields.Text("reason", reason, LongestReason);
        if (fields.Refusal is { } refusal)
        {
            return refusal;
        }

        if (await table.Find(id, ct) is not { } known)
        {
            return Refusal.NotFound("import");
        }

        return await InTurn(known.ChannelId, turn => Withdraw(turn, known, why, by, ct), ct);
    }

    /// <summary>A kept file, whole.</summary>
    public async Task<ImportFile> FileOf(FigureImportRow row, CancellationToken ct)
    {
        using var bytes = new MemoryStream((int)row.Bytes);
        await foreach (var part in table.Parts(row.Id, ct))
        {
            bytes.Write(part);
        }

        return new ImportFile(row.Name, bytes.ToArray(), row.Sha256);
    }

    private async Task<Outcome<FileRead>> Read(Guid channelId, ImportFile file, ImportMapping? given, Guid? airingId, DateTimeOffset now, CancellationToken ct)
    {
        if ((given ?? (await mappings.Find(channelId, ct))?.Parsed) is not { } known)
        {
            return await channels.Find(channelId, ct) is null ? Refusal.NotFound("channel") : NoMapping;
        }

        var mapping = await Ready(channelId, known, airingId, ct);
        if (mapping.IsRefused)
        {
            return mapping.Refusal;
        }

        var read = await reading.Read(file, mapping.Value, channelId, airingId, now, ct);
        return read.IsRefused ? read.Refusal
            : read.Value.Count == 0 ? Refusal.Field("file", "There are no rows below the names of the columns.")
            : new FileRead(mapping.Value, read.Value);
    }

    /// <summary>The mapping as rows are read by it: checked, and where each row adds up, without days that are not over.</summary>
    private async Task<Outcome<ImportMapping>> Ready(Guid channelId, ImportMapping given, Guid? airingId, CancellationToken ct)
    {
        if (await channels.Find(channelId, ct) is not { } channel)
        {
            return Refusal.NotFound("channel");
        }

        var fields = new Fields();
        var mapping = given.Checked(fields) with { WholeDaysOnly = channel.ViewsCounter == "delta" };
        if (airingId is { } chosen && (await airings.Find(chosen, ct))?.ChannelId != channelId)
        {
            fields.Wrong("broadcastId", "There is no such broadcast on this channel.");
        }

        return fields.Refusal is { } refusal ? refusal : mapping;
    }

    /// <summary>Works while no other import of the channel does.</summary>
    private async Task<Outcome<FigureImport>> InTurn(Guid channelId, Func<ImportTurn, Task<Outcome<FigureImport>>> work, CancellationToken ct)
    {
        if (await turns.Take(channelId, ct) is not { } turn)
        {
            return new Refusal(Slugs.Unavailable, "Another import of the channel is under way.") { RetryAfter = TimeSpan.FromSeconds(10) };
        }

        try
        {
            return await work(turn);
        }
        catch (LeaseLostException)
        {
            return new Refusal(Slugs.Unavailable, "It took too long, and others stopped waiting for it.") { RetryAfter = TimeSpan.FromSeconds(1) };
        }
        finally
        {
            await turns.Return(turn);
        }
    }

    private async Task<Outcome<FigureImport>> Withdraw(ImportTurn turn, FigureImportRow known, string why, Caller by, CancellationToken ct)
    {
        var outcome = await db.Write<Outcome<FigureImport>>(
            async tx =>
            {
                await turns.Confirm(tx, turn);
                await ImportTable.Hold(tx, known.ChannelId);
                if (!await ImportTable.Withdraw(tx, known.Id, OwnKey(known.Id), by.Name, why, turn.Now))
                {
                    return Refusal.State(known.State == "draft" ? "Nothing of this import counts yet." : "The import was withdrawn already.");
                }

                if (await ImportTable.FindUnnoted(tx, known) is { } unnoted)
                {
                    return Refusal.State($"'{unnoted}' was imported before repeated rows were noted, and may say the same as rows of this import: withdraw it first, and import it again afterwards.");
                }

                var withdrawn = await ImportedRows.Withdraw(tx, known.Id, turn.Now);
                await audit.Write(tx, by, "withdraw", "channel", known.ChannelId, null, new { import = known.Id, known.Name, sha256 = Convert.ToHexStringLower(known.Sha256), rows = withdrawn, reason = why }, turn.Now);
                return (await ImportTable.Find(tx, known.Id))!.ToImport();
            },
            ct);
        rows.Committed();
        return outcome;
    }

    private async Task<Outcome<FigureImport>> Keep(ImportTurn turn, FigureImportRow draft, FileRead read, Guid? airingId, Caller by, CancellationToken ct)
    {
        var mapping = Json.Write(read.Mapping);
        var contentKey = SHA256.HashData([.. draft.Sha256, .. Encoding.UTF8.GetBytes(mapping), .. airingId is { } chosen ? Ids.ToBytes(chosen) : []]);
        var outcome = await db.Write<Outcome<FigureImport>>(
            async tx =>
            {
                await turns.Confirm(tx, turn);
                await ImportTable.Hold(tx, draft.ChannelId);
                if (await ImportTable.FindByContent(tx, draft.ChannelId, contentKey) is { } before)
                {
                    await ImportTable.Remove(tx, draft.Id);
                    return before.ToImport() with { Duplicate = true };
                }

                var isNew = await ImportedRows.Add(tx, draft.Id, [.. read.Rows.Select(row => (row.Delivery, row.Row.Line))]);
                var done = draft with
                {
                    AiringId = airingId,
                    Mapping = mapping,
                    FileRows = read.Rows.Count,
                    Accepted = read.Rows.Where((row, i) => isNew[i] && row.Delivery.Readings > 0).Count(),
                    Duplicates = isNew.Count(inserted => !inserted),
                    Rejected = read.Rows.Where((row, i) => isNew[i] && row.Delivery.Readings == 0).Count(),
                    ImportedBy = by.Name,
                };
                if (!await ImportTable.Settle(tx, done, contentKey, turn.Now))
                {
                    return Refusal.State("The file was imported already.");
                }

                await audit.Write(tx, by, "import", "channel", draft.ChannelId, null, new { import = draft.Id, draft.Name, sha256 = Convert.ToHexStringLower(draft.Sha256), done.Accepted, done.Duplicates, done.Rejected }, turn.Now);
                return (await ImportTable.Find(tx, draft.Id))!.ToImport() with { Problems = ImportPreview.ProblemsOf(read.Rows, MostShown) };
            },
            ct);
        rows.Committed();
        return outcome;
    }

    /// <summary>The key of what is no import that stands: that of no file.</summary>
    private static byte[] OwnKey(Guid id) => SHA256.HashData(Ids.ToBytes(id));

    private sealed record FileRead(ImportMapping Mapping, IReadOnlyList<ReadRow> Rows);
}
