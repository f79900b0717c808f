using System.Globalization;
using Broadcast.Scheduling;
using Broadcast.Times;

namespace Broadcast.Planning;

/// <summary>Finds everything that is wrong with what is planned. A pure function: the same facts give the same clashes in the same order.</summary>
internal static class ClashFinder
{
    private static readonly TimeSpan Near = TimeSpan.FromHours(48);

    /// <summary>Interviews that are over and were never started are one clash each; of what is still to come, everything is asked.</summary>
    public static IReadOnlyList<Clash> Find(ClashFacts facts, DateTimeOffset now)
    {
        var clashes = new List<Clash>();
        var guests = facts.Guests.ToLookup(guest => guest.InterviewId);
        var absences = facts.Absences.ToLookup(absence => absence.InterviewId);
        foreach (var interview in facts.Interviews.Where(interview => interview.IsAhead && facts.Series.ContainsKey(interview.SeriesId)))
        {
            var scene = new Scene(facts.Series[interview.SeriesId], interview, [.. guests[interview.Id]], clashes);
            if (interview.EndsAt <= now)
            {
                scene.Add("never-started", ClashSeverity.Warning);
                continue;
            }

            FindAbsences(scene, absences[interview.Id]);
            FindOutOfPlace(scene, facts.Holidays);
            FindGuests(scene, now);
            FindMissing(scene);
        }

        FindDoubles(facts, guests, clashes, now);
        FindGaps(facts, clashes, now);
        FindSeries(facts, clashes, now);
        return [.. clashes.OrderBy(clash => clash.StartsAt is null).ThenBy(clash => clash.StartsAt).ThenBy(clash => clash.InterviewId).ThenBy(clash => clash.Severity)];
    }

    /// <summary>Somebody became busy after the booking.</summary>
    private static void FindAbsences(Scene scene, IEnumerable<ClashAbsence> absences)
    {
        var interview = scene.Interview;
        foreach (var absence in absences.GroupBy(absence => absence.OwnerId).Select(group => group.First()))
        {
            var (who, name, address) = absence.OwnerId == interview.HostId ? ("host", interview.HostName ?? "", "hosts")
                : absence.OwnerId == interview.StudioId ? ("studio", interview.StudioName, "studios")
                : ("official", scene.Guests.First(guest => guest.OfficialId == absence.OwnerId).Name, "officials");
            scene.Add(
                $"{who}-busy", ClashSeverity.Error, ("name", name), ("from", absence.StartsAt.In(scene.Series.Zone)), ("to", absence.EndsAt.In(scene.Series.Zone)), ("link", $"/{address}/{absence.OwnerId}/availability"));
        }
    }

    private static void FindOutOfPlace(Scene scene, HolidayCalendar holidays)
    {
        var (series, interview) = (scene.Series, scene.Interview);
        if (interview.SlotState != "booked")
        {
            scene.Add("slot-gone", ClashSeverity.Error);
        }

        if (!series.Zone.Holds(series.StartsOn, series.EndsOn, interview.StartsAt, interview.EndsAt))
        {
            scene.Add("outside-series", ClashSeverity.Error, ("from", series.StartsOn), ("to", series.EndsOn));
        }

        var day = series.Zone.DayOf(interview.StartsAt);
        if (HolidayCalendar.IsKeptIn(series.TimeZone) && holidays.IsOff(day))
        {
            scene.Add("holiday", ClashSeverity.Warning, ("holiday", holidays.NameOf(day) ?? ""));
        }

        var minutes = (interview.EndsAt - interview.StartsAt).TotalMinutes;
        if (interview.PartMinutes > minutes + 0.01)
        {
            scene.Add("parts-too-long", ClashSeverity.Warning, ("minutes", Math.Ceiling(interview.PartMinutes)), ("slot", Math.Floor(minutes)));
        }
    }

