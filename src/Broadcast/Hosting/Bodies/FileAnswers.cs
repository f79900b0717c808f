using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Broadcast.Hosting.Bodies;

/// <summary>Tells the API reference of answers that are no JSON: files, and streams of events. The framework knows a type for their bytes, and so leaves them out.</summary>
internal static class FileAnswers
{
    /// <summary>Whatever kind of file somebody put there.</summary>
    public const string AnyKind = "*/*";

    public const string Calendar = "text/calendar";
    public const string Bytes = "application/octet-stream";
    public const string Events = "text/event-stream";

    /// <summary>Gives bytes of this content type.</summary>
    public static RouteHandlerBuilder Gives(this RouteHandlerBuilder endpoint, string contentType) => endpoint.WithMetadata(new FileAnswer(contentType));

    public static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<FileAnswer>().SingleOrDefault() is { } file)
        {
            var isText = file.ContentType.StartsWith("text/", StringComparison.Ordinal);
            operation.Responses ??= [];
            operation.Responses["200"] = new OpenApiResponse
            {
                Description = "OK",
                Content = new Dictionary<string, OpenApiMediaType> { [file.ContentType] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = isText ? null : "binary" } } },
            };
        }

        return Task.CompletedTask;
    }

    private sealed record FileAnswer(string ContentType);
}
