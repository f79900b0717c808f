using System.Globalization;
using System.Text.Json;

namespace Broadcast.Outbox;

/// <summary>What a way's answer means. Robots answer 200 to everything and tell in the body.</summary>
internal static class WayAnswer
{
    /// <summary>System busy; WeCom: too many messages; DingTalk: too many messages.</summary>
    private static readonly long[] NotNow = [-1, 45009, 45033, 130101, 410100];

    public static Handed Of(MessageWay way, int status, string body)
    {
        var said = string.Create(CultureInfo.InvariantCulture, $"{status} {body.ReplaceLineEndings(" ").Trim()}").Trim();
        return status switch
        {
            429 or 503 => new Handed(HandedResult.Later, said),
            >= 500 when way.IsRepeatable => new Handed(HandedResult.Later, said),
            >= 200 and < 300 when way.Format == WayFormat.Http => new Handed(HandedResult.Done, said),
            >= 200 and < 300 => OfRobot(body, said),
            _ => new Handed(HandedResult.Refused, said),
        };
    }

    private static Handed OfRobot(string body, string said)
    {
        var code = CodeIn(body);
        return code switch
        {
            0 => new Handed(HandedResult.Done, said),
            { } known when NotNow.Contains(known) => new Handed(HandedResult.Later, said),
            _ => new Handed(HandedResult.Refused, said),
        };
    }

    private static long? CodeIn(string body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            return answer.RootElement.ValueKind == JsonValueKind.Object && answer.RootElement.TryGetProperty("errcode", out var code) && code.TryGetInt64(out var number) ? number : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
