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
        // The page of the same address takes what this does not.
        app.MapPost(Path, SignIn).WithOrder(-1).AllowAnonymous().RequireRateLimiting(RateLimit).ExcludeFromDescription();
        app.MapPost("/sign-out", SignOut).AllowAnonymous().ExcludeFromDescription();
    }

    private static async Task<IResult> SignIn(
        [FromForm] string? token, [FromForm] string? next, Tokens tokens, HttpContext context, TimeProvider clock, CancellationToken ct)
    {
        var caller = string.IsNullOrWhiteSpace(token) ? null : await tokens.Recognise(token.Trim(), clock.GetUtcNow(), ct);
        if (caller is null)
        {
            return Results.LocalRedirect($"{Path}?failed=1&next={Uri.EscapeDataString(LocalAddress.Of(next))}");
        }

        const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;
        await context.SignInAsync(Scheme, caller.ToPrincipal(Scheme), new AuthenticationProperties { IsPersistent = true });
        return Results.LocalRedirect(LocalAddress.Of(next));
    }

    private static async Task<IResult> SignOut([FromForm] string? next, HttpContext context)
    {
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Results.LocalRedirect(LocalAddress.Of(next));
    }
}
