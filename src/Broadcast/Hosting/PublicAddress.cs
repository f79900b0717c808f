namespace Broadcast.Hosting;

/// <summary>The address that links of ours begin with: the setting <c>Broadcast:PublicUrl</c>, else that of the request.</summary>
internal sealed class PublicAddress(Settings settings)
{
    /// <summary>Without a slash at the end.</summary>
    public string Of(HttpContext context) => settings.PublicUrl ?? $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}";
}
