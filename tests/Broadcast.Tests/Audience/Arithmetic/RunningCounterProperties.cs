using Broadcast.Audience.Arithmetic;
using CsCheck;

namespace Broadcast.Tests.Audience.Arithmetic;

public sealed class RunningCounterProperties
{
    [Fact]
    public void After_each_value_the_total_is_that_of_all_so_far() => Gen.Select(Cases.Reading.Array[0, 14], Gen.Enum<ViewsCounter>()).Sample(
        (readings, mode) =>
        {
            var running = new RunningCounter(mode);
            for (var i = 0; i < readings.Length; i++)
            {
                if (readings[i].Views is { } views)
                {
                    running.Add(readings[i].At, views);
                }

                var whole = Counter.Increments(Points.Of(readings.Take(i + 1), mode), mode);
                running.Total.ShouldBe(whole.Aggregate(Int128.Zero, (sum, increment) => sum + increment.Views));
                running.HasAny.ShouldBe(whole.Count > 0);
            }
        },
        iter: Cases.Count);
}
