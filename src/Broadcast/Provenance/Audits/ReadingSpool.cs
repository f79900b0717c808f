using System.Buffers.Binary;
using Broadcast.Audience;
using Broadcast.Audience.Arithmetic;
using Broadcast.Data;

namespace Broadcast.Provenance;

/// <summary>
/// Readings parsed from the evidence, put by on disk broadcast by broadcast: one pass over the deliveries serves all of them, and memory holds a block of each.
/// Several may read at a time, while nobody adds.
/// </summary>
internal sealed class ReadingSpool : IDisposable
{
    private const int PlainBytes = 45;
    private const int ExtraBytes = 32;
    private const int BlockBytes = 32 * 1024;
    private const int MostBlocks = 1_024;
    private const byte HasConcurrent = 1;
    private const byte HasViews = 2;
    private const byte HasExtras = 4;

    private readonly string _folder;
    private readonly Lock _writing = new();
    private readonly Dictionary<Guid, Block> _blocks = [];

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

    public void Add(TakenReading reading)
    {
        if (!_blocks.TryGetValue(reading.AiringId, out var block))
        {
            if (_blocks.Count == MostBlocks)
            {
                Flush();
            }

            _blocks[reading.AiringId] = block = new Block();
        }

        if (block.Length + PlainBytes + ExtraBytes > BlockBytes)
        {
            Write(reading.AiringId, block);
        }

        block.Length += Format(reading, block.Bytes.AsSpan(block.Length));
    }

    /// <summary>A broadcast's readings as they came, one by one; some of them more than once.</summary>
    public void Read(Guid airingId, Action<TakenReading> take)
    {
        Flush();
        if (!File.Exists(FileOf(airingId)))
        {
            return;
        }

        using var file = new FileStream(FileOf(airingId), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var block = new byte[BlockBytes];
        int length, rest = 0;
        while ((length = rest + file.ReadAtLeast(block.AsSpan(rest), BlockBytes - rest, throwOnEndOfStream: false)) > 0)
        {
            var at = 0;
            while (at + PlainBytes <= length && at + LengthOf(block[at]) <= length)
            {
                take(Parse(airingId, block.AsSpan(at)));
                at += LengthOf(block[at]);
            }

            // The last one of a block may end in the next.
            rest = length - at;
            block.AsSpan(at, rest).CopyTo(block);
        }
    }

    public void Dispose()
    {
        // Gone already when the lease was lost and another run has begun.
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static int LengthOf(byte flags) => (flags & HasExtras) == 0 ? PlainBytes : PlainBytes + ExtraBytes;

    private static int Format(TakenReading reading, Span<byte> record)
    {
        record[0] = (byte)((reading.Concurrent is null ? 0 : HasConcurrent) | (reading.Views is null ? 0 : HasViews) | (reading.Extras is null ? 0 : HasExtras));
        BinaryPrimitives.WriteInt64LittleEndian(record[1..], reading.ObservedAt);
        reading.DeliveryId.TryWriteBytes(record[9..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32LittleEndian(record[25..], reading.Ordinal);
        BinaryPrimitives.WriteInt64LittleEndian(record[29..], reading.Concurrent ?? 0);
        BinaryPrimitives.WriteInt64LittleEndian(record[37..], reading.Views ?? 0);
        if (reading.Extras is { } extras)
        {
            BinaryPrimitives.WriteInt64LittleEndian(record[45..], extras.KnownAt ?? 0);
            BinaryPrimitives.WriteInt64LittleEndian(record[53..], (long)extras.Rounding.Minus);
            BinaryPrimitives.WriteInt64LittleEndian(record[61..], (long)extras.Rounding.Plus);
            BinaryPrimitives.WriteInt64LittleEndian(record[69..], extras.WithdrawnAt ?? 0);
        }

        return LengthOf(record[0]);
    }

    private static TakenReading Parse(Guid airingId, ReadOnlySpan<byte> record) => new(
        airingId,
        BinaryPrimitives.ReadInt64LittleEndian(record[1..]),
        Ids.FromBytes(record[9..25]),
        BinaryPrimitives.ReadInt32LittleEndian(record[25..]),
        (record[0] & HasConcurrent) == 0 ? null : BinaryPrimitives.ReadInt64LittleEndian(record[29..]),
        (record[0] & HasViews) == 0 ? null : BinaryPrimitives.ReadInt64LittleEndian(record[37..]),
        (record[0] & HasExtras) == 0 ? null : ParseExtras(
            BinaryPrimitives.ReadInt64LittleEndian(record[45..]),
            new Uncertainty(BinaryPrimitives.ReadInt64LittleEndian(record[53..]), BinaryPrimitives.ReadInt64LittleEndian(record[61..])),
            BinaryPrimitives.ReadInt64LittleEndian(record[69..])));

    /// <summary>Those that figures go by: texts and figures of other kinds are not put by.</summary>
    private static ReadingExtras? ParseExtras(long knownAt, Uncertainty rounding, long withdrawnAt) => knownAt == 0 && rounding == Uncertainty.None && withdrawnAt == 0
        ? null
        : new ReadingExtras { KnownAt = knownAt == 0 ? null : knownAt, Rounding = rounding, WithdrawnAt = withdrawnAt == 0 ? null : withdrawnAt };

    private void Flush()
    {
        lock (_writing)
        {
            foreach (var (airingId, block) in _blocks)
            {
                Write(airingId, block);
            }

            _blocks.Clear();
        }
    }

    private void Write(Guid airingId, Block block)
    {
        using var file = new FileStream(FileOf(airingId), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(block.Bytes.AsSpan(0, block.Length));
        block.Length = 0;
    }

    private string FileOf(Guid airingId) => Path.Combine(_folder, airingId.ToString("N"));

    /// <summary>What is not written yet of one broadcast.</summary>
    private sealed class Block
    {
        public byte[] Bytes { get; } = new byte[BlockBytes];

        public int Length { get; set; }
    }
}
