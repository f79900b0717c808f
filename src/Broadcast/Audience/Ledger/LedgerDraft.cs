using Broadcast.Audience.Arithmetic;
using Broadcast.Data;

namespace Broadcast.Audience.Ledger;

/// <summary>
/// What taking in readings, or following a change, comes to: computed from reads, written afterwards in one short transaction, so that whoever acknowledges webhooks waits as little as possible.
/// Only the holder of the drain's lease makes drafts, so nothing changes between the two.
/// </summary>
internal sealed class LedgerDraft(IReadOnlyList<TakenReading> readings)
{
    private readonly List<AiringDraft> _airings = [];
    private readonly List<InterviewDraft> _interviews = [];

    public IReadOnlyList<TakenReading> Readings => readings;

    /// <summary>Readings that do not count: they came after their interview was closed, or were withdrawn meanwhile.</summary>
    public IReadOnlyList<TakenReading> Held { get; init; } = [];

    /// <summary>Readings that counted and, as an interview's closing has it or since they were withdrawn, do not.</summary>
    public IReadOnlyList<TakenReading> Withheld { get; init; } = [];

    /// <summary>The closing that an interview's figures follow with this draft; null: none does.</summary>
    public FigureClosing? Closing { get; init; }

    /// <summary>What was withdrawn and is followed with this draft.</summary>
    public IReadOnlyList<WithdrawnAiring> Withdrawn { get; init; } = [];

    public IReadOnlyList<AiringDraft> Airings => _airings;

    public void Add(AiringDraft airing) => _airings.Add(airing);

    public void Add(InterviewDraft interview) => _interviews.Add(interview);

    public async Task Write(Tx tx, DateTimeOffset now)
    {
        await ReadingTable.Add(tx, readings);
        await ReadingExtraTable.Add(tx, readings, Held);
        await HeldReadingTable.Add(tx, [.. Held, .. Withheld]);
        await ReadingTable.Remove(tx, Withheld);
        if (Closing is not null)
        {
            await HeldReadingTable.Remove(tx, readings);
            await FigureClosingTable.Write(tx, Closing);
            await WithdrawnAiringTable.Followed(tx, Withdrawn);
        }

        foreach (var airing in _airings)
        {
            await AiringMinuteTable.Replace(tx, airing.State.AiringId, airing.Minutes);
            await (airing.Before.Zone.Id == airing.State.Zone.Id ? AiringDayTable.Add(tx, airing.State, airing.Minutes) : AiringDayTable.Rebuild(tx, airing.State));
            await airing.State.Write(tx);
            await RoundingTable.Write(tx, airing);
        }

        foreach (var interview in _interviews)
        {
            await InterviewMinuteTable.Replace(tx, interview.InterviewId, interview.Minutes);
            await InterviewTotalTable.Write(tx, interview, now);
        }
    }
}

/// <summary>What changes of an airing.</summary>
/// <param name="Before">The state that the draft was made from.</param>
/// <param name="State">The sums as they will be.</param>
/// <param name="Fresh">Its new readings.</param>
/// <param name="Minutes">Each minute that changes: what it was (null: nothing stood there) and what it will be (null: nothing will).</param>
internal sealed record AiringDraft(AiringState Before, AiringState State, IReadOnlyList<TakenReading> Fresh, IReadOnlyList<MinuteChange<AiringMinute>> Minutes)
{
    /// <summary>All of it was computed anew, and what is kept in memory of it is old.</summary>
    public bool IsRebuilt { get; init; }

    /// <summary>How far the true views may lie from these; null for an airing that never had a rounded figure.</summary>
    public RoundingDraft? Rounding { get; init; }
}

/// <summary>What changes of an interview.</summary>
/// <param name="InterviewId">The interview.</param>
/// <param name="Minutes">Each minute that changes.</param>
/// <param name="Peak">The peak as it will be.</param>
/// <param name="Window">The window that all minutes are computed for.</param>
/// <param name="TimeZone">The zone that all days are computed for (IANA).</param>
internal sealed record InterviewDraft(Guid InterviewId, IReadOnlyList<MinuteChange<InterviewMinute>> Minutes, Peak Peak, Window Window, string TimeZone);

/// <summary>A minute's figures before and after.</summary>
/// <typeparam name="T">The figures.</typeparam>
/// <param name="Minute">The minute.</param>
/// <param name="Old">What stands; null: nothing.</param>
/// <param name="New">What will stand; null: nothing.</param>
internal sealed record MinuteChange<T>(long Minute, T? Old, T? New)
    where T : struct
{
    /// <summary>The minutes in which two sets differ.</summary>
    public static IReadOnlyList<MinuteChange<T>> Between(IEnumerable<T> old, IEnumerable<T> now, Func<T, long> minute)
    {
        var before = old.ToDictionary(minute);
        var after = now.ToDictionary(minute);
        return
        [
            .. before.Keys.Union(after.Keys)
                .Select(key => new MinuteChange<T>(key, before.TryGetValue(key, out var was) ? was : null, after.TryGetValue(key, out var will) ? will : null))
                .Where(change => !Nullable.Equals(change.Old, change.New)),
        ];
    }
}
