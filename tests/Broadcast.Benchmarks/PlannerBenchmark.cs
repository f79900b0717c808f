using System.Diagnostics;
using System.Globalization;
using Broadcast.Planning.Model;

namespace Broadcast.Benchmarks;

/// <summary>The planner on its own: how long a plan takes, how good it is against what is proven, and what it takes of memory. <c>planner-large</c> measures the large one in a process of its own.</summary>
internal static class PlannerBenchmark
{
    private const double Availability = 0.3;
    private static readonly double[] Apart = [9, 11, 14, 16];
    private static readonly double[] Close = [9, 9.75, 14, 14.75];

    public static int Run()
    {
        Head();
        Measure("64 × 200, first of the process", 64, 200, Apart, isFull: false);
        Measure("64 × 200", 64, 200, Apart, isFull: false);
        Measure("64 × 200, all rules and wishes", 64, 200, Apart, isFull: true);
        Measure("64 × 200, slots closer than the gap", 64, 200, Close, isFull: true);
        return 0;
    }

    public static int RunLarge()
    {
        Head();
        Measure("1 000 × 3 000", 1000, 3000, Apart, isFull: false);
        Measure("1 000 × 3 000, all rules and wishes", 1000, 3000, Apart, isFull: true);
        Measure("1 000 × 3 000, slots closer than the gap", 1000, 3000, Close, isFull: true);
        return 0;
    }

    private static void Head()
    {
        Console.WriteLine("| units × slots | time | processor | value | bound | away from it | proven | memory, most so far |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
    }

    private static void Measure(string name, int units, int slots, double[] hours, bool isFull)
    {
        var problem = Make(units, slots, hours, isFull);
        var (from, processor) = (Stopwatch.GetTimestamp(), Process.GetCurrentProcess().TotalProcessorTime);
        var score = PlanSolver.Solve(problem, new SolverLimits(TimeSpan.FromSeconds(10)), null, CancellationToken.None).Score;
        var (took, used) = (Stopwatch.GetElapsedTime(from), Process.GetCurrentProcess().TotalProcessorTime - processor);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {took.TotalSeconds:0.00} s | {used.TotalSeconds:0.00} s | {score.Value} | {score.Bound} | {(score.Bound - score.Value) * 100.0 / score.Bound:0.00} % | {(score.Optimal ? "yes" : "no")} | {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:0} MB |"));
    }

    /// <summary>The same problem every time: working days of four hours in several studios; each official is free at three of ten times.</summary>
    private static Problem Make(int units, int slots, double[] hours, bool isFull)
    {
        var random = new Random(7);
        var studios = Enumerable.Range(1, Math.Max(2, slots / 500)).Select(number => new Guid(number, 0, 0, new byte[8])).ToArray();
        var first = new DateTime(2027, 1, 4);
        SlotOption[] options =
        [
            .. from day in Enumerable.Range(0, int.MaxValue)
                   .Select(day => first.AddDays(day)).Where(day => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)).Take((slots / (hours.Length * studios.Length)) + 1)
               from hour in hours
               from studio in studios
               select Slot(day.AddHours(hour), studio),
        ];
        options = [.. options.Take(slots).Select((slot, i) => slot with { Id = new Guid(i, 1, 0, new byte[8]) })];
        var times = options.Select(slot => slot.Time).Distinct().ToList();
        var perDay = hours.Length * studios.Length * 1.3 * units / slots;
        return new Problem
        {
            Slots = options,
            Tasks = [.. Enumerable.Range(0, units).Select(Unit)],
            Hosts = isFull ? [.. Enumerable.Range(1, Math.Max(1, studios.Length - 1)).Select(number => new HostOption(new Guid(number, 2, 0, new byte[8]), "", Some(0.1)))] : [],
            Rules = isFull
                ? new PlanRules { MinGapMinutes = 30, MaxPerDay = Math.Max(2, (int)Math.Ceiling(perDay)), MaxPerWeek = Math.Max(8, (int)Math.Ceiling(perDay * 5)), BestHours = [new HourRange(new TimeOnly(9, 0), new TimeOnly(12, 0))] }
                : new PlanRules(),
        };

        PlanTask Unit(int number)
        {
            var busy = times.Where(_ => random.NextDouble() > Availability).ToList();
            var fond = isFull ? times.Where(_ => random.NextDouble() < 0.1).ToList() : [];
            return new PlanTask
            {
                UnitId = new Guid(number, 3, 0, new byte[8]),
                Officials = [new OfficialOption(new Guid(number, 4, 0, new byte[8]), "", new Diary(busy, fond))],
                Rank = isFull ? 1 + (number * 5 / units) : null,
            };
        }

        Diary Some(double share) => new(times.Where(_ => random.NextDouble() < share), []);
    }

    private static SlotOption Slot(DateTime local, Guid studio)
    {
        var from = new DateTimeOffset(local, TimeSpan.FromHours(8)).ToUnixTimeMilliseconds();
        return new SlotOption { StudioId = studio, Local = local, Time = new Period(from, from + 2_400_000) };
    }
}
