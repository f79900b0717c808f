namespace Broadcast.Hosting;

/// <summary>Where a browser is sent on to: only an address of ours, so that no link of ours leads a person elsewhere.</summary>
internal static class LocalAddress
{
    /// <summary>The address, when it is one of this service and can stand in a header; else the start page.</summary>
    public static string Of(string? next) =>
        next is { Length: > 0 } && next[0] == '/' && (next.Length == 1 || next[1] is not '/' and not '\\') && next.All(c => c is > ' ' and < '\x7f') ? next : "/";
}
