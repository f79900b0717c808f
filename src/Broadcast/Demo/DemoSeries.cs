namespace Broadcast.Demo;

/// <summary>The facts of the demonstration: the series, where it is recorded, who leads it.</summary>
internal static class DemoSeries
{
    public const string Code = "bawu-pufa";
    public const string Title = "《“八五”普法进行时》";
    public const string TimeZone = "Asia/Shanghai";

    /// <summary>How long an interview lasts, minutes.</summary>
    public const int Minutes = 40;

    /// <summary>How many are on the air at any time.</summary>
    public const int LiveAtOnce = 2;

    /// <summary>The first two follow the calendar; the last two are for what is brought forward, so that something is always on the air.</summary>
    public static readonly string[] Studios = ["一号演播室", "二号演播室", "三号演播室", "移动演播车"];

    public static readonly string[] Hosts = ["早间主持人", "午间主持人", "晚间主持人", "特约主持人"];

    /// <summary>Requests of liaisons stay open this long, so that the board always has some.</summary>
    public const int HoldHours = 30 * 24;

    /// <summary>After this time an interview's figures are settled.</summary>
    public static readonly TimeSpan ClosedAfter = TimeSpan.FromDays(8);
}
