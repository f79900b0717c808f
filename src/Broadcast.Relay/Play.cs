namespace Broadcast.Relay;

/// <summary>Somebody began to watch a stream.</summary>
/// <param name="Stream">The stream's name, which is the broadcast's external id at the service.</param>
/// <param name="ClientId">The media server's number of the viewer.</param>
/// <param name="At">When the callback came.</param>
internal sealed record Play(string Stream, string ClientId, DateTimeOffset At);

/// <summary>What is sent in one webhook: the same bytes under the same id at every try.</summary>
/// <param name="Id">The webhook-id.</param>
/// <param name="Body">The JSON.</param>
internal sealed record Message(string Id, byte[] Body);
