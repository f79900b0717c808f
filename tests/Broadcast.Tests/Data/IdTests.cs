using Broadcast.Data;
using CsCheck;

namespace Broadcast.Tests.Data;

public sealed class IdTests
{
    [Fact]
    public void Bytes_sort_as_instants_do_and_lead_back_to_the_id() =>
        Gen.Select(Gen.Long[0, 4_000_000_000_000], Gen.Long[0, 4_000_000_000_000]).Sample((first, second) =>
        {
            var (one, other) = (IdAt(first), IdAt(second));
            var byBytes = Ids.ToBytes(one).AsSpan().SequenceCompareTo(Ids.ToBytes(other));
            Ids.FromBytes(Ids.ToBytes(one)).ShouldBe(one);
            return first == second || Math.Sign(byBytes) == Math.Sign(first.CompareTo(second));
        });

    private static Guid IdAt(long ms) => Ids.New(DateTimeOffset.FromUnixTimeMilliseconds(ms));
}
