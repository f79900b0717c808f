using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Broadcast.Hosting.Bodies;

namespace Broadcast.Hosting;

/// <summary>How the service writes and reads JSON: camelCase, words for enums, Chinese as itself.</summary>
internal static class Json
{
    /// <summary>The options for what is kept in the database and in evidence.</summary>
    public static readonly JsonSerializerOptions Options = Apply(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Apply(JsonSerializerOptions options)
    {
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        return options;
    }

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, Options)!;
}
