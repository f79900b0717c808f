using System.Globalization;
using Broadcast.Access;
using Broadcast.Audience;
using Broadcast.Audience.Answers;
using Broadcast.Outcomes;
using Broadcast.Scheduling;
using Broadcast.Times;

namespace Broadcast.Dashboard;

/// <summary>Reads what the dashboard and the big screen show of a series.</summary>
internal sealed class ShowReader(AudienceDoor door, Breakdowns breakdowns, SeriesRegister register, Interviews interviews)
{
    private const int MostLive = 20;

    /// <summary>The show, or why this caller may not see it.</summary>
    public async Task<Outcome<Show>> Read(Guid seriesId, DateTimeOffset now, CancellationToken ct)
    {
        var scope = AudienceScope.Series(seriesId);
        var entered = await door.Enter(scope, ct);
        if (entered.IsRefused)
        {
            return entered.Refusal;
        }

        if (await register.Find(seriesId, ct) is not { } series)
        {
            return Refusal.NotFound("series");
        }

        var today = DateOnly.FromDateTime(now.In(series.Zone).DateTime).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var byDay = await breakdowns.Split(entered.Value, scope, "day", ct);
        var day = byDay.Items.FirstOrDefault(day => day.Key == today);
        var byUnit = await breakdowns.Split(entered.Value, scope, "unit", ct);

        // What is on air stands on the public dashboard, whoever looks.
        var live = await interviews.List(new InterviewQuery(seriesId, InterviewState.Live), Caller.Service, (DateTimeOffset.UnixEpoch, Guid.Empty), MostLive, ct);
        return new Show(
            series,
            AudienceAnswer.Of(entered.Value),
            day?.Views ?? 0,
            day?.Uncertainty,
            [.. byUnit.Items.OrderByDescending(unit => unit.Views).Select(unit => new Ranked(unit.Key, unit.Title, unit.Views))],
            live);
    }
}

/// <summary>What is shown of a series.</summary>
/// <param name="Series">The series.</param>
/// <param name="Audience">Its audience now.</param>
/// <param name="Today">The views of its present local day.</param>
/// <param name="TodayUncertainty">How far the true views of the day may lie from these; null where they are exact.</param>
/// <param name="Units">The units, by views.</param>
/// <param name="Live">What is on air.</param>
public sealed record Show(Series Series, AudienceAnswer Audience, Int128 Today, UncertaintyAnswer? TodayUncertainty, IReadOnlyList<Ranked> Units, IReadOnlyList<Interview> Live);

/// <summary>A unit's place.</summary>
/// <param name="Key">The unit.</param>
/// <param name="Title">Its name.</param>
/// <param name="Views">Its views.</param>
public sealed record Ranked(string Key, string Title, Int128 Views);
