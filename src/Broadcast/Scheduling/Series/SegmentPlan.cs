using Broadcast.Hosting;

namespace Broadcast.Scheduling;

/// <summary>A part of an interview as it is planned.</summary>
public sealed record SegmentPlan
{
    /// <summary>Unique within the interview; stands in addresses.</summary>
    public string Key { get; init; } = "";

    /// <summary>As people see it.</summary>
    public string Title { get; init; } = "";

    /// <summary>Planned length.</summary>
    public double Minutes { get; init; }

    /// <summary>The five parts, each as long as the other.</summary>
    public static IReadOnlyList<SegmentPlan> FiveParts(double minutes) =>
    [
        new() { Key = "views", Title = "谈认识", Minutes = minutes / 5 },
        new() { Key = "measures", Title = "晾举措", Minutes = minutes / 5 },
        new() { Key = "results", Title = "晒成绩", Minutes = minutes / 5 },
        new() { Key = "problems", Title = "找问题", Minutes = minutes / 5 },
        new() { Key = "solutions", Title = "商对策", Minutes = minutes / 5 },
    ];

    /// <summary>Parts that fill one length fill another just as well; parts that do not are left as they are.</summary>
    public static IReadOnlyList<SegmentPlan> Fit(IReadOnlyList<SegmentPlan> parts, double from, double to) =>
        Math.Abs(parts.Sum(part => part.Minutes) - from) > 0.001 ? parts : [.. parts.Select(part => part with { Minutes = part.Minutes * to / from })];

    /// <summary>Checks what a client planned.</summary>
    internal static IReadOnlyList<SegmentPlan> Check(IReadOnlyList<SegmentBody?> bodies, Fields fields)
    {
        if (bodies.Count is 0 or > 40)
        {
            fields.Wrong("segments", "From 1 to 40 parts.");
            return [];
        }

        var keys = new HashSet<string>(StringComparer.Ordinal);
        return [.. bodies.Select((body, i) => CheckOne(body, $"segments[{i}]", keys, fields))];
    }

    private static SegmentPlan CheckOne(SegmentBody? body, string at, HashSet<string> keys, Fields fields)
    {
        if (body is null)
        {
            fields.Wrong(at, "Required.");
            return new SegmentPlan();
        }

        var key = fields.Code($"{at}.key", body.Key);
        if (key.Length > 40)
        {
            fields.Wrong($"{at}.key", "At most 40 characters.");
        }

        if (key.Length > 0 && !keys.Add(key))
        {
            fields.Wrong($"{at}.key", "Another part has this key.");
        }

        if (body.Minutes is not (> 0 and <= 1440))
        {
            fields.Wrong($"{at}.minutes", body.Minutes is null ? "Required." : "More than 0, at most 1440.");
        }

        return new SegmentPlan { Key = key, Title = fields.Text($"{at}.title", body.Title, 100), Minutes = body.Minutes ?? 0 };
    }
}

/// <summary>A part as a client plans it.</summary>
public sealed record SegmentBody
{
    /// <summary>Unique within the interview: letters, digits, dot, dash, underscore.</summary>
    public string? Key { get; init; }

    /// <summary>As people see it.</summary>
    public string? Title { get; init; }

    /// <summary>Planned length; fractions allowed.</summary>
    public double? Minutes { get; init; }
}
