using System.Globalization;

namespace Broadcast.Hosting;

/// <summary>An id in an address, written as ids are: 32 hexadecimal digits in five groups. What the framework would take beside that (braces, no hyphens) is a malformed id, and 404.</summary>
internal sealed class IdConstraint : IRouteConstraint
{
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        values.TryGetValue(routeKey, out var value) && Guid.TryParseExact(Convert.ToString(value, CultureInfo.InvariantCulture), "D", out _);
}
