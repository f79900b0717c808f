using Broadcast.Access;

namespace Broadcast.Registers;

/// <summary>Who and what an interview needs: units, their officials, hosts, studios, topics.</summary>
internal static class RegistersSlice
{
    public static IServiceCollection AddRegisters(this IServiceCollection services) => services
        .AddSingleton<Units>()
        .AddSingleton<Officials>()
        .AddSingleton<Hosts>()
        .AddSingleton<Studios>()
        .AddSingleton<Topics>()
        .AddSingleton<Catalogue>()
        .AddSingleton<ImportFiles>();

    public static void MapRegisters(this IEndpointRouteBuilder app)
    {
        RegisterEndpoints<Units, Unit, UnitBody>.Map(app, "units", adds: Role.Producer, changes: Role.Unit);
        RegisterEndpoints<Officials, Official, OfficialBody>.Map(app, "officials", adds: Role.Unit, changes: Role.Unit);
        RegisterEndpoints<Hosts, Host, HostBody>.Map(app, "hosts", adds: Role.Producer, changes: Role.Producer);
        RegisterEndpoints<Studios, Studio, StudioBody>.Map(app, "studios", adds: Role.Producer, changes: Role.Producer);
        RegisterEndpoints<Topics, Topic, TopicBody>.Map(app, "topics", adds: Role.Unit, changes: Role.Unit);
        app.MapOfficials();
    }
}
