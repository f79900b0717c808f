using System.Globalization;
using Broadcast.Audience.Answers;
using Broadcast.Audience.Arithmetic;
using Broadcast.Outcomes;

namespace Broadcast.Audience.History;

/// <summary>Why a series' or an interview's total is another one than it was known to be at an earlier instant.</summary>
internal sealed class ChangesReader(HistoryReader history, TimeProvider clock)
{
    private const int MostDeliveries = 20;

    private readonly SemaphoreSlim _atOnce = new(2);

    public async Task<Outcome<ChangesAnswer>> Read(AudienceScope scope, DateTimeOffset since, DateTimeOffset? until, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (since > now || until > now)
        {
            return Refusal.Field(since > now ? "since" : "until", "Lies in the future.");
        }

        if (until < since)
        {
            return Refusal.Field("until", "Lies before since.");
        }

        await _atOnce.WaitAsync(ct);
        try
        {
            return await Tell(scope, since.ToUnixTimeMilliseconds(), (until ?? now).ToUnixTimeMilliseconds(), ct) is { } answer ? answer : Refusal.NotFound(scope.IsSeries ? "series" : "interview");
        }
        finally
        {
            _atOnce.Release();
        }
    }

    private async Task<ChangesAnswer?> Tell(AudienceScope scope, long since, long until, CancellationToken ct)
    {
        if (await history.Outline(scope, since, ct) is not { } outline)
        {
            return null;
        }

        var (then, now, items) = (Int128.Zero, Int128.Zero, new List<ChangeItem>());
        var (thenRounding, nowRounding) = (Uncertainty.None, Uncertainty.None);
        var byChannel = new SortedDictionary<string, Uncertainty>(StringComparer.Ordinal);
        foreach (var interview in outline.Interviews)
        {
            if (await history.IsAsStored(outline, interview, since, ct))
            {
                var totals = interview.Counts ? Totals.Sum(outline.Airings[interview.Id].Select(airing => airing.ToFigures().Totals)) : default;
                (then, now) = (then + totals.Views, now + totals.Views);
                (thenRounding, nowRounding) = (thenRounding + totals.Rounding, nowRounding + totals.Rounding);
                continue;
            }

            var story = InterviewStory.Of(await history.Read(outline, interview, ct), since, until);
            (then, now) = (then + story.Then, now + story.Now);
            (thenRounding, nowRounding) = (thenRounding + story.ThenRounding, nowRounding + story.NowRounding);
            AddRoundings(byChannel, story, outline.Airings[interview.Id]);
            items.AddRange(Items(story, interview, since, until));
        }

        var inOrder = items.OrderByDescending(item => Int128.Abs(item.Amount)).ThenBy(item => item.FirstAt).ThenBy(item => item.InterviewId).ToList();
        return new ChangesAnswer(Instant(since), Instant(until), then, now, now - then, inOrder)
        {
            ThenUncertainty = UncertaintyAnswer.Of(thenRounding),
            NowUncertainty = UncertaintyAnswer.Of(nowRounding),
            Uncertainty = UncertaintyAnswer.Of(Uncertainty.Sum(byChannel.Values)),
            UncertaintyByChannel = byChannel.Count == 0 ? null : byChannel.ToDictionary(channel => channel.Key, channel => UncertaintyAnswer.Of(channel.Value)!, StringComparer.Ordinal),
        };
    }

    private static void AddRoundings(SortedDictionary<string, Uncertainty> byChannel, InterviewStory story, IEnumerable<AiringRow> airings)
    {
        var codes = airings.ToDictionary(airing => airing.Id, airing => airing.ChannelCode);
        foreach (var (airingId, rounding) in Movement.Of(story.Notes.Select(note => note.Moved)).ByAiring)
        {
            byChannel[codes[airingId]] = byChannel.GetValueOrDefault(codes[airingId]) + rounding;
        }
    }

    /// <summary>What arrives is told together, broadcast by broadcast and kind by kind; what people decide, one by one.</summary>
    private static IEnumerable<ChangeItem> Items(InterviewStory story, InterviewRow interview, long since, long until) => story.Notes
        .GroupBy(note => (note.Kind, note.Airing, Single: note.Kind is "readings" or "late" or "corrections" or "replay" ? null : note))
        .Select(group => Item(group.Key.Kind, group.Key.Airing, [.. group], interview, since, until));

    private static ChangeItem Item(string kind, AiringHistory? airing, IReadOnlyList<StoryNote> notes, InterviewRow interview, long since, long until) => new()
    {
        Kind = kind,
        FirstAt = Instant(notes[0].At),
        LastAt = Instant(notes[^1].At),
        InterviewId = interview.Id,
        Unit = interview.UnitName,
        Topic = interview.Topic,
        BroadcastId = airing?.Row.Id,
        Channel = airing?.Row.ChannelCode,
        Amount = notes.Aggregate(Int128.Zero, (sum, note) => sum + note.Amount),
        Uncertainty = UncertaintyAnswer.Of(Movement.Of(notes.Select(note => note.Moved)).Rounding),
        LiveAmount = notes.Aggregate(Int128.Zero, (sum, note) => sum + note.LiveAmount),
        Deliveries = notes.SelectMany(note => note.Deliveries).Distinct().Count(),
        Greatest = [.. notes.OrderByDescending(note => Int128.Abs(note.Amount)).SelectMany(Deliveries).Take(MostDeliveries)],
        Readings = airing is null || notes.All(note => note.Deliveries.Count == 0) ? null : $"/api/v1/broadcasts/{airing.Row.Id}/readings?knownAfter={Iso(since)}&knownUntil={Iso(until)}",
        By = notes[0].By,
        Reason = notes[0].Reason,
    };

    /// <summary>Where several came together, as with an opening, none has an amount of its own.</summary>
    private static IEnumerable<ChangeDelivery> Deliveries(StoryNote note) =>
        note.Deliveries.Select(id => new ChangeDelivery(id, Instant(note.At), note.Deliveries.Count == 1 ? note.Amount : 0, $"/api/v1/deliveries/{id}"));

    private static string Iso(long ms) => Instant(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset Instant(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
