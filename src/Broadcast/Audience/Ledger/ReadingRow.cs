using Broadcast.Audience.Arithmetic;

namespace Broadcast.Audience.Ledger;

/// <summary>A reading as a row, with what it carries beside.</summary>
internal record ReadingRow
{
    /// <summary>What is read of a reading <c>r</c>, its extras <c>e</c> and the imported row <c>m</c> it came in.</summary>
    public const string Columns =
        "r.AiringId, r.ObservedAt, r.DeliveryId, r.Ordinal, r.Concurrent, r.Views, e.KnownAt, e.ViewsText, e.ViewsMinus, e.ViewsPlus, e.Displayed, e.Heat, e.PlatformPeak, m.WithdrawnAt";

    /// <summary>Joins the extras.</summary>
    public const string JoinExtras = "LEFT JOIN ReadingExtra e ON e.AiringId = r.AiringId AND e.ObservedAt = r.ObservedAt AND e.DeliveryId = r.DeliveryId AND e.Ordinal = r.Ordinal";

    /// <summary>Joins the extras, and the row that knows whether it was withdrawn.</summary>
    public const string Extras = $"{JoinExtras} LEFT JOIN ImportedRow m ON m.DeliveryId = r.DeliveryId";

    public Guid AiringId { get; init; }

    public long ObservedAt { get; init; }

    public Guid DeliveryId { get; init; }

    public int Ordinal { get; init; }

    public long? Concurrent { get; init; }

    public long? Views { get; init; }

    public long? KnownAt { get; init; }

    public string? ViewsText { get; init; }

    /// <summary>Null where there are no extras.</summary>
    public long? ViewsMinus { get; init; }

    public long? ViewsPlus { get; init; }

    public long? Displayed { get; init; }

    public long? Heat { get; init; }

    public long? PlatformPeak { get; init; }

    public long? WithdrawnAt { get; init; }

    public TakenReading ToReading() => new(AiringId, ObservedAt, DeliveryId, Ordinal, Concurrent, Views, ViewsMinus is null && WithdrawnAt is null ? null : ToExtras());

    private ReadingExtras ToExtras() => new()
    {
        KnownAt = KnownAt,
        WithdrawnAt = WithdrawnAt,
        ViewsText = ViewsText,
        Rounding = new Uncertainty(ViewsMinus ?? 0, ViewsPlus ?? 0),
        Displayed = Displayed,
        Heat = Heat,
        PlatformPeak = PlatformPeak,
    };
}
