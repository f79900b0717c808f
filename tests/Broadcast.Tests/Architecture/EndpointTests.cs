using System.Globalization;
using System.Text.RegularExpressions;
using Broadcast.Data;
using Broadcast.Tests.Hosting;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;

namespace Broadcast.Tests.Architecture;

/// <summary>Every address says who may call it.</summary>
public sealed partial class EndpointTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    /// <summary>What a stranger may call: no account is needed, the address or a signature carries the secret, or the answer depends on whether the series is public.</summary>
    private static readonly string[] OpenToStrangers =
    [
        "GET /.well-known/jwks.json",
        "GET /api/v1/certificates/{id:guid}",
        "GET /api/v1/interviews/{id:guid}/audience",
        "GET /api/v1/interviews/{id:guid}/audience/apart",
        "GET /api/v1/interviews/{id:guid}/audience/breakdown", "GET /api/v1/interviews/{id:guid}/audience/gaps",
        "GET /api/v1/interviews/{id:guid}/audience/timeline",
        "DELETE /api/v1/invitations/{token}/files/{fileId:guid}",
        "GET /api/v1/invitations/{token}",
        "GET /api/v1/invitations/{token}/files/{fileId:guid}",
        "GET /api/v1/invitations/{token}/invite.ics",
        "GET /api/v1/invitations/{token}/preparation",
        "GET /api/v1/officials/{id:guid}/calendar.ics",
        "GET /api/v1/series/{id:guid}/audience",
        "GET /api/v1/series/{id:guid}/audience/breakdown",
        "GET /api/v1/series/{id:guid}/audience/stream",
        "GET /api/v1/series/{id:guid}/audience/timeline",
        "GET /api/v1/series/{id:guid}/calendar.ics",
        "GET /api/v1/studios/{id:guid}/calendar.ics",
        "GET /api/v1/units/{id:guid}/calendar.ics",
        "GET /api/v1/series/{id:guid}/report.csv",
        "GET /api/v1/series/{id:guid}/report.xlsx",
        "GET /docs/favicon.svg",
        "GET /docs/scalar.aspnetcore.js",
        "GET /docs/scalar.js",
        "GET /error/{Status:int}",
        "GET /healthz/live",
        "GET /healthz/ready",
        "GET /i/{Token}",
        "GET /preferences",
        "GET /series/{Id:guid}/concurrent", "GET /series/{Id:guid}/dashboard",
        "GET /series/{Id:guid}/sources",
        "GET /sign-in",
        "GET /wall/{Id:guid}",
        "POST /api/v1/invitations/{token}/files",
        "POST /api/v1/invitations/{token}/response",
        "PUT /api/v1/invitations/{token}/preparation",
        "POST /hooks/{channelCode}",
        "POST /sign-in",
        "POST /sign-out",
    ];

    /// <summary>Mapped by the framework for itself: style sheets and scripts, and the second half of a form's redirect.</summary>
    private static readonly string[] OfTheFramework = ["GET /{**path:file}", "GET /_framework/opaque-redirect"];

    [Fact]
    public void Every_endpoint_states_who_may_call_it() =>
        Endpoints().Where(endpoint => !IsOpen(endpoint) && !AsksForSomebody(endpoint)).Select(Name).ShouldBeEmpty();

    [Fact]
    public void Strangers_may_call_what_is_listed_here_and_nothing_else() =>
        Endpoints().Where(IsOpen).Select(Name).Distinct().Order(StringComparer.Ordinal).ShouldBe(OpenToStrangers.Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("/api/v1/series/{0}/audience")]
    [InlineData("/api/v1/series/{0}/audience/breakdown?by=unit")]
    [InlineData("/api/v1/series/{0}/audience/stream")]
    [InlineData("/api/v1/series/{0}/audience/timeline?grain=day")]
    [InlineData("/api/v1/series/{0}/report.csv")]
    [InlineData("/api/v1/series/{0}/report.xlsx")]
    public async Task A_stranger_does_not_see_the_figures_of_a_series_that_is_not_public(string address)
    {
        var series = new { code = $"s-{Ids.New(TimeProvider.System.GetUtcNow()):N}", title = "访谈", timeZone = "Asia/Shanghai", startsOn = "2026-03-01", endsOn = "2026-03-31", slotMinutes = 60 };
        var hidden = (await service.Admin.PostJson("/api/v1/series", series)).Expect(201).Id;
        (await service.Anonymous.GetJson(string.Format(CultureInfo.InvariantCulture, address, hidden))).Status.ShouldBe(401);
    }

    [Fact]
    public async Task A_stranger_gets_401_from_every_other_address_of_the_api()
    {
        var checkedOnes = 0;
        foreach (var endpoint in Endpoints().Where(endpoint => !IsOpen(endpoint) && PatternOf(endpoint).StartsWith("/api/", StringComparison.Ordinal)))
        {
            var path = Parameter().Replace(PatternOf(endpoint), match => match.Value.Contains("guid", StringComparison.Ordinal) ? Guid.Empty.ToString() : "1");
            var method = new HttpMethod(MethodOf(endpoint));
            (await service.Anonymous.Call(method, path, null)).Status.ShouldBe(401, $"{method} {path}");
            checkedOnes++;
        }

        checkedOnes.ShouldBeGreaterThan(3);
    }

    private IEnumerable<RouteEndpoint> Endpoints() => service.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null && !OfTheFramework.Contains(Name(endpoint), StringComparer.Ordinal));

    private static bool IsOpen(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static bool AsksForSomebody(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null || endpoint.Metadata.GetMetadata<AuthorizationPolicy>() is not null;

    private static string Name(RouteEndpoint endpoint) => $"{MethodOf(endpoint)} {PatternOf(endpoint)}";

    private static string PatternOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.Trim('/');

    private static string MethodOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is [var method, ..] ? method : "GET";

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
