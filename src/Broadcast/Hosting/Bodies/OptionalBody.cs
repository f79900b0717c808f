using System.Reflection;
using System.Text.Json;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Broadcast.Hosting.Bodies;

/// <summary>
/// The body of an action, which may be missing altogether. It is bound here and not by a nullable parameter, because that makes routing choose by content type:
/// among actions of one address (<c>{id}:start</c>, <c>{id}:close</c>), a request without one then finds only those that take no body.
/// </summary>
/// <typeparam name="T">What stands in the body.</typeparam>
/// <param name="Value">Null when there is none.</param>
internal sealed record OptionalBody<T>(T? Value)
    where T : class
{
    public static async ValueTask<OptionalBody<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var reader = context.Request.BodyReader;
        var start = await reader.ReadAsync(context.RequestAborted);
        var isEmpty = start.Buffer.IsEmpty && start.IsCompleted;
        reader.AdvanceTo(start.Buffer.Start);
        if (isEmpty)
        {
            return new OptionalBody<T>((T?)null);
        }

        if (!context.Request.HasJsonContentType())
        {
            throw new RefusedException(new Refusal(Slugs.UnsupportedMediaType, "This content type is not taken here: send application/json."));
        }

        try
        {
            return new OptionalBody<T>(await JsonSerializer.DeserializeAsync<T>(reader, Json.Options, context.RequestAborted));
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException("This is not valid JSON.", e);
        }
    }
}

/// <summary>Tells the API reference about such a body.</summary>
internal static class OptionalBodyDescription
{
    public static RouteHandlerBuilder TakesOptional<T>(this RouteHandlerBuilder builder) => builder.AddOpenApiOperationTransformer(async (operation, context, ct) =>
    {
        var schema = await context.GetOrCreateSchemaAsync(typeof(T), null, ct);
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = false,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/json"] = new() { Schema = schema } },
        };
    });
}
