using Microsoft.Data.Sqlite;

namespace Broadcast.Relay;

/// <summary>
/// The callbacks of nginx-rtmp: a form over HTTP/1.0, or a query with <c>notify_method get</c>. A 2xx lets the viewer in, anything else turns the viewer away.
/// </summary>
internal static class NginxRtmp
{
    private const int LongestName = 256;
    private const int LongestClientId = 40;

    public static void MapNginxRtmp(this WebApplication app) => app.MapMethods("/nginx-rtmp", ["GET", "POST"], Receive);

    private static async Task<IResult> Receive(HttpRequest request, PlayLog log, TimeProvider clock, ILogger<PlayLog> logger, CancellationToken ct)
    {
        var form = request.HasFormContentType ? await request.ReadFormAsync(ct) : null;

        // A player's own arguments come last in the same form: the first of a name is the server's.
        string First(string name) => (form is null ? request.Query[name] : form[name]) is { Count: > 0 } values ? values[0] ?? "" : "";
        if (First("call") != "play")
        {
            return Results.NoContent();
        }

        var name = First("name");
        if (name.Length is 0 or > LongestName)
        {
            return Results.BadRequest();
        }

        try
        {
            await log.Append(new Play(name, ClientId(First("clientid")), clock.GetUtcNow()));
            return Results.NoContent();
        }
        catch (SqliteException e)
        {
            logger.LogError("A play of '{Stream}' could not be kept and is turned away: {Problem}", name, e.Message);
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>It becomes part of a header.</summary>
    private static string ClientId(string given) => given.Length is > 0 and <= LongestClientId && given.All(char.IsAsciiLetterOrDigit) ? given : "0";
}
