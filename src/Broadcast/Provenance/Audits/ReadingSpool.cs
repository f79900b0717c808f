using System.Buffers.Binary;
using Broadcast.Audience;
using Broadcast.Audience.Arithmetic;
using Broadcast.Data;

namespace Broadcast.Provenance;

/// <summary>
/// Readings parsed from the evidence, put by on disk interview by interview: one pass over the deliveries serves all interviews, and memory holds those of one at a time.
/// </summary>
internal sealed class ReadingSpool : IDisposable
{
    private const int RecordBytes = 93;
    private const int RecordsABlock = 3_000;
    private const int MostBuffered = 8 * 1024 * 1024;
    private const byte HasConcurrent = 1;
    private const byte HasViews = 2;

    private readonly string _folder;
    private readonly Dictionary<Guid, MemoryStream> _buffers = [];
    private long _buffered;

    private ReadingSpool(string folder) => _folder = folder;

    /// <summary>A new one. What lies in the folder was left by a worker that was killed: whoever holds the lease is the only one.</summary>
    public static ReadingSpool Create(string root, Guid auditId)
    {
        if (Directory.Exists(root))
        {
            Directory.Delete(root, recursive: true);
        }

        return new ReadingSpool(Directory.CreateDirectory(Path.Combine(root, auditId.ToString("N"))).FullName);
    }

    public void Add(Guid interviewId, TakenReading reading)
    {
        if (!_buffers.TryGetValue(interviewId, out var buffer))
        {
            _buffers[interviewId] = buffer = new MemoryStream();
        }

        Span<byte> record = stackalloc byte[RecordBytes];
        Ids.ToBytes(reading.AiringId).CopyTo(record);
        BinaryPrimitives.WriteInt64LittleEndian(record[16..], reading.ObservedAt);
        Ids.ToBytes(reading.DeliveryId).CopyTo(record[24..]);
        BinaryPrimitives.WriteInt32LittleEndian(record[40..], reading.Ordinal);
        record[44] = (byte)((reading.Concurrent is null ? 0 : HasConcurrent) | (reading.Views is null ? 0 : HasViews));
        BinaryPrimitives.WriteInt64LittleEndian(record[45..], reading.Concurrent ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(record[53..], reading.Views ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(record[61..], reading.Extras?.KnownAt ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(record[69..], (long)(reading.Extras?.Rounding.Minus ?? 0));
        BinaryPrimitives.WriteInt64LittleEndian(record[77..], (long)(reading.Extras?.Rounding.Plus ?? 0));
        BinaryPrimitives.WriteInt64LittleEndian(record[85..], reading.WithdrawnAt ?? 0);
        buffer.Write(record);
        _buffered += RecordBytes;
        if (_buffered > MostBuffered)
        {
            Flush();
        }
    }

    /// <summary>An interview's readings, each once, without those of the deliveries left out.</summary>
    public async Task<List<TakenReading>> Read(Guid interviewId, IReadOnlySet<Guid> without, CancellationToken ct)
    {
        Flush();
        var readings = new List<TakenReading>();
        if (!File.Exists(FileOf(interviewId)))
        {
            return readings;
        }

        var seen = new HashSet<(Guid, int)>();
        await using var file = new FileStream(FileOf(interviewId), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var block = new byte[RecordBytes * RecordsABlock];
        int length;
        while ((length = await file.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, ct)) > 0)
        {
            for (var at = 0; at < length; at += RecordBytes)
            {
                var reading = Parse(block.AsSpan(at, RecordBytes));
                if (!without.Contains(reading.DeliveryId) && seen.Add((reading.DeliveryId, reading.Ordinal)))
                {
                    readings.Add(reading);
                }
            }
        }

        return readings;
    }

    public void Dispose()
    {
        foreach (var buffer in _buffers.Values)
        {
            buffer.Dispose();
        }

        // Gone already when the lease was lost and another run has begun.
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static TakenReading Parse(ReadOnlySpan<byte> record) => new(
        Ids.FromBytes(record[..16]),
        BinaryPrimitives.ReadInt64LittleEndian(record[16..]),
        Ids.FromBytes(record[24..40]),
        BinaryPrimitives.ReadInt32LittleEndian(record[40..]),
        (record[44] & HasConcurrent) == 0 ? null : BinaryPrimitives.ReadInt64LittleEndian(record[45..]),
        (record[44] & HasViews) == 0 ? null : BinaryPrimitives.ReadInt64LittleEndian(record[53..]),
        ParseExtras(
            BinaryPrimitives.ReadInt64LittleEndian(record[61..]),
            new Uncertainty(BinaryPrimitives.ReadInt64LittleEndian(record[69..]), BinaryPrimitives.ReadInt64LittleEndian(record[77..])),
            BinaryPrimitives.ReadInt64LittleEndian(record[85..])));

    /// <summary>Those that figures go by: texts and figures of other kinds are not put by.</summary>
    private static ReadingExtras? ParseExtras(long knownAt, Uncertainty rounding, long withdrawnAt) => knownAt == 0 && rounding == Uncertainty.None && withdrawnAt == 0
        ? null
        : new ReadingExtras { KnownAt = knownAt == 0 ? null : knownAt, Rounding = rounding, WithdrawnAt = withdrawnAt == 0 ? null : withdrawnAt };

    private void Flush()
    {
        foreach (var (interviewId, buffer) in _buffers)
        {
            if (buffer.Length > 0)
            {
                using var file = new FileStream(FileOf(interviewId), FileMode.Append, FileAccess.Write, FileShare.None);
                buffer.WriteTo(file);
                buffer.SetLength(0);
            }
        }

        _buffered = 0;
    }

    private string FileOf(Guid interviewId) => Path.Combine(_folder, interviewId.ToString("N"));
}
