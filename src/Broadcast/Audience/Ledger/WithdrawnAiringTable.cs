using Broadcast.Data;

namespace Broadcast.Audience.Ledger;

/// <summary>The airings that withdrawn imports had figures of, as rows: each waits until its figures are computed without them.</summary>
internal static class WithdrawnAiringTable
{
    private static readonly string[] Names = ["@airingId", "@importId"];

    private static readonly Sql Insert = new(
        SqlServer: "INSERT INTO WithdrawnAiring (AiringId, ImportId, IsFollowed) SELECT @airingId, @importId, 0 WHERE NOT EXISTS (SELECT 1 FROM WithdrawnAiring WHERE AiringId = @airingId AND ImportId = @importId)",
        Sqlite: "INSERT INTO WithdrawnAiring (AiringId, ImportId, IsFollowed) VALUES (@airingId, @importId, 0) ON CONFLICT DO NOTHING");

    private static readonly Sql OfInterview =
        "SELECT w.AiringId, w.ImportId FROM WithdrawnAiring w JOIN Airing a ON a.Id = w.AiringId WHERE a.InterviewId = @interviewId AND w.IsFollowed = 0";

    private static readonly Sql Follow = "UPDATE WithdrawnAiring SET IsFollowed = 1 WHERE AiringId = @airingId AND ImportId = @importId";

    public static Task Add(Tx tx, Guid importId, IReadOnlyList<Guid> airings) => tx.ExecuteMany(Insert, airings, Names, airingId => [Raw.Id(airingId), Raw.Id(importId)]);

    /// <summary>What an interview's figures do not follow yet.</summary>
    public static Task<IReadOnlyList<WithdrawnAiring>> Open(Tx tx, Guid interviewId) => tx.Query<WithdrawnAiring>(OfInterview, new { interviewId });

    /// <summary>Writes that figures follow.</summary>
    public static Task Followed(Tx tx, IReadOnlyList<WithdrawnAiring> withdrawn) =>
        tx.ExecuteMany(Follow, withdrawn, Names, each => [Raw.Id(each.AiringId), Raw.Id(each.ImportId)]);
}

/// <summary>An airing that a withdrawn import had figures of.</summary>
internal sealed record WithdrawnAiring
{
    public Guid AiringId { get; init; }

    public Guid ImportId { get; init; }
}
