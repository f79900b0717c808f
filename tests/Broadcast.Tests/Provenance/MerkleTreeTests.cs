using System.Security.Cryptography;
using System.Text;
using Broadcast.Provenance;

namespace Broadcast.Tests.Provenance;

public sealed class MerkleTreeTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(1_000)]
    public void The_root_is_that_of_the_standard(int lines)
    {
        var all = Enumerable.Range(0, lines).Select(i => $"line {i}").ToList();
        var tree = new MerkleTree();
        all.ForEach(tree.Add);
        tree.Root.ShouldBe(Defined([.. all.Select(Encoding.UTF8.GetBytes)]));
        tree.Leaves.ShouldBe(lines);
    }

    [Fact]
    public void Another_line_another_order_or_one_more_is_another_root()
    {
        string Root(params string[] lines)
        {
            var tree = new MerkleTree();
            lines.ToList().ForEach(tree.Add);
            return Convert.ToHexString(tree.Root);
        }

        new[] { Root("a", "b", "c"), Root("a", "b", "d"), Root("b", "a", "c"), Root("a", "b", "c", ""), Root("a", "b"), Root("a", "bc") }.ShouldBeUnique();
    }

    /// <summary>RFC 6962, 2.1, as it is written there.</summary>
    private static byte[] Defined(byte[][] lines)
    {
        if (lines.Length == 0)
        {
            return SHA256.HashData([]);
        }

        if (lines.Length == 1)
        {
            return SHA256.HashData([0, .. lines[0]]);
        }

        var k = 1;
        while (k * 2 < lines.Length)
        {
            k *= 2;
        }

        return SHA256.HashData([1, .. Defined(lines[..k]), .. Defined(lines[k..])]);
    }
}
