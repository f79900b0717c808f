using Microsoft.AspNetCore.Diagnostics;

namespace Broadcast.Pages;

/// <summary>The address as the reader's browser shows it: on an error page, the one that was asked for.</summary>
internal static class ReaderAddress
{
    public static string Path(HttpContext context) => context.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath ?? context.Request.Path.Value ?? "/";

    public static string Of(HttpContext context) => Path(context) + context.Request.QueryString;
}
