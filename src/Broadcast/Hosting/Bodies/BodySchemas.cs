using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Broadcast.Hosting.Bodies;

/// <summary>Tells the API reference what stands in a body, where a converter of ours hides it from the framework.</summary>
internal static class BodySchemas
{
    public static void Apply(OpenApiOptions options)
    {
        options.AddSchemaTransformer(Describe);
        options.AddOperationTransformer(FileAnswers.Describe);
        options.CreateSchemaReferenceId = type => IsOurs(type.Type) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);
    }

    private static async Task Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?))
        {
            schema.Type = type == typeof(DateTimeOffset) ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            schema.Format = "date-time";
        }
        else if (IsOurs(type))
        {
            var inner = await context.GetOrCreateSchemaAsync(type.GetGenericArguments()[0], null, ct);
            schema.AnyOf = type.GetGenericTypeDefinition() == typeof(Given<>)
                ? [inner]
                : [inner, new OpenApiSchema { Type = JsonSchemaType.Array, Items = inner }];
        }
    }

    private static bool IsOurs(Type type) => type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Given<>) || type.GetGenericTypeDefinition() == typeof(OneOrMany<>));
}