    private static void FindGuests(Scene scene, DateTimeOffset now)
    {
        foreach (var guest in scene.Guests)
        {
            if (guest is { Role: GuestRole.Principal, Comes: false } && !scene.Guests.Any(other => other.SubstituteOf == guest.OfficialId && other.Comes))
            {
                scene.Add("guest-declined", ClashSeverity.Error, ("name", guest.Name));
            }

            if (guest is { Role: GuestRole.Substitute, Comes: true, IsInvited: false })
            {
                scene.Add("substitute-waiting", ClashSeverity.Warning, ("name", guest.Name));
            }

            if (guest.Comes && guest.UnitId != scene.Interview.UnitId)
            {
                scene.Add("guest-of-another-unit", ClashSeverity.Warning, ("name", guest.Name));
            }

            if (guest is { Role: GuestRole.Principal, Comes: true, Email: null })
            {
                scene.Add("guest-without-address", ClashSeverity.Warning, ("name", guest.Name), ("link", $"/officials?unit={guest.UnitId}"));
            }

            if (guest.Namesakes > 1)
            {
                scene.Add("namesakes", ClashSeverity.Note, ("name", guest.Name), ("count", guest.Namesakes), ("link", $"/officials?unit={guest.UnitId}"));
            }
        }

        if (scene.Interview.State == InterviewState.Booked && scene.Interview.StartsAt < now + Near && scene.Guests.Any(guest => guest is { Role: GuestRole.Principal, Comes: true, Answer: not GuestAnswer.Accept }))
        {
            scene.Add("not-confirmed", ClashSeverity.Error);
        }
    }

    private static void FindMissing(Scene scene)
    {
        var interview = scene.Interview;
        if (interview.HostId is null && interview.State != InterviewState.Requested)
        {
            scene.Add("no-host", ClashSeverity.Warning);
        }

        if (interview.LiaisonEmail is null)
        {
            scene.Add("unit-without-liaison", ClashSeverity.Note, ("unit", interview.UnitName), ("link", $"/units?q={Uri.EscapeDataString(interview.UnitName)}"));
        }
    }

    /// <summary>Somebody or something is in two interviews at once. Booking forbids it; data that came another way may not.</summary>
    private static void FindDoubles(ClashFacts facts, ILookup<Guid, ClashGuest> guests, List<Clash> clashes, DateTimeOffset now)
    {
        var uses = facts.Interviews.Where(interview => interview.EndsAt > now).SelectMany(interview => new[]
        {
            (Who: "unit", Id: interview.UnitId, Name: interview.UnitName, Interview: interview),
            (Who: "studio", Id: interview.StudioId, Name: interview.StudioName, Interview: interview),
        }
            .Concat(interview.HostId is { } hostId ? [(Who: "host", Id: hostId, Name: interview.HostName ?? "", Interview: interview)] : [])
            .Concat(guests[interview.Id].Where(guest => guest.Comes).Select(guest => (Who: "official", Id: guest.OfficialId, guest.Name, Interview: interview))));
        foreach (var use in uses.GroupBy(use => (use.Who, use.Id)))
        {
            foreach (var (first, second) in Pairs([.. use.Select(one => one.Interview)]).Where(pair => pair.Second.StartsAt < pair.First.EndsAt))
            {
                Tell(facts, clashes, first, second, (scene, other) => scene.Add(
                    $"{use.Key.Who}-double", ClashSeverity.Error, ("name", use.First().Name), ("topic", other.Topic), ("at", other.StartsAt.In(scene.Series.Zone))));
            }
        }
    }

    /// <summary>Two interviews of a studio stand closer than they need, as happens when the gap is changed after the booking.</summary>
    private static void FindGaps(ClashFacts facts, List<Clash> clashes, DateTimeOffset now)
    {
        foreach (var studio in facts.Interviews.Where(interview => interview.EndsAt > now).GroupBy(interview => interview.StudioId))
        {
            foreach (var (first, second) in Pairs([.. studio]))
            {
                var (lies, needed) = ((second.StartsAt - first.EndsAt).TotalMinutes, first.StrikeMinutes + second.SetupMinutes);
                if (lies >= 0 && lies < needed)
                {
                    Tell(facts, clashes, second, null, (scene, _) => scene.Add(
                        "gap-not-kept", ClashSeverity.Warning, ("studio", first.StudioName), ("minutes", lies), ("needed", needed), ("topic", first.Topic), ("at", first.StartsAt.In(scene.Series.Zone))));
                }
            }
        }
    }

