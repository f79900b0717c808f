using System.Text.Json.Serialization;

namespace Broadcast.Provenance;

/// <summary>What a certificate says: a series' total at an instant, what it is made of, and one hash over everything that went into it. Every instant is UTC.</summary>
public sealed record CertificateContent
{
    /// <summary>
    /// The rules that there have been, those of now last. 1: the first. 2: a row of an import that was withdrawn does not count from then on. Counted by the rules of now, what was certified by earlier ones comes to the same.
    /// </summary>
    internal static readonly string[] KnownRules = ["audience/1", "audience/2"];

    /// <summary>The certificate's id.</summary>
    public Guid Id { get; init; }

    /// <summary>The series.</summary>
    public CertifiedSeries Series { get; init; } = new();

    /// <summary>What was known until this instant counts.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>The rules by which it was counted.</summary>
    public string Rules { get; init; } = KnownRules[^1];

    /// <summary>The version of the program that counted.</summary>
    public string Software { get; init; } = "";

    /// <summary>The total.</summary>
    public CertifiedFigures Total { get; init; } = new();

    /// <summary>The greatest concurrent audience of an interview.</summary>
    public CertifiedPeak Peak { get; init; } = new(0, null);

    /// <summary>The same total by family of channels.</summary>
    public IReadOnlyList<CertifiedPart> ByFamily { get; init; } = [];

    /// <summary>The same total by channel.</summary>
    public IReadOnlyList<CertifiedPart> ByChannel { get; init; } = [];

    /// <summary>Its interviews, cancelled ones included, which count nothing.</summary>
    public IReadOnlyList<CertifiedInterview> Interviews { get; init; } = [];

    /// <summary>What it was counted from.</summary>
    public CertifiedEvidence Evidence { get; init; } = new();
}

/// <summary>The series that a certificate is about.</summary>
public sealed record CertifiedSeries
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; }

    /// <summary>Its code.</summary>
    public string Code { get; init; } = "";

    /// <summary>Its title.</summary>
    public string Title { get; init; } = "";

    /// <summary>Its time zone (IANA).</summary>
    public string TimeZone { get; init; } = "";
}

/// <summary>Figures that add up.</summary>
public sealed record CertifiedFigures
{
    /// <summary>Person-times: measured and declared.</summary>
    public Int128 Views { get; init; }

    /// <summary>Those until the end of their interview.</summary>
    public Int128 LiveViews { get; init; }

    /// <summary>Those after it.</summary>
    public Int128 ReplayViews { get; init; }

    /// <summary>What platforms told.</summary>
    public Int128 Measured { get; init; }

    /// <summary>What people declared with proof.</summary>
    public Int128 Declared { get; init; }

    /// <summary>Person-seconds.</summary>
    public decimal WatchSeconds { get; init; }

    /// <summary>How far the true views may lie below and above, where platforms round; missing where every figure is exact.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Audience.Answers.UncertaintyAnswer? Uncertainty { get; init; }
}

/// <summary>A peak.</summary>
/// <param name="Value">Connections, not people.</param>
/// <param name="At">The earliest instant that reaches it.</param>
public sealed record CertifiedPeak(Int128 Value, DateTimeOffset? At);

/// <summary>A part of the total.</summary>
/// <param name="Key">The family, or the channel's code.</param>
/// <param name="Title">The channel's name.</param>
/// <param name="Figures">Its figures.</param>
public sealed record CertifiedPart(string Key, string? Title, CertifiedFigures Figures);

/// <summary>An interview as it was known.</summary>
public sealed record CertifiedInterview
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; }

    /// <summary>Its unit.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Its topic.</summary>
    public string Topic { get; init; } = "";

    /// <summary>Its state.</summary>
    public string State { get; init; } = "";

    /// <summary>When it began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Since when it is closed: what was received from then on does not count.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Its figures.</summary>
    public CertifiedFigures Figures { get; init; } = new();

    /// <summary>Its peak.</summary>
    public CertifiedPeak Peak { get; init; } = new(0, null);

    /// <summary>Its broadcasts.</summary>
    public IReadOnlyList<CertifiedBroadcast> Broadcasts { get; init; } = [];
}

/// <summary>A broadcast as it was known.</summary>
public sealed record CertifiedBroadcast
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; }

    /// <summary>Its channel.</summary>
    public Guid ChannelId { get; init; }

    /// <summary>The channel's code.</summary>
    public string Channel { get; init; } = "";

    /// <summary>The channel's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The channel's family.</summary>
    public string Family { get; init; } = "";

    /// <summary>What the platform calls it.</summary>
    public string ExternalId { get; init; } = "";

    /// <summary>Whether it was asked for by itself; else messages name it by its external id.</summary>
    public bool IsPulled { get; init; }

    /// <summary>Since when it is known.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>How its counter was read.</summary>
    public string ViewsCounter { get; init; } = "";

    /// <summary>How long a gauge held.</summary>
    public int HoldSeconds { get; init; }

    /// <summary>The declared figure that stood, whether it counted or not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CertifiedDeclaration? Declaration { get; init; }

    /// <summary>Its figures.</summary>
    public CertifiedFigures Figures { get; init; } = new();

    /// <summary>How many readings count.</summary>
    public int ReadingsCounted { get; init; }

    /// <summary>Where they are, each with the delivery it came in.</summary>
    public string Readings { get; init; } = "";
}

/// <summary>A declared figure.</summary>
public sealed record CertifiedDeclaration
{
    /// <summary>Its id.</summary>
    public Guid Id { get; init; }

    /// <summary>Person-times.</summary>
    public long Views { get; init; }

    /// <summary>When another person approved it.</summary>
    public DateTimeOffset ApprovedAt { get; init; }

    /// <summary>The SHA-256 of its proof, lower-case hex.</summary>
    public string ProofSha256 { get; init; } = "";
}

/// <summary>What a certificate was counted from.</summary>
public sealed record CertifiedEvidence
{
    /// <summary>Deliveries with at least one reading of the series.</summary>
    public long Deliveries { get; init; }

    /// <summary>Those of them whose bodies were dropped by the series' rule; the readings that were kept stand in for them.</summary>
    public long BodiesDropped { get; init; }

    /// <summary>How many lines the root is over: interviews, broadcasts, declarations, deliveries.</summary>
    public long Lines { get; init; }

    /// <summary>The root hash over all lines (RFC 6962, SHA-256), lower-case hex.</summary>
    public string Root { get; init; } = "";
}
