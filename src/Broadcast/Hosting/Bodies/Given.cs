using System.Text.Json;
using System.Text.Json.Serialization;

namespace Broadcast.Hosting.Bodies;

/// <summary>A field of a body that may be absent: a PATCH leaves alone what is absent and clears what is <c>null</c>.</summary>
/// <typeparam name="T">What stands in the field.</typeparam>
[JsonConverter(typeof(GivenConverter))]
internal readonly record struct Given<T>
{
    private Given(T? value)
    {
        IsGiven = true;
        Value = value;
    }

    public bool IsGiven { get; }

    public T? Value { get; }

    /// <summary>What was given, or else what stands now.</summary>
    public T? Or(T? current) => IsGiven ? Value : current;

    public static implicit operator Given<T>(T? value) => new(value);
}

/// <summary>Reads the field itself, so that an error carries the field's own name.</summary>
internal sealed class GivenConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Given<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    private sealed class Of<T> : JsonConverter<Given<T>>
    {
        public override bool HandleNull => true;

        public override Given<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? default(T) : ((JsonConverter<T>)options.GetConverter(typeof(T))).Read(ref reader, typeof(T), options);

        public override void Write(Utf8JsonWriter writer, Given<T> value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value.Value, options);
    }
}
