using Broadcast.Planning;

namespace Broadcast.Tests.Planning;

public sealed class TimeLineTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 12, 12, 0, 0, TimeSpan.Zero);

    private readonly TimeLine _line = new([(At(60), At(120)), (At(0), At(30)), (At(30), At(40)), (At(110), At(150)), (At(200), At(200))]);

    [Theory]
    [InlineData(-10, 0, false)]
    [InlineData(-10, 1, true)]
    [InlineData(39, 40, true)]
    [InlineData(40, 60, false)]
    [InlineData(45, 200, true)]
    [InlineData(150, 300, false)]
    public void It_knows_what_it_touches(int from, int to, bool touches) => _line.Touches(At(from), At(to)).ShouldBe(touches);

    [Theory]
    [InlineData(0, 40, true)]
    [InlineData(10, 35, true)]
    [InlineData(60, 150, true)]
    [InlineData(30, 70, false)]
    [InlineData(-1, 10, false)]
    [InlineData(140, 151, false)]
    public void It_knows_what_it_holds(int from, int to, bool holds) => _line.Holds(At(from), At(to)).ShouldBe(holds);

    [Fact]
    public void An_empty_one_touches_nothing()
    {
        TimeLine.Empty.Touches(At(0), At(10)).ShouldBeFalse();
        TimeLine.Empty.Holds(At(0), At(10)).ShouldBeFalse();
    }

    private static DateTimeOffset At(int minutes) => Noon.AddMinutes(minutes);
}
