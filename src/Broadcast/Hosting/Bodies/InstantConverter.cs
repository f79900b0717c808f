using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Broadcast.Times;

namespace Broadcast.Hosting.Bodies;

/// <summary>
/// Instants in bodies: ISO 8601 with an offset, or refused; without one the machine's own zone would be taken for it.
/// Finer digits than milliseconds are cut, and the years are ones that every calendar and database can count with.
/// </summary>
internal sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    private const int FirstYear = 1970;
    private const int LastYear = 2500;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || !reader.TryGetDateTimeOffset(out var at) || !HasOffset(reader.GetString()!) || at.Year is < FirstYear or > LastYear)
        {
            throw new JsonException("Not an instant with an offset.");
        }

        return Instants.Cut(at);
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(value.Millisecond == 0 ? "yyyy-MM-dd'T'HH:mm:sszzz" : "yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture));

    /// <summary>The date has dashes too, so only what follows it counts.</summary>
    private static bool HasOffset(string text) => text.AsSpan(Math.Min(10, text.Length)).IndexOfAny("Zz+-") >= 0;
}
