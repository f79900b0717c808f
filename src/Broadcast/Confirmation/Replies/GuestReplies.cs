using Broadcast.Data;

namespace Broadcast.Confirmation;

/// <summary>Everything that came back, as rows; a mail is taken once, its key decides.</summary>
internal sealed class GuestReplies(Db db)
{
    private const int LongestName = 300;
    private const int LongestNote = 1000;

    private const string Columns = "r.Id, r.InterviewId, r.InvitationId, r.Via, r.ByName, r.Answer, r.Reason, r.Sequence, r.State, r.Note, r.ReceivedAt FROM GuestReply r";

    private const string Into = "INSERT INTO GuestReply (Id, InterviewId, InvitationId, Via, ByName, Answer, Reason, Sequence, State, Note, MessageKey, ReceivedAt)";

    private const string Values = "@id, @interviewId, @invitationId, @via, @byName, @answer, @reason, @sequence, @state, @note, @messageKey, @receivedAt";

    private static readonly Sql Insert = new(
        SqlServer: $"{Into} SELECT {Values} WHERE NOT EXISTS (SELECT 1 FROM GuestReply WITH (UPDLOCK, HOLDLOCK) WHERE MessageKey = @messageKey)",
        Sqlite: $"{Into} VALUES ({Values}) ON CONFLICT DO NOTHING");

    private static readonly Sql OfInterview = $"SELECT {Columns} WHERE r.InterviewId = @interviewId ORDER BY r.Id";

    private static readonly Sql OfSeries = $"SELECT {Columns} JOIN Interview i ON i.Id = r.InterviewId WHERE i.SeriesId = @seriesId ORDER BY r.Id";

    private static readonly Sql Known = "SELECT Id FROM GuestReply WHERE MessageKey = @messageKey";

    private static readonly Sql Listing = new(
        SqlServer: $"SELECT TOP (@take) {Columns} WHERE r.Id > @after AND (@interviewId IS NULL OR r.InterviewId = @interviewId) AND (@state IS NULL OR r.State = @state) ORDER BY r.Id",
        Sqlite: $"SELECT {Columns} WHERE r.Id > @after AND (@interviewId IS NULL OR r.InterviewId = @interviewId) AND (@state IS NULL OR r.State = @state) ORDER BY r.Id LIMIT @take");

    /// <summary>False when the mail it came in was taken before.</summary>
    public static async Task<bool> Add(Tx tx, GuestReply reply, byte[]? messageKey) => await tx.Execute(
        Insert,
        new
        {
            id = reply.Id,
            interviewId = reply.InterviewId,
            invitationId = reply.InvitationId,
            via = Words.Of(reply.Via),
            byName = Cut(reply.ByName, LongestName),
            answer = reply.Answer,
            reason = reply.Reason,
            sequence = reply.Sequence,
            state = Words.Of(reply.State),
            note = reply.Note is null ? null : Cut(reply.Note, LongestNote),
            messageKey,
            receivedAt = reply.ReceivedAt,
        }) == 1;

    public static Task<IReadOnlyList<GuestReply>> OfInterviewIn(Tx tx, Guid interviewId) => tx.Query<GuestReply>(OfInterview, new { interviewId });

    public Task<IReadOnlyList<GuestReply>> ListOfSeries(Guid seriesId, CancellationToken ct) => db.Query<GuestReply>(OfSeries, new { seriesId }, ct);

    public Task<IReadOnlyList<GuestReply>> List(Guid? interviewId, ReplyState? state, Guid after, int take, CancellationToken ct) =>
        db.Query<GuestReply>(Listing, new { interviewId, state = state is { } word ? Words.Of(word) : null, after, take }, ct);

    public async Task<bool> Knows(byte[] messageKey, CancellationToken ct) => await db.Find<Guid?>(Known, new { messageKey }, ct) is not null;

    /// <summary>Keeps what was not taken.</summary>
    public Task Keep(GuestReply reply, byte[]? messageKey, CancellationToken ct) => db.Write(tx => Add(tx, reply, messageKey), ct);

    private static string Cut(string text, int longest) => text.Length > longest ? text[..longest] : text;
}
