namespace Broadcast.Demo;

/// <summary>The matrix 网屏端微, and how each of its platforms behaves.</summary>
internal static class DemoChannels
{
    /// <summary>The one that is asked for its figures.</summary>
    public const string Audio = "audio";

    public static readonly IReadOnlyList<DemoChannel> All =
    [
        new("portal", "普法门户网站", "web", "latest") { Share = 0.10, Live = 0.40, Every = 1, Habits = new() { Repeats = 30 } },
        new("gov-sites", "政务网站群", "web", "latest") { Share = 0.05, Live = 0.30, Every = 10, Habits = new() { Corrects = true, Strays = 14 } },
        new(Audio, "广播音频直播流", "web", "latest") { Share = 0.02, Live = 1, Every = 15, IsPulled = true },
        new("street-screens", "户外联动屏", "screen", "delta") { Share = 0.16, Live = 0.90, Every = 10, HasGauge = false, Habits = new() { Repeats = 6, GoesDown = true } },
        new("cable-tv", "有线电视点播", "screen", "resets") { Share = 0.14, Live = 0.65, Every = 10, Habits = new() { Restarts = true, HoldsBack = 8 } },
        new("law-app", "普法客户端", "app", "resets") { Share = 0.07, Live = 0.45, Every = 5, Habits = new() { Restarts = true, MissignsEvery = 40 } },
        new("news-app", "新闻客户端", "app", "latest") { Share = 0.13, Live = 0.40, Every = 5, Habits = new() { Strays = 17, HoldsBack = 7 } },
        new("channels", "视频号", "social", "latest") { TellsHeat = true, Share = 0.15, Live = 0.35, Every = 10, Habits = new() { LateBy = 75, Repeats = 11 } },
        new("weibo", "微博直播", "social", "latest") { Share = 0.08, Live = 0.35, Every = 5, HasGauge = false, Habits = new() { MissignsEvery = 15, GoesDown = true, Contradicts = 60 } },
        new("short-video", "短视频号", "social", "delta") { TellsHeat = true, Share = 0.12, Live = 0.30, Every = 4, Habits = new() { Repeats = 13, HoldsBack = 10 } },
    ];
}

/// <summary>A channel of the matrix.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">As people call it.</param>
/// <param name="Family">web, screen, app or social.</param>
/// <param name="ViewsCounter">How its counter is to be read.</param>
internal sealed record DemoChannel(string Code, string Name, string Family, string ViewsCounter)
{
    /// <summary>Its part of an interview's views; they sum up to about 1.</summary>
    public double Share { get; init; }

    /// <summary>The part of its views that is live, 0–1; the others come later.</summary>
    public double Live { get; init; }

    /// <summary>How often it tells a live figure, seconds.</summary>
    public int Every { get; init; }

    /// <summary>False for a platform that tells no concurrent figure: absent, which is no zero.</summary>
    public bool HasGauge { get; init; } = true;

    /// <summary>Whether it tells how popular a broadcast is besides, on a scale of its own (人气).</summary>
    public bool TellsHeat { get; init; }

    /// <summary>An Icecast server, which waits to be asked; all others send webhooks.</summary>
    public bool IsPulled { get; init; }

    public PlatformHabits Habits { get; init; } = new();

    /// <summary>The platform's own name of an interview: a mount for a stream.</summary>
    public string ExternalId(Guid interviewId) => IsPulled ? $"/live/{interviewId:N}.mp3" : $"{Code}-{interviewId:N}";
}

/// <summary>What a receiver has to live with. Counts are messages from one time to the next; 0: never.</summary>
internal sealed record PlatformHabits
{
    /// <summary>Sends a message a second time.</summary>
    public int Repeats { get; init; }

    /// <summary>Keeps a message back until after the next one.</summary>
    public int HoldsBack { get; init; }

    /// <summary>Sends a message about a broadcast nobody knows, or with a reading of the future. Not for a delta channel, which would count it.</summary>
    public int Strays { get; init; }

    /// <summary>Sends the id of the last message with another body.</summary>
    public int Contradicts { get; init; }

    /// <summary>Signs with a wrong key, is refused, and does it again properly.</summary>
    public int MissignsEvery { get; init; }

    /// <summary>Tells what it saw this many seconds ago.</summary>
    public int LateBy { get; init; }

    /// <summary>Its server restarts during an interview and counts from 0 again.</summary>
    public bool Restarts { get; init; }

    /// <summary>Counts too many now and then, and takes it back.</summary>
    public bool Corrects { get; init; }

    /// <summary>Is silent for some minutes of each hour, and catches up.</summary>
    public bool GoesDown { get; init; }
}
