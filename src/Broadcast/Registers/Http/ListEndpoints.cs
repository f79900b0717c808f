using Broadcast.Hosting.Bodies;

namespace Broadcast.Registers;

/// <summary>What the endpoints have in common that take a list and give one.</summary>
internal static class ListEndpoints
{
    /// <summary>Takes an object, an array of them, or a file.</summary>
    public static RouteHandlerBuilder TakesList<TBody>(this RouteHandlerBuilder endpoint)
        where TBody : class => endpoint
        .Accepts<OneOrMany<TBody>>("application/json", FileKinds.Csv, FileKinds.Xlsx)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
}
