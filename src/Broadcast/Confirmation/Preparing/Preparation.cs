namespace Broadcast.Confirmation;

/// <summary>What a guest brings: talking points for each part, and a file or two.</summary>
public sealed record Preparation
{
    /// <summary>The invitation it belongs to.</summary>
    public Guid InvitationId { get; init; }

    /// <summary>The guest.</summary>
    public Guid OfficialId { get; init; }

    /// <summary>The guest's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>One entry for each part of the interview, in order.</summary>
    public IReadOnlyList<TalkingPoint> Points { get; init; } = [];

    /// <summary>The files handed in.</summary>
    public IReadOnlyList<GuestFile> Files { get; init; } = [];

    /// <summary>Whether there is anything of it.</summary>
    internal bool IsEmpty => Files.Count == 0 && Points.All(point => point.Text is null);
}

/// <summary>What a guest wants to say in a part.</summary>
/// <param name="Key">The part.</param>
/// <param name="Title">As people see it.</param>
/// <param name="Minutes">Its planned length.</param>
/// <param name="Text">The points; null: none yet.</param>
/// <param name="ChangedAt">When they were last changed.</param>
public sealed record TalkingPoint(string Key, string Title, double Minutes, string? Text, DateTimeOffset? ChangedAt);

/// <summary>A file that a guest handed in.</summary>
public sealed record GuestFile
{
    /// <summary>The file's id.</summary>
    public Guid Id { get; init; }

    /// <summary>The invitation it belongs to.</summary>
    public Guid InvitationId { get; init; }

    /// <summary>As it was called, without folders.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it is, by its bytes: pdf, docx, png, jpeg, gif or webp.</summary>
    public string Kind { get; init; } = "";

    /// <summary>How many bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>When it came.</summary>
    public DateTimeOffset SentAt { get; init; }
}

/// <summary>Talking points as a program sends them: by the key of the part; what is absent stays, blank takes away.</summary>
internal sealed record PointsBody
{
    public Dictionary<string, string?>? Points { get; init; }
}