    /// <summary>What is about a series as a whole.</summary>
    private static void FindSeries(ClashFacts facts, List<Clash> clashes, DateTimeOffset now)
    {
        foreach (var series in facts.Series.Values.OrderBy(series => series.Id))
        {
            var days = facts.Interviews.Where(interview => interview.SeriesId == series.Id && interview.EndsAt > now).Select(interview => series.Zone.DayOf(interview.StartsAt)).ToList();
            foreach (var (day, count) in days.CountBy(day => day).Where(day => day.Value > series.MaxPerDay))
            {
                Add("day-limit", series, day, ("day", day), ("count", count), ("most", series.MaxPerDay!.Value));
            }

            foreach (var (monday, count) in days.CountBy(day => day.AddDays(-(((int)day.DayOfWeek + 6) % 7))).Where(week => week.Value > series.MaxPerWeek))
            {
                Add("week-limit", series, monday, ("day", monday), ("count", count), ("most", series.MaxPerWeek!.Value));
            }

            foreach (var year in days.Select(day => day.Year).Distinct().Where(year => HolidayCalendar.IsKeptIn(series.TimeZone) && !facts.Holidays.IsAnnounced(year)))
            {
                clashes.Add(Scene.Say("holidays-not-announced", ClashSeverity.Note, ("year", year)) with { SeriesId = series.Id, Link = string.Create(CultureInfo.InvariantCulture, $"/holidays?year={year}") });
            }
        }

        void Add(string type, Series series, DateOnly day, params (string Name, object Value)[] values) => clashes.Add(
            Scene.Say(type, ClashSeverity.Warning, values) with { SeriesId = series.Id, Link = string.Create(CultureInfo.InvariantCulture, $"/series/{series.Id}?month={day:yyyy-MM}") });
    }

    /// <summary>Each with the one after it, by start. That is enough: of interviews that overlap, two neighbours do.</summary>
    private static IEnumerable<(ClashInterview First, ClashInterview Second)> Pairs(IReadOnlyList<ClashInterview> interviews)
    {
        var inOrder = interviews.OrderBy(interview => interview.StartsAt).ThenBy(interview => interview.Id).ToList();
        return inOrder.Zip(inOrder.Skip(1));
    }

    /// <summary>Both sides of a clash hear of it, as far as their series is looked at.</summary>
    private static void Tell(ClashFacts facts, List<Clash> clashes, ClashInterview one, ClashInterview? other, Action<Scene, ClashInterview> say)
    {
        foreach (var (interview, against) in other is null ? [(one, one)] : new[] { (one, other), (other, one) })
        {
            if (facts.Series.TryGetValue(interview.SeriesId, out var series))
            {
                say(new Scene(series, interview, [], clashes), against);
            }
        }
    }

    /// <summary>One interview, and where its clashes are put.</summary>
    private sealed record Scene(Series Series, ClashInterview Interview, IReadOnlyList<ClashGuest> Guests, List<Clash> Clashes)
    {
        /// <summary>A value <c>link</c> is the page, where it is not the interview's own.</summary>
        public void Add(string type, ClashSeverity severity, params ReadOnlySpan<(string Name, object Value)> values)
        {
            var said = Say(type, severity, values);
            Clashes.Add(said with
            {
                Link = said.Link.Length > 0 ? said.Link : $"/interviews/{Interview.Id}",
                SeriesId = Series.Id,
                InterviewId = Interview.Id,
                SlotId = Interview.SlotId,
                UnitId = Interview.UnitId,
                UnitName = Interview.UnitName,
                StartsAt = Interview.StartsAt.In(Series.Zone),
            });
        }

        public static Clash Say(string type, ClashSeverity severity, params ReadOnlySpan<(string Name, object Value)> values)
        {
            var link = "";
            var named = new OrderedDictionary<string, object>(StringComparer.Ordinal);
            foreach (var (name, value) in values)
            {
                if (name == "link")
                {
                    link = (string)value;
                }
                else
                {
                    named[name] = value;
                }
            }

            return new Clash
            {
                Type = type,
                Severity = severity,
                Message = Sentences.English($"Clash.{type}", named),
                Action = Sentences.English($"Clash.{type}.Do", named),
                Link = link,
                Parameters = named,
            };
        }
    }
}
