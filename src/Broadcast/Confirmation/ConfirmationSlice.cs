namespace Broadcast.Confirmation;

/// <summary>Asking the guests, and what they answer.</summary>
internal static class ConfirmationSlice
{
    public static IServiceCollection AddConfirmation(this IServiceCollection services) => services.AddSingleton<Invitations>().AddSingleton<WrongTokens>();

    public static void MapConfirmation(this IEndpointRouteBuilder app) => app.MapInvitations();
}
