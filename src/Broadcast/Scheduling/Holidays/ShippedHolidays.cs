using System.Reflection;
using System.Text.Json;
using Broadcast.Hosting;

namespace Broadcast.Scheduling;

/// <summary>The announced years that come with the product: China's days off and adjusted workdays, from NateScarlet/holiday-cn (MIT; its licence stands beside the file).</summary>
internal static class ShippedHolidays
{
    private static readonly Lazy<File> Shipped = new(Read);

    /// <summary>The days of a year's notice; null when the year was not announced when this version was made.</summary>
    public static IReadOnlyList<HolidayDay>? Of(int year) => Shipped.Value.Years.GetValueOrDefault(year);

    /// <summary>The years that were announced then, in order.</summary>
    public static IReadOnlyList<int> Years => [.. Shipped.Value.Years.Keys.Order()];

    private static File Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("holidays.json")!;
        return JsonSerializer.Deserialize<File>(stream, Json.Options)!;
    }

    private sealed record File
    {
        public Dictionary<int, IReadOnlyList<HolidayDay>> Years { get; init; } = [];
    }
}
