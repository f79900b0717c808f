using System.Buffers.Text;
using System.Globalization;
using System.Reflection;
using System.Text;
using Broadcast.Outcomes;

namespace Broadcast.Hosting;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">What the list holds.</typeparam>
/// <param name="Items">At most as many as asked for.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>A list that is whole.</summary>
    public static Page<T> Whole(IReadOnlyList<T> items) => new(items, null);
}

/// <summary>Which page a client asks for: <c>?limit=</c> (1–200, default 50) and <c>?cursor=</c>.</summary>
/// <param name="Limit">How many at most.</param>
/// <param name="Cursor">Where the last page ended; null for the first.</param>
internal sealed record PageRequest(int Limit, string? Cursor)
{
    private const int Default = 50;
    private const int Most = 200;

    /// <summary>One more than asked for: the extra row tells that there is a next page.</summary>
    public int Take => Limit + 1;

    /// <summary>The id a list by id goes on after; <see cref="Guid.Empty"/> sorts before all.</summary>
    public Guid AfterId => Cursor is null ? Guid.Empty : Guid.TryParse(Cursor, out var id) ? id : throw BadCursor();

    /// <summary>No id sorts after this one.</summary>
    public static readonly Guid AfterAll = new("ffffffff-ffff-ffff-ffff-ffffffffffff");

    /// <summary>The id a list by id, the newest first, goes on before.</summary>
    public Guid BeforeId => Cursor is null ? AfterAll : AfterId;

    /// <summary>The instant and id a list by time goes on after.</summary>
    public (DateTimeOffset At, Guid Id) AfterInstant
    {
        get
        {
            if (Cursor is null)
            {
                return (DateTimeOffset.UnixEpoch.AddYears(-1000), Guid.Empty);
            }

            var parts = Cursor.Split('|');
            return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var ms)
                && ms is > -60_000_000_000_000 and < 250_000_000_000_000 && Guid.TryParse(parts[1], out var id)
                ? (DateTimeOffset.FromUnixTimeMilliseconds(ms), id)
                : throw BadCursor();
        }
    }

    public static ValueTask<PageRequest> BindAsync(HttpContext context, ParameterInfo parameter) => ValueTask.FromResult(Of(context.Request));

    /// <summary>What the address asks for.</summary>
    public static PageRequest Of(HttpRequest request) => new(ReadLimit(request.Query["limit"]), ReadCursor(request.Query["cursor"]));

    /// <summary>The page of a list that is read as a whole because it is short. It goes on after the item the last page ended with; where that is gone, at its place.</summary>
    /// <param name="all">The list, in its order.</param>
    /// <param name="key">What tells one item from the others.</param>
    public Page<TItem> Part<TItem>(IReadOnlyList<TItem> all, Func<TItem, string> key)
    {
        var from = Cursor is null ? 0 : PlaceAfter([.. all.Select(key)]);
        var items = all.Skip(from).Take(Limit).ToList();
        var end = from + items.Count;
        return new Page<TItem>(items, end < all.Count ? CursorOf(string.Create(CultureInfo.InvariantCulture, $"{end}|{key(all[end - 1])}")) : null);
    }

    private int PlaceAfter(List<string> keys)
    {
        var parts = Cursor!.Split('|', 2);
        if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var place) || place == 0)
        {
            throw BadCursor();
        }

        // Two items may have one key: the one in its place is the one that was meant.
        return place <= keys.Count && keys[place - 1] == parts[1] ? place
            : keys.IndexOf(parts[1]) is var found and >= 0 ? found + 1
            : Math.Min(place - 1, keys.Count);
    }

    /// <summary>The page of rows that were read with <see cref="Take"/>, in a list by id.</summary>
    public Page<T> Cut<T>(IReadOnlyList<T> rows, Func<T, Guid> id) => Cut(rows, row => id(row).ToString());

    /// <summary>The page of rows that were read with <see cref="Take"/>, in a list by time.</summary>
    public Page<T> Cut<T>(IReadOnlyList<T> rows, Func<T, DateTimeOffset> at, Func<T, Guid> id) =>
        Cut(rows, row => string.Create(CultureInfo.InvariantCulture, $"{at(row).ToUnixTimeMilliseconds()}|{id(row)}"));

    /// <summary>The page of rows that were read with <see cref="Take"/>, in a list that goes on after a place of its own.</summary>
    public Page<T> Cut<T>(IReadOnlyList<T> rows, Func<T, string> key)
    {
        if (rows.Count <= Limit)
        {
            return new Page<T>(rows, null);
        }

        var items = rows.Take(Limit).ToList();
        return new Page<T>(items, CursorOf(key(items[^1])));
    }

    /// <summary>The cursor of a page that ends with an id, in a list by id.</summary>
    public static string CursorOf(Guid id) => CursorOf(id.ToString());

    private static string CursorOf(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    private static int ReadLimit(string? text)
    {
        if (text is null)
        {
            return Default;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= Most
            ? limit
            : throw new RefusedException(Refusal.Field("limit", $"A whole number from 1 to {Most}."));
    }

    private static string? ReadCursor(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return text is null ? null : throw BadCursor();
        }

        try
        {
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
        }
        catch (FormatException)
        {
            throw BadCursor();
        }
    }

    public static RefusedException BadCursor() => new(Refusal.Field("cursor", "Not a cursor of this list: take it from 'next'."));
}
