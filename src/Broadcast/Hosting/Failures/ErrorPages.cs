using Microsoft.AspNetCore.Diagnostics;

namespace Broadcast.Hosting;

/// <summary>An empty error answer to a browser becomes a page that says what happened, at the address that was asked for.</summary>
internal static class ErrorPages
{
    /// <summary>Renders the page of a status in place of the empty answer.</summary>
    public static async Task Show(StatusCodeContext failed)
    {
        var context = failed.HttpContext;
        var asked = context.Request;
        context.Features.Set<IStatusCodeReExecuteFeature>(new StatusCodeReExecuteFeature
        {
            OriginalPath = asked.Path, OriginalPathBase = asked.PathBase, OriginalQueryString = asked.QueryString.Value,
        });
        var (method, path, services) = (asked.Method, asked.Path, context.RequestServices);
        context.SetEndpoint(null);
        asked.RouteValues.Clear();
        asked.Method = HttpMethods.Get;
        asked.Path = $"/error/{context.Response.StatusCode}";

        // The page that failed may have used up what lives once a request.
        await using var scope = services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        try
        {
            await failed.Next(context);
        }
        finally
        {
            (asked.Method, asked.Path, context.RequestServices) = (method, path, services);
        }
    }
}
