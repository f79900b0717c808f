namespace Broadcast.Hosting;

/// <summary>Headers on every answer: pages load nothing from elsewhere, stand in no foreign frame, and leak no address with a secret in it.</summary>
internal static class SecurityHeaders
{
    private const string Rest =
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; frame-ancestors 'self'; form-action 'self'; base-uri 'self'; object-src 'none'";

    private const string Policy = $"default-src 'self'; script-src 'self'; {Rest}";

    // The API reference and Hangfire's dashboard carry scripts in their pages.
    private const string LooserPolicy = $"default-src 'self'; script-src 'self' 'unsafe-inline'; {Rest}";

    public static Task Add(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        if (HostingSlice.IsHook(context))
        {
            // Read by a program, and never a page.
            return next(context);
        }

        headers.ContentSecurityPolicy = HasForeignPages(context.Request.Path) ? LooserPolicy : Policy;
        headers["Referrer-Policy"] = "same-origin";
        return next(context);
    }

    private static bool HasForeignPages(PathString path) =>
        path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/jobs", StringComparison.OrdinalIgnoreCase);
}
