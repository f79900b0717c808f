using System.Globalization;
using Broadcast.Hosting;

namespace Broadcast.Ingestion;

/// <summary>A reading as it is told, with the delivery that brought it.</summary>
internal sealed record ReadingView(DateTimeOffset ObservedAt, long? Concurrent, long? Views, Guid DeliveryId, int Ordinal, DateTimeOffset ReceivedAt, string State, string Sha256)
{
    public static ReadingView Of(ReadingRow row) =>
        new(row.At, row.Concurrent, row.Views, row.DeliveryId, row.Ordinal, row.ReceivedAt, row.State, Convert.ToHexStringLower(row.Sha256));

    public static string CursorOf(ReadingRow row) => string.Create(CultureInfo.InvariantCulture, $"{row.ObservedAt}|{row.DeliveryId}|{row.Ordinal}");

    /// <summary>Where a page goes on.</summary>
    /// <exception cref="RefusedException">The cursor is none of ours.</exception>
    public static ReadingPlace PlaceOf(PageRequest page, DateTimeOffset? to)
    {
        if (page.Cursor is null)
        {
            return to is null ? ReadingPlace.End : new ReadingPlace(to.Value.ToUnixTimeMilliseconds() - 1, PageRequest.AfterAll, int.MaxValue);
        }

        return page.Cursor.Split('|') is [var at, var id, var ordinal]
            && long.TryParse(at, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ms) && Guid.TryParse(id, out var delivery)
            && int.TryParse(ordinal, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? new ReadingPlace(ms, delivery, place)
            : throw PageRequest.BadCursor();
    }
}
