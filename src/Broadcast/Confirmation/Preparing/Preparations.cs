using System.Runtime.CompilerServices;
using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Scheduling;

namespace Broadcast.Confirmation;

/// <summary>Talking points and files as rows, in the same database as what they belong to. The guest changes them by the link until the interview begins.</summary>
internal sealed class Preparations(Db db, Interviews interviews, Invitations invitations, AuditLog audit)
{
    public const int MostFiles = 3;
    private const int LongestPoint = 2000;
    private const int PartBytes = 256 * 1024;

    private static readonly Sql OfInterview =
        """
        SELECT v.Id, v.OfficialId, o.Name FROM Invitation v JOIN Official o ON o.Id = v.OfficialId WHERE v.InterviewId = @interviewId ORDER BY v.Id
        """;

    private static readonly Sql Points =
        "SELECT t.InvitationId, t.SegmentKey, t.Words, t.ChangedAt FROM TalkingPoint t JOIN Invitation v ON v.Id = t.InvitationId WHERE v.InterviewId = @interviewId";

    private static readonly Sql Files =
        """
        SELECT f.Id, f.InvitationId, f.Name, f.Kind, f.Bytes, f.SentAt FROM GuestFile f JOIN Invitation v ON v.Id = f.InvitationId WHERE v.InterviewId = @interviewId ORDER BY f.Id
        """;

    private static readonly Sql UpdatePoint = "UPDATE TalkingPoint SET Words = @words, ChangedAt = @now WHERE InvitationId = @id AND SegmentKey = @key";

    private static readonly Sql InsertPoint = "INSERT INTO TalkingPoint (InvitationId, SegmentKey, Words, ChangedAt) VALUES (@id, @key, @words, @now)";

    private static readonly Sql RemovePoint = "DELETE FROM TalkingPoint WHERE InvitationId = @id AND SegmentKey = @key";

    private static readonly Sql InsertFile =
        "INSERT INTO GuestFile (Id, InvitationId, Name, Kind, Bytes, Sha256, SentAt) VALUES (@id, @invitationId, @name, @kind, @bytes, @sha256, @now)";

    private static readonly Sql InsertPart = "INSERT INTO GuestFilePart (FileId, Part, Body) VALUES (@fileId, @part, @body)";

    private static readonly Sql Count = "SELECT COUNT(*) FROM GuestFile WHERE InvitationId = @id";

    private static readonly Sql ReadPart = "SELECT Body FROM GuestFilePart WHERE FileId = @fileId AND Part = @part";

    private static readonly Sql RemoveParts = "DELETE FROM GuestFilePart WHERE FileId IN (SELECT Id FROM GuestFile WHERE Id = @fileId AND InvitationId = @id)";

    private static readonly Sql RemoveFile = "DELETE FROM GuestFile WHERE Id = @fileId AND InvitationId = @id";

    /// <summary>What the guest with this link has prepared; null when the link opens nothing.</summary>
    public Task<Preparation?> FindByToken(string token, CancellationToken ct) => db.Read(
        async tx => await invitations.FindAlive(tx, token) is var (row, interview) ? (await ListIn(tx, interview)).FirstOrDefault(one => one.InvitationId == row.Id) : null,
        ct);

    /// <summary>What all guests of an interview have prepared; null when there is no interview that this caller may see.</summary>
    public Task<IReadOnlyList<Preparation>?> List(Guid interviewId, Caller by, CancellationToken ct) => db.Read(
        async tx => await interviews.Read(tx, interviewId) is { } interview && by.MayTouchUnit(interview.UnitId) ? await ListIn(tx, interview) : null,
        ct);

    /// <summary>Keeps talking points by the key of their part; what is not named stays, what is blank goes.</summary>
    public Task<Outcome<Preparation>> Write(string token, IReadOnlyDictionary<string, string?> points, DateTimeOffset now, CancellationToken ct) => Change(
        token,
        async (tx, row, interview) =>
        {
            var fields = new Fields();
            foreach (var (key, words) in points)
            {
                if (interview.Segments.All(part => part.Key != key))
                {
                    fields.Wrong($"points.{key}", "There is no such part.");
                }

                await WritePoint(tx, row.Id, key, fields.OptionalText($"points.{key}", words, LongestPoint), now);
            }

            return fields.Refusal;
        },
        now,
        ct);

