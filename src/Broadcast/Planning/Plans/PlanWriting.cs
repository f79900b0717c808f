using Broadcast.Planning.Model;
using Broadcast.Times;

namespace Broadcast.Planning;

/// <summary>A solution in the words of the answer.</summary>
internal static class PlanWriting
{
    public static PlanResult Of(PlanScene scene, PlanSolution solution)
    {
        var problem = scene.Problem;
        var violations = Violations.Of(problem, solution.Placements);
        var reasons = new Reasons(problem, solution.Placements, solution.IsFull);
        var placed = solution.Placements.Select(placement => placement.Task).ToHashSet();
        var standing = solution.Placements.Where(placement => !problem.Tasks[placement.Task].IsNew).ToLookup(placement => IsMove(problem, placement));
        return new PlanResult
        {
            Assignments = [.. solution.Placements.Where(placement => problem.Tasks[placement.Task].IsNew).OrderBy(placement => placement.Slot).Select(placement => Assignment(scene, placement, violations[placement.Task]))],
            Unassigned = [.. Enumerable.Range(0, problem.Tasks.Count).Where(task => !placed.Contains(task)).Select(task => Unassigned(problem.Tasks[task], [.. reasons.Of(task), .. Lost(scene, task)]))],
            Moves = [.. standing[true].Select(placement => Move(scene, placement, violations[placement.Task]))],
            Stuck = [.. standing[false].Where(placement => violations[placement.Task].Any()).Select(placement => Unassigned(problem.Tasks[placement.Task], [.. violations[placement.Task]]))],
            Score = solution.Score,
        };
    }

    /// <summary>A unit on a slot, as the answer shows it.</summary>
    public static PlanAssignment Assignment(PlanScene scene, Placement placement, IEnumerable<PlanReason> violations)
    {
        var (task, slot) = (scene.Problem.Tasks[placement.Task], scene.Problem.Slots[placement.Slot]);
        var official = placement.Official < 0 ? null : task.Officials[placement.Official];
        return new PlanAssignment
        {
            UnitId = task.UnitId,
            UnitName = task.UnitName,
            SlotId = slot.Id,
            StartsAt = At(slot.Time.From, scene),
            EndsAt = At(slot.Time.To, scene),
            StudioId = slot.StudioId,
            StudioName = slot.StudioName,
            OfficialId = official?.Id,
            OfficialName = official?.Name,
            HostId = placement.HostId,
            HostName = scene.Problem.Hosts.FirstOrDefault(host => host.Id == placement.HostId)?.Name,
            Topic = scene.Topics[task.UnitId],
            Pinned = task.PinnedTo is not null,
            Violations = [.. violations],
        };
    }

    public static UnassignedUnit Unassigned(PlanTask task, IReadOnlyList<PlanReason> reasons) => new()
    {
        UnitId = task.UnitId,
        UnitName = task.UnitName,
        InterviewId = task.Standing?.InterviewId,
        Reasons = [.. reasons.Select(reason => reason.Text)],
        Details = reasons,
    };

    private static PlanMove Move(PlanScene scene, Placement placement, IEnumerable<PlanReason> violations)
    {
        var (task, slot) = (scene.Problem.Tasks[placement.Task], scene.Problem.Slots[placement.Slot]);
        var from = scene.Problem.Slots[scene.Problem.Find(task.Standing!.SlotId)];
        return new PlanMove
        {
            InterviewId = task.Standing.InterviewId,
            UnitId = task.UnitId,
            UnitName = task.UnitName,
            FromSlotId = from.Id,
            FromStartsAt = At(from.Time.From, scene),
            ToSlotId = slot.Id,
            ToStartsAt = At(slot.Time.From, scene),
            ToStudioName = slot.StudioName,
            WasConfirmed = task.Standing.IsConfirmed,
            Pinned = task.PinnedTo is not null,
            Violations = [.. violations],
        };
    }

    private static IEnumerable<PlanReason> Lost(PlanScene scene, int task) => scene.LostPins.Contains(scene.Problem.Tasks[task].UnitId) ? [ReasonWords.PinLost()] : [];

    private static bool IsMove(Problem problem, Placement placement) => problem.Tasks[placement.Task].Standing!.SlotId != problem.Slots[placement.Slot].Id;

    private static DateTimeOffset At(long milliseconds, PlanScene scene) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).In(scene.Series.Zone);
}
