using System.Text.Json;
using System.Text.Json.Serialization;

namespace Broadcast.Hosting.Bodies;

/// <summary>A body that is one object, or an array of them.</summary>
/// <typeparam name="T">The object.</typeparam>
/// <param name="Items">What was sent; an element may be <c>null</c>.</param>
/// <param name="IsArray">Whether it came as an array.</param>
[JsonConverter(typeof(OneOrManyConverter))]
internal sealed record OneOrMany<T>(IReadOnlyList<T?> Items, bool IsArray);

/// <summary>Looks at the first token; the path of an error then begins with the index in the array.</summary>
internal sealed class OneOrManyConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(OneOrMany<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Of<T> : JsonConverter<OneOrMany<T>>
    {
        public override OneOrMany<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.StartArray
                ? new OneOrMany<T>(JsonSerializer.Deserialize<List<T?>>(ref reader, options)!, true)
                : new OneOrMany<T>([JsonSerializer.Deserialize<T>(ref reader, options)], false);

        public override void Write(Utf8JsonWriter writer, OneOrMany<T> value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.Items, options);
    }
}
