using System.Security.Cryptography;
using System.Text;

namespace Broadcast.Provenance;

/// <summary>
/// One hash over any number of lines in their order, as RFC 6962 (2.1) has it: a line is <c>SHA-256(0x00 ‖ line)</c>, two parts together <c>SHA-256(0x01 ‖ left ‖ right)</c>, the left one the greatest power of two.
/// Lines are only ever added, and memory grows with the logarithm of their number.
/// </summary>
internal sealed class MerkleTree
{
    private readonly Stack<(long Leaves, byte[] Hash)> _parts = new();

    /// <summary>How many lines there are.</summary>
    public long Leaves { get; private set; }

    /// <summary>The hash over all lines.</summary>
    public byte[] Root
    {
        get
        {
            if (_parts.Count == 0)
            {
                return SHA256.HashData([]);
            }

            // From the right to the left: each part on the left is the greater one.
            return _parts.Skip(1).Aggregate(_parts.Peek().Hash, (right, left) => Join(left.Hash, right));
        }
    }

    /// <summary>Adds a line.</summary>
    public void Add(string line)
    {
        Leaves++;
        var part = (Leaves: 1L, Hash: SHA256.HashData([0, .. Encoding.UTF8.GetBytes(line)]));
        while (_parts.TryPeek(out var left) && left.Leaves == part.Leaves)
        {
            _parts.Pop();
            part = (left.Leaves * 2, Join(left.Hash, part.Hash));
        }

        _parts.Push(part);
    }

    private static byte[] Join(byte[] left, byte[] right) => SHA256.HashData([1, .. left, .. right]);
}
