namespace Broadcast.Data;

/// <summary>
/// Identifiers: UUIDv7, made by the app, so that they are known before the row is written and sort by time. In the database an id is 16 bytes, big-endian, on both engines:
/// a byte comparison then sorts by time as well (SQL Server's <c>uniqueidentifier</c> would compare the last six bytes first).
/// </summary>
public static class Ids
{
    /// <summary>A new id that sorts at <paramref name="now"/> (millisecond precision), random beyond.</summary>
#pragma warning disable RS0030 // the one place that makes ids
    public static Guid New(DateTimeOffset now) => Guid.CreateVersion7(now);
#pragma warning restore RS0030

    /// <summary>The smallest id of an instant: all ids made before it sort before, all made from then on after.</summary>
    public static Guid First(DateTimeOffset at)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        Span<byte> time = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(time, at.ToUnixTimeMilliseconds());
        time[2..].CopyTo(bytes);
        return FromBytes(bytes);
    }

    /// <summary>When an id was made, in milliseconds since 1970 (UTC).</summary>
    public static long TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes) >> 16;
    }

    /// <summary>The 16 bytes a database keeps.</summary>
    public static byte[] ToBytes(Guid id) => id.ToByteArray(bigEndian: true);

    /// <summary>The id of 16 bytes from a database.</summary>
    public static Guid FromBytes(ReadOnlySpan<byte> bytes) => new(bytes, bigEndian: true);
}
