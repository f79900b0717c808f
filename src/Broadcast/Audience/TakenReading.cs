namespace Broadcast.Audience;

/// <summary>A reading that counts, as the audience takes it in.</summary>
/// <param name="AiringId">The broadcast.</param>
/// <param name="ObservedAt">When it was observed, in milliseconds since 1970 (UTC).</param>
/// <param name="DeliveryId">The delivery it came in.</param>
/// <param name="Ordinal">Its place in that delivery, from 0; with the delivery it makes the reading one.</param>
/// <param name="Concurrent">How many watched then.</param>
/// <param name="Views">How many times it was watched so far, or since.</param>
internal readonly record struct TakenReading(Guid AiringId, long ObservedAt, Guid DeliveryId, int Ordinal, long? Concurrent, long? Views);
