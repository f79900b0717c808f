using System.Globalization;
using System.Threading.RateLimiting;
using Broadcast.Access;
using Broadcast.Data;
using Broadcast.Hosting.Bodies;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenTelemetry.Metrics;
using Scalar.AspNetCore;

namespace Broadcast.Hosting;

/// <summary>What every request passes through: problems, languages, limits, health, the API reference, metrics.</summary>
internal static class HostingSlice
{
    /// <summary>The languages of the pages; the first is the default.</summary>
    public static readonly string[] Languages = ["zh-CN", "en"];

    public static IServiceCollection AddHosting(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton(settings).AddSingleton(settings.Database).AddSingleton<Db>().AddSingleton<Idempotency>().AddSingleton<PublicAddress>();
        services.TryAddClock();
        services.ConfigureHttpJsonOptions(options => Json.Apply(options.SerializerOptions));
        services.Configure<RouteOptions>(options => options.SetParameterPolicy<IdConstraint>("guid"));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(9));
        services.AddOpenApi(BodySchemas.Apply);
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database", tags: ["ready"]);
        services.AddFrontDoor();
        services.AddRateLimiter(LimitSignIn);
        services.AddLocalization();
        services.Configure<RequestLocalizationOptions>(UseLanguages);
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("Broadcast").AddMeter("Microsoft.AspNetCore.Hosting").AddMeter("Polly").AddRuntimeInstrumentation().AddPrometheusExporter());
        services.ChooseEndpointsByAddressAlone();
        return services;
    }

    /// <summary>The order of the pipeline, outer to inner.</summary>
    public static void UseHosting(this WebApplication app)
    {
        app.UseFrontDoor();
        app.UseWhen(IsForPeople, pages => pages.UseStatusCodePages(ErrorPages.Show));
        app.UseMiddleware<ProblemMiddleware>();
        app.Use(SecurityHeaders.Add);
        app.UseWhen(context => !IsHook(context), readable => readable.UseRequestLocalization());
        app.Use(HeadRequests.AsGet);
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.Use(app.Services.GetRequiredService<Idempotency>().Around);
    }

    public static void MapHosting(this WebApplication app)
    {
        app.MapHealthChecks("/healthz/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/healthz/ready", new() { Predicate = check => check.Tags.Contains("ready") }).AllowAnonymous();
        app.MapPrometheusScrapingEndpoint("/metrics", meterProvider: null, branch => branch.Use(RefreshMetrics), optionsName: null).RequireRole(Role.Viewer);
        app.MapOpenApi("/openapi/{documentName}.json").RequireRole(Role.Viewer);
        app.MapScalarApiReference("/docs", options => options.WithTitle("Broadcast API").DisableDefaultFonts()).RequireRole(Role.Viewer);
    }

    /// <summary>A browser that wants a page; whatever else asks gets problems as JSON.</summary>
    public static bool IsForPeople(HttpContext context) => !IsForPrograms(context);

    private static bool IsForPrograms(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        || IsHook(context)
        || !context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>A platform's webhook: many a second, answered in no language.</summary>
    public static bool IsHook(HttpContext context) => context.Request.Path.StartsWithSegments("/hooks", StringComparison.OrdinalIgnoreCase);

    /// <summary>What stands in the database is read before the metrics are told; a database that does not answer leaves the old values and breaks nothing.</summary>
    private static async Task RefreshMetrics(HttpContext context, RequestDelegate next)
    {
        foreach (var source in context.RequestServices.GetServices<IMetricsSource>())
        {
            try
            {
                await source.Refresh(context.RequestAborted);
            }
            catch (Exception e) when (e is System.Data.Common.DbException or TimeoutException)
            {
                context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(nameof(HostingSlice)).LogWarning(e, "The gauges could not be read");
            }
        }

        await next(context);
    }

    private static Task Around(this Idempotency idempotency, HttpContext context, RequestDelegate next) => idempotency.Invoke(context, next);

    /// <summary>
    /// Content types are the endpoint's own affair (it answers 415). The framework's policy would choose by them first and then lose its way among addresses such as
    /// <c>/{id}:start</c> and <c>/{id}:cancel</c>: a wrong content type came out as 404, before anybody was asked who is calling.
    /// </summary>
    private static void ChooseEndpointsByAddressAlone(this IServiceCollection services)
    {
        foreach (var policy in services.Where(service => service.ServiceType == typeof(MatcherPolicy) && service.ImplementationType?.Name == "AcceptsMatcherPolicy").ToList())
        {
            services.Remove(policy);
        }
    }

    private static void TryAddClock(this IServiceCollection services)
    {
        if (!services.Any(service => service.ServiceType == typeof(TimeProvider)))
        {
            services.AddSingleton(TimeProvider.System);
        }
    }

    /// <summary>Guessing a token costs time: ten tries a minute from one address.</summary>
    private static void LimitSignIn(RateLimiterOptions limiter)
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.AddPolicy(SignInEndpoints.RateLimit, context => RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new FixedWindowRateLimiterOptions { PermitLimit = 10, Window = TimeSpan.FromMinutes(1) }));
    }

    /// <summary><c>?culture=</c>, then the cookie, then the browser's languages.</summary>
    private static void UseLanguages(RequestLocalizationOptions options)
    {
        var cultures = Languages.Select(CultureInfo.GetCultureInfo).ToList();
        options.DefaultRequestCulture = new RequestCulture(cultures[0]);
        options.SupportedCultures = cultures;
        options.SupportedUICultures = cultures;
        options.RequestCultureProviders =
        [
            new QueryStringRequestCultureProvider(),
            new CookieRequestCultureProvider { CookieName = "language" },
            new AcceptLanguageHeaderRequestCultureProvider(),
        ];
    }

    /// <summary>Ready means: the database answers.</summary>
    private sealed class DatabaseHealth(Db db) : IHealthCheck
    {
        private static readonly Sql Ask = "SELECT 1";

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await db.Find<int>(Ask, null, cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException)
            {
                return HealthCheckResult.Unhealthy("The database does not answer.", e);
            }
        }
    }
}
