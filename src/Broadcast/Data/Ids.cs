using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Broadcast.Data;

/// <summary>
/// Identifiers: UUIDv7, made by the app, so that they are known before the row is written and sort by time. In the database an id is 16 bytes, big-endian, on both engines:
/// a byte comparison then sorts by time as well (SQL Server's <c>uniqueidentifier</c> would compare the last six bytes first).
/// </summary>
public static class Ids
{
    // RFC 9562, section 5.7: 48 bits of time, the version, 12 bits that here count within a millisecond (section 6.2, method 1), the variant, and 62 random bits.
    private const int Version7 = 7 << CounterBits;
    private const int Variant = 0x80;
    private const int CounterBits = 12;
    private const int MostInAMillisecond = (1 << CounterBits) - 1;
    private const int RandomBytesAnId = 8;
    private const int IdsADraw = 100;

    // For each of the last thousand milliseconds, the one for which an id was made last and how many more had been made for it. Several are at work at once: one caller read the clock a moment before another.
    private static readonly long[] Latest = new long[1024];

    [ThreadStatic]
    private static byte[]? drawn;

    [ThreadStatic]
    private static int left;

    /// <summary>
    /// A new id that sorts at <paramref name="now"/> (millisecond precision) and after those that this process made just before for the same millisecond; random beyond.
    /// So what arrived later sorts later, even within a millisecond, and rows are added at the end of their tables.
    /// </summary>
    public static Guid New(DateTimeOffset now)
    {
        var milliseconds = now.ToUnixTimeMilliseconds();
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, (milliseconds << 16) | (uint)Version7 | (uint)Count(milliseconds));
        Draw().CopyTo(bytes[8..]);
        bytes[8] = (byte)(Variant | (bytes[8] & 0x3F));
        return FromBytes(bytes);
    }

    /// <summary>How many ids came just before within this millisecond. There is room for 4 million a second; beyond, chance alone tells them apart.</summary>
    private static int Count(long milliseconds)
    {
        ref var latest = ref Latest[milliseconds & (Latest.Length - 1)];
        while (true)
        {
            var before = Volatile.Read(ref latest);
            var isSame = before >> CounterBits == milliseconds;
            if (isSame && (before & MostInAMillisecond) == MostInAMillisecond)
            {
                return MostInAMillisecond;
            }

            var next = isSame ? before + 1 : milliseconds << CounterBits;
            if (Interlocked.CompareExchange(ref latest, next, before) == before)
            {
                return (int)(next & MostInAMillisecond);
            }
        }
    }

    /// <summary>Randomness for one id. The system is asked once for many: asked for each, it costs more than all the rest.</summary>
    private static Span<byte> Draw()
    {
        if (left == 0)
        {
            drawn ??= new byte[RandomBytesAnId * IdsADraw];
            RandomNumberGenerator.Fill(drawn);
            left = IdsADraw;
        }

        return drawn.AsSpan(--left * RandomBytesAnId, RandomBytesAnId);
    }

    /// <summary>The smallest id of an instant: all ids made before it sort before, all made from then on after.</summary>
    public static Guid First(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, at.ToUnixTimeMilliseconds());
        time[2..].CopyTo(bytes);
        return FromBytes(bytes);
    }

    /// <summary>When an id was made, in milliseconds since 1970 (UTC).</summary>
    public static long TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadInt64BigEndian(bytes) >> 16;
    }

    /// <summary>The 16 bytes a database keeps.</summary>
    public static byte[] ToBytes(Guid id) => id.ToByteArray(bigEndian: true);

    /// <summary>The id of 16 bytes from a database.</summary>
    public static Guid FromBytes(ReadOnlySpan<byte> bytes) => new(bytes, bigEndian: true);
}
