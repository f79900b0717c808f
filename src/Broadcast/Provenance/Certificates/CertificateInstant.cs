using Broadcast.Data;
using Broadcast.Ingestion;

namespace Broadcast.Provenance;

/// <summary>
/// Waits until all that was known at a certificate's instant is on disk. What is written bears the instant at which it came, and is committed a moment later; a certificate that was counted in between would lack it for ever, and fail its own check.
/// </summary>
internal sealed class CertificateInstant(Db db, ImportTurns imports, TimeProvider clock)
{
    // A delivery bears an instant of the last second and a half before its commit begins (DeliveryLog); the rest is for the commit.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    private static readonly Sql Channels = "SELECT DISTINCT a.ChannelId FROM Airing a JOIN Interview i ON i.Id = a.InterviewId WHERE i.SeriesId = @seriesId";

    /// <param name="seriesId">The series.</param>
    /// <param name="asOf">The instant.</param>
    /// <param name="sign">Called every few seconds while it waits.</param>
    /// <param name="ct">Cancels.</param>
    public async Task Settle(Guid seriesId, DateTimeOffset asOf, Func<Task> sign, CancellationToken ct)
    {
        var left = asOf + Settling - clock.GetUtcNow();
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left < Settling ? left : Settling, TimeProvider.System, ct);
        }

        await imports.Await(await db.Query<Guid>(Channels, new { seriesId }, ct), sign, ct);

        // On SQLite writers come one after the other: whoever stood in the line before this one has committed.
        await db.Write(_ => Task.CompletedTask, ct);
    }
}
