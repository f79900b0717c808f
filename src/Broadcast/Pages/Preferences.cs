using Broadcast.Hosting;
using Microsoft.AspNetCore.Localization;

namespace Broadcast.Pages;

/// <summary>Language and appearance, kept in cookies, so that the first byte of a page is already right.</summary>
internal static class Preferences
{
    public const string Path = "/preferences";
    private const string ThemeCookie = "theme";
    private const string LanguageCookie = "language";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    /// <summary>What a page may look like; <c>auto</c> follows the system.</summary>
    public static readonly string[] Themes = ["auto", "light", "dark"];

    public static void MapPreferences(this IEndpointRouteBuilder app) => app.MapGet(Path, Choose).AllowAnonymous().ExcludeFromDescription();

    /// <summary>The appearance chosen in this browser.</summary>
    public static string Theme(HttpContext context) =>
        context.Request.Cookies[ThemeCookie] is { } theme && Themes.Contains(theme, StringComparer.Ordinal) ? theme : "auto";

    private static IResult Choose(string? language, string? theme, string? next, HttpContext context)
    {
        if (HostingSlice.Languages.Contains(language, StringComparer.Ordinal))
        {
            Keep(context, LanguageCookie, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language!)));
        }

        if (Themes.Contains(theme, StringComparer.Ordinal))
        {
            Keep(context, ThemeCookie, theme!);
        }

        return Results.LocalRedirect(LocalAddress.Of(next));
    }

    private static void Keep(HttpContext context, string name, string value) =>
        context.Response.Cookies.Append(name, value, new CookieOptions { MaxAge = Kept, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true });
}
