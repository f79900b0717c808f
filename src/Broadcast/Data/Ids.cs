using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Broadcast.Data;

/// <summary>
/// Identifiers: UUIDv7, made by the app, so that they are known before the row is written and sort by time. In the database an id is 16 bytes, big-endian, on both engines:
/// a byte comparison then sorts by time as well (SQL Server's <c>uniqueidentifier</c> would compare the last six bytes first).
/// </summary>
public static class Ids
{
    // RFC 9562, section 5.7: six bytes of time, then randomness but for the version and the variant.
    private const int Version7 = 0x70;
    private const int Variant = 0x80;
    private const int RandomBytesAnId = 10;
    private const int IdsADraw = 100;

    [ThreadStatic]
    private static byte[]? drawn;

    [ThreadStatic]
    private static int left;

    /// <summary>A new id that sorts at <paramref name="now"/> (millisecond precision), random beyond. The system is asked for randomness once for many ids: asked for each, it costs more than all the rest of an id.</summary>
    public static Guid New(DateTimeOffset now)
    {
        if (left == 0)
        {
            drawn ??= new byte[RandomBytesAnId * IdsADraw];
            RandomNumberGenerator.Fill(drawn);
            left = IdsADraw;
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, now.ToUnixTimeMilliseconds() << 16);
        drawn.AsSpan(--left * RandomBytesAnId, RandomBytesAnId).CopyTo(bytes[6..]);
        bytes[6] = (byte)(Version7 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(Variant | (bytes[8] & 0x3F));
        return FromBytes(bytes);
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
