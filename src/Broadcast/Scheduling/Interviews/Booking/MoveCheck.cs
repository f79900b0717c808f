using Broadcast.Outcomes;

namespace Broadcast.Scheduling;

/// <summary>What a move would come to, as far as can be told without making it.</summary>
/// <param name="Ok">Nothing is in the way now.</param>
/// <param name="Problems">Everything that is.</param>
public sealed record MoveCheck(bool Ok, IReadOnlyList<MoveProblem> Problems)
{
    internal static MoveCheck Of(IEnumerable<Refusal> refusals)
    {
        List<MoveProblem> problems = [.. refusals.Select(MoveProblem.Of)];
        return new MoveCheck(problems.Count == 0, problems);
    }
}

/// <summary>One thing that is in the way.</summary>
/// <param name="Type">The slug that the move itself would be refused with.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Obstacle">Who, with what and when; null where the slot or the state forbids it.</param>
public sealed record MoveProblem(string Type, string Message, Obstacle? Obstacle)
{
    internal static MoveProblem Of(Refusal refusal) => new(refusal.Slug, refusal.Detail, refusal.Obstacle);
}
