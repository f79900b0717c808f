namespace Broadcast.Hosting;

/// <summary>What can be got can be asked for without its body: a <c>HEAD</c> finds what a <c>GET</c> finds (RFC 9110, section 9.3.2). The server itself sends the headers alone.</summary>
internal static class HeadRequests
{
    public static Task AsGet(HttpContext context, RequestDelegate next)
    {
        // A stream never ends, and has no headers worth waiting for.
        if (HttpMethods.IsHead(context.Request.Method) && context.Request.Path.Value?.TrimEnd('/').EndsWith("/stream", StringComparison.OrdinalIgnoreCase) == false)
        {
            context.Request.Method = HttpMethods.Get;
        }

        return next(context);
    }
}
