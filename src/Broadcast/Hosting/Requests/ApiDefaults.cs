using Broadcast.Access;

namespace Broadcast.Hosting;

/// <summary>What every group of API endpoints has in common.</summary>
internal static class ApiDefaults
{
    /// <summary>Signed in, whatever the role (an endpoint asks for more with <c>RequireRole</c>), documented under one heading, with the problems any call may answer.</summary>
    public static RouteGroupBuilder WithApiDefaults(this RouteGroupBuilder group, string heading) => group
        .RequireAuthorization()
        .WithTags(heading)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status401Unauthorized)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound);

    /// <summary>Only callers with this role, or one above it.</summary>
    public static TBuilder RequireRole<TBuilder>(this TBuilder builder, Role role)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(role.ToString());

    /// <summary>Whoever reads everything: any role but a unit's liaison.</summary>
    public static TBuilder RequireReader<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(Caller.ReaderPolicy);
}
