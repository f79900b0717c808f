using Broadcast.Access;
using Broadcast.Data;

namespace Broadcast.Registers;

/// <summary>Files between the look at them and the import, so that nobody has to choose one twice. A person finds what that person sent, for a day.</summary>
internal sealed class ImportFiles(Db db)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    private static readonly Sql Forget = "DELETE FROM ImportFile WHERE CreatedAt < @before";

    private static readonly Sql Insert =
        "INSERT INTO ImportFile (Id, Register, Owner, Name, CreatedAt, Body) VALUES (@id, @register, @owner, @name, @now, @body)";

    private static readonly Sql ById = "SELECT Name, Body FROM ImportFile WHERE Id = @id AND Register = @register AND Owner = @owner";

    private static readonly Sql Remove = "DELETE FROM ImportFile WHERE Id = @id AND Owner = @owner";

    /// <summary>Keeps a file; its id.</summary>
    public Task<Guid> Keep(FileList list, string name, byte[] body, Caller by, DateTimeOffset now, CancellationToken ct) => db.Write(
        async tx =>
        {
            var id = Ids.New(now);
            await tx.Execute(Forget, new { before = now - Remembered });
            await tx.Execute(Insert, new { id, register = list.Name, owner = by.Key, name = name.Length > 200 ? name[^200..] : name, now, body });
            return id;
        },
        ct);

    public Task<ImportFile?> Find(Guid id, FileList list, Caller by, CancellationToken ct) =>
        db.Find<ImportFile>(ById, new { id, register = list.Name, owner = by.Key }, ct);

    public Task Drop(Guid id, Caller by, CancellationToken ct) => db.Execute(Remove, new { id, owner = by.Key }, ct);
}

/// <summary>A file that waits to be imported.</summary>
internal sealed record ImportFile
{
    public string Name { get; init; } = "";

    public byte[] Body { get; init; } = [];
}
