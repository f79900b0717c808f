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

    [Fact]
    public void What_is_made_later_sorts_later_within_a_millisecond_too()
    {
        var ids = Enumerable.Range(0, 2_000).Select(_ => IdAt(1_790_000_000_000)).ToList();
        ids.ConvertAll(id => Convert.ToHexString(Ids.ToBytes(id))).ShouldBeInOrder(SortDirection.Ascending, StringComparer.Ordinal);
        ids.ShouldAllBe(id => id.Version == 7 && id.Variant >> 2 == 2 && Ids.TimeOf(id) == 1_790_000_000_000);
    }

    [Fact]
    public void Many_threads_in_one_millisecond_make_no_id_twice()
    {
        var ids = ParallelEnumerable.Range(0, 100_000).Select(_ => IdAt(1_790_000_000_001)).ToList();
        ids.Distinct().Count().ShouldBe(ids.Count);
        ids.ShouldAllBe(id => Ids.TimeOf(id) == 1_790_000_000_001);
    }

    private static Guid IdAt(long ms) => Ids.New(DateTimeOffset.FromUnixTimeMilliseconds(ms));
}
