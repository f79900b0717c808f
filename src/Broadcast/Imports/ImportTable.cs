using System.Runtime.CompilerServices;
using Broadcast.Data;

namespace Broadcast.Imports;

/// <summary>Imported files as rows, and their bytes in parts.</summary>
internal sealed class ImportTable(Db db)
{
    private const int PartBytes = 256 * 1024;

    private const string Columns =
        "Id, ChannelId, AiringId, State, Name, Kind, Bytes, Sha256, Mapping, FileRows, Accepted, Duplicates, Rejected, ImportedBy, ImportedAt, WithdrawnAt, WithdrawnBy, WithdrawnReason FROM FigureImport";

    private static readonly Sql Insert =
        """
        INSERT INTO FigureImport (Id, ChannelId, AiringId, State, ContentKey, Name, Kind, Bytes, Sha256, Mapping, FileRows, Accepted, Duplicates, Rejected, ImportedBy, ImportedAt)
        VALUES (@id, @channelId, NULL, 'draft', @contentKey, @name, @kind, @bytes, @sha256, '{}', 0, 0, 0, 0, @importedBy, @now)
        """;

    private static readonly Sql InsertPart = "INSERT INTO FigureImportPart (ImportId, Part, Body) VALUES (@importId, @part, @body)";

    private static readonly Sql Finish =
        """
        UPDATE FigureImport SET AiringId = @airingId, State = 'done', ContentKey = @contentKey, Mapping = @mapping, FileRows = @rows, Accepted = @accepted, Duplicates = @duplicates,
            Rejected = @rejected, ImportedBy = @importedBy, ImportedAt = @now
        WHERE Id = @id AND State = 'draft'
        """;

    private static readonly Sql ByContent = $"SELECT {Columns} WHERE ChannelId = @channelId AND ContentKey = @contentKey AND State = 'done'";

    private static readonly Sql ById = $"SELECT {Columns} WHERE Id = @id";

    private static readonly Sql OfChannel = new(
        SqlServer: $"SELECT TOP (@take) {Columns} WHERE ChannelId = @channelId AND State <> 'draft' AND Id < @before ORDER BY Id DESC",
        Sqlite: $"SELECT {Columns} WHERE ChannelId = @channelId AND State <> 'draft' AND Id < @before ORDER BY Id DESC LIMIT @take");

    private static readonly Sql Withdrawal =
        """
        UPDATE FigureImport SET State = 'withdrawn', ContentKey = @contentKey, WithdrawnAt = @now, WithdrawnBy = @who, WithdrawnReason = @reason
        WHERE Id = @id AND State = 'done'
        """;

    // Imported when repeats were not noted yet: which rows it says as well nobody knows.
    private static readonly Sql Unnoted =
        """
        SELECT f.Name FROM FigureImport f WHERE f.ChannelId = @channelId AND f.State = 'done' AND f.Id <> @id AND f.ImportedAt >= @importedAt
          AND f.Duplicates > (SELECT COUNT(*) FROM ImportedRepeat p WHERE p.ImportId = f.Id)
        ORDER BY f.ImportedAt, f.Id
        """;

    private static readonly Sql OldDrafts = "SELECT Id FROM FigureImport WHERE State = 'draft' AND ImportedAt < @before";

    private static readonly Sql RemoveParts = "DELETE FROM FigureImportPart WHERE ImportId = @id";

    private static readonly Sql RemoveDraft = "DELETE FROM FigureImport WHERE Id = @id AND State = 'draft'";

    private static readonly Sql NextPart = "SELECT Body FROM FigureImportPart WHERE ImportId = @importId AND Part = @part";

    // Imports of one channel come one after the other: of two of the same file the second sees the first.
    private static readonly Sql HoldChannel = "UPDATE Channel SET Version = Version WHERE Id = @channelId";

    public Task<FigureImportRow?> Find(Guid id, CancellationToken ct) => db.Find<FigureImportRow>(ById, new { id }, ct);

    public Task<IReadOnlyList<FigureImportRow>> List(Guid channelId, Guid before, int take, CancellationToken ct) => db.Query<FigureImportRow>(OfChannel, new { channelId, before, take }, ct);

    /// <summary>False when there is no such channel.</summary>
    public static async Task<bool> Hold(Tx tx, Guid channelId) => await tx.Execute(HoldChannel, new { channelId }) == 1;

    /// <summary>Keeps a file; nothing of it counts yet.</summary>
    public static async Task Add(Tx tx, Guid id, Guid channelId, ImportFile file, byte[] contentKey, string importedBy, DateTimeOffset now)
    {
        await tx.Execute(Insert, new { id, channelId, contentKey, name = file.Name, kind = file.Kind, bytes = file.Bytes.LongLength, sha256 = file.Sha256, importedBy, now });
        for (var part = 0; part * PartBytes < file.Bytes.Length; part++)
        {
            var body = file.Bytes.AsSpan(part * PartBytes, Math.Min(PartBytes, file.Bytes.Length - (part * PartBytes))).ToArray();
            await tx.Execute(InsertPart, new { importId = id, part, body });
        }
    }

    public static Task<FigureImportRow?> FindByContent(Tx tx, Guid channelId, byte[] contentKey) => tx.Find<FigureImportRow>(ByContent, new { channelId, contentKey });

    public static Task<FigureImportRow?> Find(Tx tx, Guid id) => tx.Find<FigureImportRow>(ById, new { id });

    /// <summary>Writes what an import came to; false when it is no draft any more.</summary>
    public static async Task<bool> Settle(Tx tx, FigureImportRow row, byte[] contentKey, DateTimeOffset now) => await tx.Execute(
        Finish,
        new
        {
            id = row.Id,
            airingId = row.AiringId,
            contentKey,
            mapping = row.Mapping,
            rows = row.FileRows,
            accepted = row.Accepted,
            duplicates = row.Duplicates,
            rejected = row.Rejected,
            importedBy = row.ImportedBy,
            now,
        }) == 1;

    /// <summary>Writes that an import was withdrawn, and lets its file go; false when it does not stand.</summary>
    public static async Task<bool> Withdraw(Tx tx, Guid id, byte[] contentKey, string who, string reason, DateTimeOffset now) =>
        await tx.Execute(Withdrawal, new { id, contentKey, who, reason, now }) == 1;

    /// <summary>The name of a standing import that may repeat rows of this one, without a note of which; null: there is none.</summary>
    public static Task<string?> FindUnnoted(Tx tx, FigureImportRow row) => tx.Find<string>(Unnoted, new { channelId = row.ChannelId, id = row.Id, importedAt = row.ImportedAt });

    public static async Task Remove(Tx tx, Guid id)
    {
        await tx.Execute(RemoveParts, new { id });
        await tx.Execute(RemoveDraft, new { id });
    }

    /// <summary>Drafts that nobody went on with.</summary>
    public static async Task RemoveOld(Tx tx, DateTimeOffset before)
    {
        foreach (var id in await tx.Query<Guid>(OldDrafts, new { before }))
        {
            await Remove(tx, id);
        }
    }

    /// <summary>A file's bytes, part by part.</summary>
    public async IAsyncEnumerable<byte[]> Parts(Guid importId, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var part = 0; await db.Find<byte[]>(NextPart, new { importId, part }, ct) is { } body; part++)
        {
            yield return body;
        }
    }
}
