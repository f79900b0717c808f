using System.Collections.Concurrent;
using Broadcast.Audience;
using Broadcast.Data;
using Broadcast.Work;

namespace Broadcast.Ingestion;

/// <summary>
/// Where messages are put on disk before they are acknowledged. Whoever comes first writes, and takes along all who wait: many deliveries share one commit, and none waits for a timer.
/// Memory is bounded by the bytes that wait; above that the caller is told to come back.
/// </summary>
internal sealed class DeliveryLog(Db db, Handover handover, IngestionMeter meter, Nudge<DrainJob> drain)
{
    private const int MostInACommit = 500;
    private const long BytesInACommit = 8 * 1024 * 1024;
    private const long MostBytesWaiting = 64 * 1024 * 1024;

    private static readonly string[] Names =
        ["@id", "@channelId", "@airingId", "@webhookId", "@receivedAt", "@state", "@sha256", "@headers", "@body", "@readings", "@problem", "@holds"];

    private static readonly Sql Insert = new(
        SqlServer:
        """
        INSERT INTO Delivery (Id, ChannelId, AiringId, WebhookId, ReceivedAt, State, Sha256, Headers, Body, Readings, Problem, Holds)
        SELECT @id, @channelId, @airingId, @webhookId, @receivedAt, @state, @sha256, @headers, @body, @readings, @problem, @holds
        WHERE @holds = 0 OR NOT EXISTS (SELECT 1 FROM Delivery WITH (UPDLOCK, HOLDLOCK) WHERE ChannelId = @channelId AND WebhookId = @webhookId AND Holds = 1)
        """,
        Sqlite:
        """
        INSERT INTO Delivery (Id, ChannelId, AiringId, WebhookId, ReceivedAt, State, Sha256, Headers, Body, Readings, Problem, Holds)
        VALUES (@id, @channelId, @airingId, @webhookId, @receivedAt, @state, @sha256, @headers, @body, @readings, @problem, @holds)
        ON CONFLICT (ChannelId, WebhookId) WHERE Holds = 1 DO NOTHING
        """);

    private static readonly Sql First = "SELECT Sha256 FROM Delivery WHERE ChannelId = @channelId AND WebhookId = @webhookId AND Holds = 1";

    private readonly ConcurrentQueue<Waiting> _queue = new();
    private long _bytesWaiting;
    private int _writing;

    /// <summary>True when so much waits that no more should be taken in.</summary>
    public bool IsFull => Interlocked.Read(ref _bytesWaiting) > MostBytesWaiting;

    /// <summary>Keeps a delivery, whose readings follow from its body. The answer is its state once it is on disk: as given, or <c>duplicate</c> or <c>conflict</c> when its id came before.</summary>
    public Task<string> Append(Delivery delivery, IReadOnlyList<TakenReading> readings)
    {
        var waiting = new Waiting(delivery, readings);
        Interlocked.Add(ref _bytesWaiting, waiting.Bytes);
        _queue.Enqueue(waiting);
        if (Interlocked.CompareExchange(ref _writing, 1, 0) == 0)
        {
            _ = Task.Run(WriteAll);
        }

        return waiting.Kept;
    }

    private async Task WriteAll()
    {
        do
        {
            while (NextBatch() is { Count: > 0 } batch)
            {
                await WriteBatch(batch);
            }

            Volatile.Write(ref _writing, 0);
        }
        while (!_queue.IsEmpty && Interlocked.CompareExchange(ref _writing, 1, 0) == 0);
    }

    private List<Waiting> NextBatch()
    {
        var batch = new List<Waiting>();
        long bytes = 0;
        while (batch.Count < MostInACommit && bytes < BytesInACommit && _queue.TryDequeue(out var waiting))
        {
            batch.Add(waiting);
            bytes += waiting.Bytes;
        }

        return batch;
    }

    private async Task WriteBatch(List<Waiting> batch)
    {
        try
        {
            var states = await db.Write(tx => Keep(tx, batch));
            for (var i = 0; i < batch.Count; i++)
            {
                if (states[i] == batch[i].Delivery.State && batch[i].Readings.Count > 0)
                {
                    handover.Offer(batch[i].Delivery.Id, batch[i].Readings);
                }
            }

            // The senders' requests go on here, one after the other: while they are answered their next ones gather, and no thread need be woken for any of them.
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Done(states[i]);
            }

            meter.Kept(states, batch.Where((waiting, i) => states[i] == waiting.Delivery.State).Sum(waiting => waiting.Readings.Count));

            drain.Now();
        }
        catch (Exception e)
        {
            batch.ForEach(waiting => waiting.Failed(e));
        }
        finally
        {
            Interlocked.Add(ref _bytesWaiting, -batch.Sum(waiting => waiting.Bytes));
        }
    }

    private static async Task<string[]> Keep(Tx tx, List<Waiting> batch)
    {
        var inserted = await tx.ExecuteMany(Insert, batch, Names, waiting => Values(waiting.Delivery));
        var states = new string[batch.Count];
        for (var i = 0; i < batch.Count; i++)
        {
            states[i] = inserted[i] == 1 ? batch[i].Delivery.State : await InsertAgain(tx, batch[i].Delivery);
        }

        await PendingDeliveries.Add(tx, [.. batch.Where((waiting, i) => inserted[i] == 1 && waiting.Readings.Count > 0).Select(waiting => waiting.Delivery.Id)]);
        return states;
    }

    /// <summary>The id came before: kept beside the first one, counting nothing.</summary>
    private static async Task<string> InsertAgain(Tx tx, Delivery delivery)
    {
        var first = await tx.Find<byte[]>(First, new { channelId = delivery.ChannelId, webhookId = delivery.WebhookId });
        var isSame = first.AsSpan().SequenceEqual(delivery.Sha256);
        var again = delivery with
        {
            State = isSame ? DeliveryState.Duplicate : DeliveryState.Conflict,
            Readings = 0,
            Problem = isSame ? null : "The same webhook-id came before with another body; that one counts.",
            Holds = false,
        };
        await tx.ExecuteMany(Insert, [again], Names, Values);
        return again.State;
    }

    private static object?[] Values(Delivery delivery) =>
    [
        Raw.Id(delivery.Id), Raw.Id(delivery.ChannelId), Raw.Id(delivery.AiringId), delivery.WebhookId, Raw.Instant(delivery.ReceivedAt), delivery.State, delivery.Sha256,
        delivery.Headers, delivery.Body, delivery.Readings, delivery.Problem, delivery.Holds ? 1 : 0,
    ];

    /// <summary>A delivery whose sender waits.</summary>
    private sealed class Waiting(Delivery delivery, IReadOnlyList<TakenReading> readings)
    {
        private readonly TaskCompletionSource<string> _kept = new();

        public Delivery Delivery => delivery;

        public IReadOnlyList<TakenReading> Readings => readings;

        public long Bytes => delivery.Body.Length + delivery.Headers.Length + 512;

        public Task<string> Kept => _kept.Task;

        public void Done(string state) => _kept.SetResult(state);

        public void Failed(Exception e) => _kept.SetException(e);
    }
}
