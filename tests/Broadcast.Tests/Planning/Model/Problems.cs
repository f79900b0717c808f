using System.Globalization;
using Broadcast.Planning.Model;
using CsCheck;

namespace Broadcast.Tests.Planning.Model;

/// <summary>Problems to plan: in few words for examples, at random for what must always hold.</summary>
internal static class Problems
{
    private const long Minute = 60_000;

    /// <summary>A Monday.</summary>
    public static readonly DateTime Monday = new(2027, 3, 1);

    public static readonly SolverLimits Limits = new(TimeSpan.FromSeconds(20));

    /// <summary>Small enough to look at every plan there is.</summary>
    public static readonly Gen<Problem> Tiny = Any(tasks: 4, slots: 5);

    public static readonly Gen<Problem> Small = Any(tasks: 9, slots: 14);

    public static PlanSolution Solve(Problem problem, SolverLimits? limits = null) => PlanSolver.Solve(problem, limits ?? Limits, null, CancellationToken.None);

    public static Guid Id(int number, int kind) => new(kind, (short)(number >> 8), (short)number, new byte[8]);

    public static Period Time(int day, double hour, double minutes = 40)
    {
        var from = new DateTimeOffset(Monday.AddDays(day).AddHours(hour), TimeSpan.FromHours(8)).ToUnixTimeMilliseconds();
        return new Period(from, from + (long)(minutes * Minute));
    }

    public static SlotOption Slot(int number, int day, double hour, int studio = 0, Diary? diary = null) => new()
    {
        Id = Id(number, 1),
        StudioId = Id(studio, 2),
        StudioName = $"S{studio}",
        Time = Time(day, hour),
        Local = Monday.AddDays(day).AddHours(hour),
        Studio = diary ?? Diary.Empty,
    };

    public static PlanTask Unit(int number, Diary? official = null) => new()
    {
        UnitId = Id(number, 3),
        UnitName = $"U{number.ToString(CultureInfo.InvariantCulture)}",
        Officials = [new OfficialOption(Id(number, 4), $"O{number.ToString(CultureInfo.InvariantCulture)}", official ?? Diary.Empty)],
    };

    public static HostOption Host(int number, Diary? diary = null) => new(Id(number, 5), $"H{number.ToString(CultureInfo.InvariantCulture)}", diary ?? Diary.Empty);

    /// <summary>Busy or fond of the times of some slots.</summary>
    public static Diary Of(IEnumerable<SlotOption>? busy = null, IEnumerable<SlotOption>? fond = null) =>
        new((busy ?? []).Select(slot => slot.Time), (fond ?? []).Select(slot => slot.Time));

    /// <summary>Everything a problem can have, all of it at once: several studios and hours that touch, hosts too few, gaps, limits, months, ranks, pins, interviews that stand or stick.</summary>
    private static Gen<Problem> Any(int tasks, int slots) => Gen.Select(Gen.Int[1, tasks], Gen.Int[1, slots], Gen.Int, (units, places, seed) => Make(units, places, new Random(seed)));

    private static Problem Make(int units, int places, Random random)
    {
        SlotOption[] slots =
        [
            .. Enumerable.Range(0, places * 3).Select(_ => (Day: random.Next(10), Hour: 9 + (random.Next(6) * 0.75), Studio: random.Next(2))).Distinct().Take(places)
                .OrderBy(at => at.Day).ThenBy(at => at.Hour).ThenBy(at => at.Studio).Select((at, i) => Slot(i, at.Day, at.Hour, at.Studio, Some(random, 0.1))),
        ];
        var hosts = Enumerable.Range(0, random.Next(4)).Select(i => Host(i, Busy(0.3))).ToList();
        var open = slots.Select(slot => slot.Id).ToList();
        var rules = new PlanRules
        {
            MaxPerDay = random.Next(2) == 0 ? null : 1 + random.Next(3),
            MaxPerWeek = random.Next(2) == 0 ? null : 2 + random.Next(4),
            MinGapMinutes = random.Next(3) * 20,
            RequireHost = random.Next(4) > 0,
            BestHours = random.Next(2) == 0 ? [] : [new HourRange(new TimeOnly(9, 0), new TimeOnly(11, 0))],
            Weights = random.Next(4) == 0 ? new PlanWeights { PreferredTimes = 7, EvenSpread = 0, BestHours = 900, MoveBooked = 1 } : new PlanWeights(),
        };
        return new Problem
        {
            Rules = rules,
            Slots = slots,
            Hosts = hosts,
            TurnoverMinutes = random.Next(2) * 30,
            Tasks = [.. Enumerable.Range(0, units).Select(Task)],
            Fixed = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Booked())],
        };

        Diary Busy(double share) => Of(slots.Where(_ => random.NextDouble() < share), slots.Where(_ => random.NextDouble() < 0.2));

        PlanTask Task(int i)
        {
            var task = Unit(i, Busy(0.4)) with { Rank = random.Next(3) == 0 ? random.Next(3) : null, Elsewhere = Of(slots.Where(_ => random.NextDouble() < 0.05)) };
            task = random.Next(8) switch
            {
                0 => task with { Officials = [] },
                1 => task with { Earliest = DateOnly.FromDateTime(Monday.AddDays(random.Next(6))) },
                2 => task with { Latest = DateOnly.FromDateTime(Monday.AddDays(random.Next(12))) },
                3 => task with { Month = 3 + (random.Next(5) / 4) },
                4 => task with { Officials = [.. task.Officials, new OfficialOption(Id(i, 6), "second", Busy(0.4))] },
                _ => task,
            };
            return random.Next(6) switch
            {
                0 when Take() is { } slot => task with { PinnedTo = slot },
                1 when Take() is { } slot && task.Officials.Count > 0 =>
                    task with { Standing = new StandingInterview(Id(i, 7), slot, hosts.Count > 0 && random.Next(2) == 0 ? FreeHost(slot) : null, random.Next(2) == 0), Officials = [.. task.Officials.Take(1)] },
                2 => task with { DraftedAt = slots[random.Next(slots.Length)].Id },
                _ => task,
            };
        }

        Guid? Take()
        {
            if (open.Count == 0)
            {
                return null;
            }

            var taken = open[random.Next(open.Count)];
            open.Remove(taken);
            return taken;
        }

        // One host each, so that those who stand do not stand in each other's way from the start.
        Guid? FreeHost(Guid slot) => slot == slots[0].Id ? hosts[0].Id : null;

        FixedInterview Booked()
        {
            var (day, hour) = (random.Next(10), 13.75 + random.Next(3));
            return new FixedInterview(Id(random.Next(2), 2), Time(day, hour), random.Next(3) == 0 ? null : DateOnly.FromDateTime(Monday.AddDays(day)), random.Next(2) == 0 ? null : 1);
        }
    }

    private static Diary Some(Random random, double share) => random.NextDouble() < share ? new Diary([Time(random.Next(10), 9, 300)], []) : Diary.Empty;
}
