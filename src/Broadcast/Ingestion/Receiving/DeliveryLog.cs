using System.Collections.Concurrent;
using Broadcast.Audience;
using Broadcast.Data;
using Broadcast.Work;

namespace Broadcast.Ingestion;

/// <summary>
/// Where messages are put on disk before they are acknowledged. One thread writes, and takes along all who wait: many deliveries share one commit, and none waits for a timer.
/// While it writes, others answer the senders of the commit before. The thread is its own: one of the pool would have to be woken for each commit, and stand in line with the requests that wait for it.
/// Memory is bounded by the bytes that wait; above that the caller is told to come back.
/// </summary>
internal sealed class DeliveryLog : IDisposable
{
    private const int MostInACommit = 500;
    private const long BytesInACommit = 8 * 1024 * 1024;
    private const long MostBytesWaiting = 64 * 1024 * 1024;

    // What is told of an instant is told three seconds after it (CertificateInstant): half of that is for the commit.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan StillFresh = TimeSpan.FromSeconds(2);

    // A database that another process holds does not hold up the end of this one.
    private static readonly TimeSpan LastWrite = TimeSpan.FromSeconds(5);

    private static readonly Sql First = "SELECT Sha256 FROM Delivery WHERE ChannelId = @channelId AND WebhookId = @webhookId AND Holds = 1";

    private readonly Db _db;
    private readonly Handover _handover;
    private readonly IngestionMeter _meter;
    private readonly Nudge<DrainJob> _drain;
    private readonly TimeProvider _clock;
    private readonly ILogger<DeliveryLog> _log;
    private readonly ConcurrentQueue<Waiting> _queue = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Thread _writer;
    private long _bytesWaiting;
    private int _isAwake;
    private volatile bool _isDisposed;

    public DeliveryLog(Db db, Handover handover, IngestionMeter meter, Nudge<DrainJob> drain, TimeProvider clock, ILogger<DeliveryLog> log)
    {
        (_db, _handover, _meter, _drain, _clock, _log) = (db, handover, meter, drain, clock, log);
        _writer = new Thread(WriteWhatArrives) { IsBackground = true, Name = "Delivery log" };
        _writer.Start();
    }

    /// <summary>True when so much waits that no more should be taken in.</summary>
    public bool IsFull => Interlocked.Read(ref _bytesWaiting) > MostBytesWaiting;

    /// <summary>
    /// Keeps a delivery, whose readings follow from its body. The answer is its state once it is on disk: as given, or <c>duplicate</c> or <c>conflict</c> when its id came before.
    /// Null: the database was held so long that the instant of its arrival is over, and what was known then may have been told without it. It was not kept; it is to be received anew, as of now.
    /// </summary>
    public Task<string?> Append(Delivery delivery, IReadOnlyList<TakenReading> readings)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var waiting = new Waiting(delivery, readings);
        Interlocked.Add(ref _bytesWaiting, waiting.Bytes);
        _queue.Enqueue(waiting);
        if (Interlocked.Exchange(ref _isAwake, 1) == 0)
        {
            _arrived.Release();
        }

        return waiting.Kept;
    }

    /// <summary>What waits is still written; whoever comes at the very last moment is told that it was too late.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _arrived.Release();
        _writer.Join(LastWrite);
        while (_queue.TryDequeue(out var late))
        {
            late.Failed(new ObjectDisposedException(nameof(DeliveryLog)));
        }
    }

    private void WriteWhatArrives()
    {
        while (true)
        {
            _arrived.Wait();
            WriteAll();
            if (_isDisposed)
            {
                return;
            }
        }
    }

    /// <summary>The flag is put down before the last look at the queue, and by an exchange: neither may happen after the other one's, or a sender would be left waiting.</summary>
    private void WriteAll()
    {
        do
        {
            while (NextBatch() is { Count: > 0 } batch)
            {
                Write(batch);
            }

            Interlocked.Exchange(ref _isAwake, 0);
        }
        while (!_queue.IsEmpty && Interlocked.Exchange(ref _isAwake, 1) == 0);
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

    private void Write(List<Waiting> batch)
    {
        Action answer;
        try
        {
            var states = _db.Write(tx => Keep(tx, batch)).GetAwaiter().GetResult();
            answer = () => Answer(batch, states);
        }
        catch (StaleException)
        {
            answer = () => batch.ForEach(waiting => waiting.Done(null));
        }
        catch (Exception e)
        {
            answer = () => batch.ForEach(waiting => waiting.Failed(e));
        }

        Interlocked.Add(ref _bytesWaiting, -batch.Sum(waiting => waiting.Bytes));
        ThreadPool.UnsafeQueueUserWorkItem(act => act(), answer, preferLocal: false);
    }

    /// <summary>What is on disk is handed on to be counted, and the senders' requests go on, one after the other: no thread need be woken for any of them.</summary>
    private void Answer(List<Waiting> batch, string?[] states)
    {
        var readings = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            if (states[i] == batch[i].Delivery.State && batch[i].Readings.Count > 0)
            {
                _handover.Offer(batch[i].Delivery.Id, batch[i].Readings);
                readings += batch[i].Readings.Count;
            }
        }

        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Done(states[i]);
        }

        _meter.Kept(states, readings);
        Nudge();
    }

    /// <summary>Here nobody is above to catch what goes wrong. The deliveries are on disk, and the drain's own sweep finds them.</summary>
    private void Nudge()
    {
        try
        {
            _drain.Now();
        }
        catch (Exception e)
        {
            _log.LogWarning(e, "The drain could not be told that there is something to do");
        }
    }

    private async Task<string?[]> Keep(Tx tx, List<Waiting> batch)
    {
        var earliest = _clock.GetUtcNow() - Fresh;
        var fresh = batch.TrueForAll(waiting => waiting.Delivery.ReceivedAt >= earliest) ? batch : batch.FindAll(waiting => waiting.Delivery.ReceivedAt >= earliest);
        var states = await KeepFresh(tx, fresh);
        var stillFresh = _clock.GetUtcNow() - StillFresh;
        if (fresh.Exists(waiting => waiting.Delivery.ReceivedAt < stillFresh))
        {
            // The inserts themselves waited, for rows that another process holds.
            throw new StaleException();
        }

        var kept = new Queue<string?>(states);
        return fresh == batch ? states : [.. batch.Select(waiting => waiting.Delivery.ReceivedAt >= earliest ? kept.Dequeue() : null)];
    }

    private static async Task<string?[]> KeepFresh(Tx tx, List<Waiting> batch)
    {
        var inserted = await DeliveryTable.Add(tx, batch, waiting => waiting.Delivery);
        var states = new string?[batch.Count];
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
        await DeliveryTable.Add(tx, [again], delivery => delivery);
        return again.State;
    }

    /// <summary>What was inserted bears instants that are over: it is rolled back.</summary>
    private sealed class StaleException : Exception;

    /// <summary>A delivery whose sender waits.</summary>
    private sealed class Waiting(Delivery delivery, IReadOnlyList<TakenReading> readings)
    {
        private readonly TaskCompletionSource<string?> _kept = new();

        public Delivery Delivery => delivery;

        public IReadOnlyList<TakenReading> Readings => readings;

        public long Bytes => delivery.Body.Length + delivery.Headers.Length + 512;

        public Task<string?> Kept => _kept.Task;

        public void Done(string? state) => _kept.SetResult(state);

        public void Failed(Exception e) => _kept.SetException(e);
    }
}
