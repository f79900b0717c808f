using Broadcast.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;

namespace Broadcast.Access;

/// <summary>A person signs in on the page with the token, and gets a cookie.</summary>
internal static class SignInEndpoints
{
    public const string Path = "/sign-in";
    public const string CookieName = "broadcast";
    public const string RateLimit = "sign-in";

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapPost(Path, SignIn).AllowAnonymous().RequireRateLimiting(RateLimit).ExcludeFromDescription();
        app.MapPost("/sign-out", SignOut).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> SignIn(
        [FromForm] string? token, [FromForm] string? next, Tokens tokens, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var caller = string.IsNullOrWhiteSpace(token) ? null : await tokens.Recognise(token.Trim(), clock.GetUtcNow(), ct);
        if (caller is null)
        {
            return Results.LocalRedirect($"{Path}?failed=1&next={Uri.EscapeDataString(LocalPath(next))}");
        }

        const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;
        await context.SignInAsync(Scheme, caller.ToPrincipal(Scheme), new AuthenticationProperties { IsPersistent = true });
        return Results.LocalRedirect(LocalPath(next));
    }

    private static async Task<IResult> SignOut([FromForm] string? next, HttpContext context)
    {
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Results.LocalRedirect(LocalPath(next));
    }

    /// <summary>Only an address of ours: a link may not send a person elsewhere after signing in.</summary>
    private static string LocalPath(string? next) =>
        next is { Length: > 0 } && next[0] == '/' && (next.Length == 1 || next[1] is not '/' and not '\\') && !next.Any(char.IsControl) ? next : "/";
}
