using System.Security.Claims;
using Broadcast.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;

namespace Broadcast.Access;

/// <summary>Who may call: tokens for programs, a cookie for pages, four roles.</summary>
internal static class AccessSlice
{
    private const string EitherScheme = "Either";
    private static readonly TimeSpan CookieLife = TimeSpan.FromDays(14);

    public static IServiceCollection AddAccess(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton<AdminToken>().AddSingleton<Tokens>();
        services.AddDataProtection()
            .SetApplicationName("Broadcast")
            .PersistKeysToFileSystem(new DirectoryInfo(settings.KeyDirectory));

        services
            .AddAuthentication(EitherScheme)
            .AddPolicyScheme(EitherScheme, null, options => options.ForwardDefaultSelector = ChooseScheme)
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.SchemeName, null)
            .AddCookie(CookieAuthenticationDefaults.AuthenticationScheme, SetUpCookie);

        services.AddAuthorizationBuilder()
            .AddPolicy(nameof(Role.Viewer), policy => policy.RequireAuthenticatedUser())
            .AddPolicy(Caller.ReaderPolicy, policy => policy.RequireRole(nameof(Role.Viewer), nameof(Role.Producer), nameof(Role.Admin)))
            .AddPolicy(nameof(Role.Unit), policy => policy.RequireRole(nameof(Role.Unit), nameof(Role.Producer), nameof(Role.Admin)))
            .AddPolicy(nameof(Role.Producer), policy => policy.RequireRole(nameof(Role.Producer), nameof(Role.Admin)))
            .AddPolicy(nameof(Role.Admin), policy => policy.RequireRole(nameof(Role.Admin)));
        return services;
    }

    public static void MapAccess(this IEndpointRouteBuilder app)
    {
        app.MapTokens();
        app.MapSignIn();
    }

    /// <summary>Programs get 401 and never a redirect; a browser on a page is sent to sign in.</summary>
    private static string ChooseScheme(HttpContext context) =>
        context.Request.Headers.ContainsKey("Authorization") || (IsForPrograms(context) && !context.Request.Cookies.ContainsKey(SignInEndpoints.CookieName))
            ? BearerHandler.SchemeName
            : CookieAuthenticationDefaults.AuthenticationScheme;

    private static bool IsForPrograms(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        || context.Request.Path.StartsWithSegments("/hooks", StringComparison.OrdinalIgnoreCase)
        || context.Request.Path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase);

    private static void SetUpCookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = SignInEndpoints.CookieName;
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = CookieLife;
        options.SlidingExpiration = true;
        options.LoginPath = SignInEndpoints.Path;
        options.ReturnUrlParameter = "next";
        options.Events.OnValidatePrincipal = RecheckToken;
        options.Events.OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status403Forbidden);
        options.Events.OnRedirectToLogin = context =>
        {
            if (IsForPrograms(context.HttpContext))
            {
                return Answer(context, StatusCodes.Status401Unauthorized);
            }

            context.Response.Redirect(context.RedirectUri);
            return Task.CompletedTask;
        };
    }

    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>A revoked token signs its person out of the pages at the next request.</summary>
    private static async Task RecheckToken(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var id = Guid.Parse(context.Principal!.FindFirstValue(ClaimTypes.NameIdentifier)!);
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var caller = await services.GetRequiredService<Tokens>().Recall(id, now, context.HttpContext.RequestAborted);
        if (caller is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        }
    }
}