    /// <summary>Keeps a file that was looked at.</summary>
    public Task<Outcome<Preparation>> Add(string token, GuestUpload upload, IFormFile file, DateTimeOffset now, CancellationToken ct) => Change(
        token,
        async (tx, row, _) =>
        {
            if (await tx.Find<int>(Count, new { id = row.Id }) >= MostFiles)
            {
                return Refusal.State($"{MostFiles} files are here already: remove one first.");
            }

            var id = Ids.New(now);
            await tx.Execute(InsertFile, new { id, invitationId = row.Id, name = upload.Name, kind = upload.Kind, bytes = upload.Bytes, sha256 = upload.Sha256, now });
            await using var stream = file.OpenReadStream();
            var buffer = new byte[PartBytes];
            int read;
            for (var part = 0; (read = await stream.ReadAtLeastAsync(buffer, PartBytes, throwOnEndOfStream: false, ct)) > 0; part++)
            {
                await tx.Execute(InsertPart, new { fileId = id, part, body = buffer[..read] });
            }

            return null;
        },
        now,
        ct);

    public Task<Outcome<Preparation>> Remove(string token, Guid fileId, DateTimeOffset now, CancellationToken ct) => Change(
        token,
        async (tx, row, _) =>
        {
            await tx.Execute(RemoveParts, new { fileId, id = row.Id });
            return await tx.Execute(RemoveFile, new { fileId, id = row.Id }) == 0 ? Refusal.NotFound("file") : null;
        },
        now,
        ct);

    /// <summary>A file's bytes, one part after the other.</summary>
    public async IAsyncEnumerable<byte[]> Read(Guid fileId, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var part = 0; await db.Find<byte[]>(ReadPart, new { fileId, part }, ct) is { } body; part++)
        {
            yield return body;
        }
    }

    /// <summary>One change by the guest. The interview is locked, so that files are counted and parts looked up as they are.</summary>
    private async Task<Outcome<Preparation>> Change(
        string token, Func<Tx, InvitationRow, Interview, Task<Refusal?>> change, DateTimeOffset now, CancellationToken ct)
    {
        if (await FindByToken(token, ct) is null)
        {
            return Refusal.NotFound("invitation");
        }

        return await db.Write<Outcome<Preparation>>(
            async tx =>
            {
                if (await invitations.FindAlive(tx, token) is not var (row, _))
                {
                    return Refusal.NotFound("invitation");
                }

                var open = await interviews.ForAnswering(tx, row.InterviewId, row.OfficialId);
                if (open.IsRefused)
                {
                    return open.Refusal;
                }

                if (await change(tx, row, open.Value) is { } refusal)
                {
                    return refusal;
                }

                var name = open.Value.Guests.First(guest => guest.OfficialId == row.OfficialId).Name;
                await audit.Write(tx, Caller.Guest(name), "prepare", "invitation", row.Id, null, null, now);
                return (await ListIn(tx, open.Value)).First(one => one.InvitationId == row.Id);
            },
            ct);
    }

    private static async Task WritePoint(Tx tx, Guid id, string key, string? words, DateTimeOffset now)
    {
        if (words is null)
        {
            await tx.Execute(RemovePoint, new { id, key });
        }
        else if (await tx.Execute(UpdatePoint, new { id, key, words, now }) == 0)
        {
            await tx.Execute(InsertPoint, new { id, key, words, now });
        }
    }

    private static async Task<IReadOnlyList<Preparation>> ListIn(Tx tx, Interview interview)
    {
        var args = new { interviewId = interview.Id };
        var guests = await tx.Query<GuestRow>(OfInterview, args);
        var points = (await tx.Query<PointRow>(Points, args)).ToLookup(point => point.InvitationId);
        var files = (await tx.Query<GuestFile>(Files, args)).ToLookup(file => file.InvitationId);
        var offset = interview.StartsAt.Offset;
        return
        [
            .. guests.Select(guest => new Preparation
            {
                InvitationId = guest.Id,
                OfficialId = guest.OfficialId,
                Name = guest.Name,
                Points = [.. interview.Segments.Select(part => Point(part, points[guest.Id], offset))],
                Files = [.. files[guest.Id].Select(file => file with { SentAt = file.SentAt.ToOffset(offset) })],
            }),
        ];
    }

    private static TalkingPoint Point(InterviewSegment part, IEnumerable<PointRow> points, TimeSpan offset)
    {
        var point = points.FirstOrDefault(one => one.SegmentKey == part.Key);
        return new TalkingPoint(part.Key, part.Title, part.Minutes, point?.Words, point?.ChangedAt.ToOffset(offset));
    }

    private sealed record GuestRow
    {
        public Guid Id { get; init; }

        public Guid OfficialId { get; init; }

        public string Name { get; init; } = "";
    }

    private sealed record PointRow
    {
        public Guid InvitationId { get; init; }

        public string SegmentKey { get; init; } = "";

        public string Words { get; init; } = "";

        public DateTimeOffset ChangedAt { get; init; }
    }
}
