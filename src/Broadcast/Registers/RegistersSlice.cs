using Broadcast.Audit;
using Broadcast.Data;

namespace Broadcast.Registers;

/// <summary>Who and what an interview needs: units, their officials, hosts, studios.</summary>
internal static class RegistersSlice
{
    public static IServiceCollection AddRegisters(this IServiceCollection services) => services
        .AddSingleton<Units>()
        .AddSingleton(provider => new Officials(provider.GetRequiredService<Db>(), provider.GetRequiredService<AuditLog>()))
        .AddSingleton<Hosts>()
        .AddSingleton<Studios>();

    public static void MapRegisters(this IEndpointRouteBuilder app)
    {
        app.MapUnits();
        app.MapOfficials();
        app.MapHosts();
        app.MapStudios();
    }
}
