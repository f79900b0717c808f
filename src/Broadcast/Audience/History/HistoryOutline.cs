using Broadcast.Audience.Answers;
using Broadcast.Audience.Ledger;

namespace Broadcast.Audience.History;

/// <summary>Everything about a series' or an interview's history but the readings, which are read interview by interview.</summary>
internal sealed record HistoryOutline(
    SeriesRow Series,
    IReadOnlyList<InterviewRow> Interviews,
    ILookup<Guid, AiringRow> Airings,
    IReadOnlyDictionary<Guid, long> Made,
    IReadOnlyDictionary<Guid, long> AiringsMade,
    ILookup<Guid, HistoryReader.ChangeRow> Changes,
    ILookup<Guid, ClosingSpan> Closings,
    ILookup<Guid, RuleSince> Rules,
    ILookup<Guid, DeclaredSince> Declared,
    ILookup<Guid, WithdrawnSince> Withdrawn)
{
    /// <summary>An interview's states and times, as far back as the changes were read; the first stands for all before.</summary>
    public IReadOnlyList<InterviewFacts> FactsOf(InterviewRow interview)
    {
        var later = new Stack<InterviewFacts>();
        var facts = new InterviewFacts(0, interview.State, interview.StartedAt, interview.EndedAt, null, null);
        foreach (var change in Changes[interview.Id].Reverse())
        {
            var before = change.Undo(facts);
            if (before != facts)
            {
                later.Push(facts with { Since = change.At, By = change.Actor, Reason = change.Reason });
                facts = before;
            }
        }

        later.Push(facts with { Since = Made[interview.Id] });
        return [.. later];
    }

    /// <summary>The rules of a broadcast's channel, in order; the first stands for all before.</summary>
    public IReadOnlyList<RuleSince> RulesOf(AiringRow airing)
    {
        var rules = Rules[airing.ChannelId].ToList();
        return rules.Count > 0 ? rules : [new RuleSince(0, AiringState.Of(airing.ViewsCounter, airing.HoldSeconds))];
    }

    /// <summary>Whether nothing but readings can have changed an interview's figures since an instant at which it was no longer live.</summary>
    public bool IsUnchanged(InterviewRow interview, long since)
    {
        var facts = FactsOf(interview);
        return facts is [{ } only] && only.Since <= since
            && (only.StartedAt is null || only.EndedAt is not null)
            && Closings[interview.Id].All(closing => closing.ClosedAt <= since && !(closing.ReopenedAt > since))
            && Airings[interview.Id].All(airing =>
                AiringsMade[airing.Id] <= since && Withdrawn[airing.Id].All(withdrawn => withdrawn.Since <= since && withdrawn.IsFollowed) && Rules[airing.ChannelId].All(rule => rule.Since <= since) && Declared[airing.Id].All(declared => declared.Since <= since));
    }
}
