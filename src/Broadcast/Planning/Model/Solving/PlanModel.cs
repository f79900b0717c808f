using Google.OrTools.Sat;

namespace Broadcast.Planning.Model;

/// <summary>
/// A problem as a CP-SAT model: one literal for each slot that a unit may get. Slots are fixed in time, so overlaps are sets of literals of which at most one holds; nothing has to be scheduled.
/// The objective is what the plan costs, to be made small.
/// </summary>
internal sealed partial class PlanModel
{
    private readonly Problem _problem;
    private readonly IReadOnlyList<Candidate>[] _candidates;
    private readonly BoolVar[][] _places;
    private readonly List<(int Task, BoolVar Literal)>[] _onSlot;
    private readonly Dictionary<int, BoolVar> _fresh = [];
    private readonly Dictionary<(int Slot, int Desk, int Group), BoolVar> _desks = [];
    private readonly LinearExprBuilder _cost = LinearExpr.NewBuilder();
    private IReadOnlyList<HostDesk> _hostDesks = [];

    /// <param name="problem">The problem.</param>
    /// <param name="candidates">For each task the slots it may get.</param>
    /// <param name="leftOut">What it costs to leave a unit out: more than everything else together.</param>
    public PlanModel(Problem problem, IReadOnlyList<Candidate>[] candidates, long leftOut)
    {
        (_problem, _candidates, LeftOut) = (problem, candidates, leftOut);
        _places = [.. candidates.Select(each => each.Select(_ => Model.NewBoolVar("")).ToArray())];
        _onSlot = [.. problem.Slots.Select(_ => new List<(int Task, BoolVar Literal)>())];
        for (var task = 0; task < candidates.Length; task++)
        {
            Place(task);
        }

        ShareSlots();
        KeepGaps();
        KeepLimits();
        ShareHosts();
        SpreadOverWeeks();
        Model.Minimize(_cost);
    }

    public CpModel Model { get; } = new();

    public long LeftOut { get; }

    /// <summary>Starts the search from a plan.</summary>
    public void Hint(IReadOnlyDictionary<int, int> slotByTask)
    {
        foreach (var (task, slot) in slotByTask)
        {
            for (var i = 0; i < _places[task].Length; i++)
            {
                Model.AddHint(_places[task][i], _candidates[task][i].Slot == slot);
            }
        }
    }

    /// <summary>The plan that was found.</summary>
    public IReadOnlyList<Placement> Read(CpSolver solver)
    {
        var found = new List<(int Task, Candidate Candidate)>();
        for (var task = 0; task < _places.Length; task++)
        {
            var chosen = Array.FindIndex(_places[task], solver.BooleanValue);
            if (chosen >= 0)
            {
                found.Add((task, _candidates[task][chosen]));
            }
        }

        var groups = _desks.Where(pair => solver.BooleanValue(pair.Value)).ToDictionary(pair => pair.Key.Slot, pair => _hostDesks[pair.Key.Desk].Groups[pair.Key.Group]);
        return HostRoster.Assign(_problem, found, _hostDesks, groups);
    }

    private bool MustBe(int task) => _problem.Tasks[task].PinnedTo is not null || !_problem.Tasks[task].IsNew;

    /// <summary>Each task gets one slot or is left out; what stands or is pinned is never left out.</summary>
    private void Place(int task)
    {
        if (_places[task].Length == 0)
        {
            _cost.Add(LeftOut);
            return;
        }

        var one = new List<ILiteral>(_places[task]);
        if (!MustBe(task))
        {
            var left = Model.NewBoolVar("");
            one.Add(left);
            _cost.AddTerm(left, LeftOut);
        }

        Model.AddExactlyOne(one);
        for (var i = 0; i < _places[task].Length; i++)
        {
            var candidate = _candidates[task][i];
            _onSlot[candidate.Slot].Add((task, _places[task][i]));
            if (candidate.Cost != 0)
            {
                _cost.AddTerm(_places[task][i], candidate.Cost);
            }
        }
    }

    /// <summary>One unit a slot.</summary>
    private void ShareSlots()
    {
        foreach (var rivals in _onSlot.Where(rivals => rivals.Count > 1))
        {
            Model.AddAtMostOne(rivals.Select(rival => (ILiteral)rival.Literal));
        }
    }

    /// <summary>Whether an interview stays in the slot it has.</summary>
    private bool IsStay(int task, int slot) => _problem.Tasks[task].Standing?.SlotId == _problem.Slots[slot].Id;

    /// <summary>A literal that says that a slot is newly used, by any of those whom <paramref name="counts"/> lets in; null when nobody could.</summary>
    private BoolVar? Used(int slot, Func<int, bool> counts)
    {
        var literals = _onSlot[slot].Where(rival => counts(rival.Task)).Select(rival => rival.Literal).ToList();
        if (literals.Count <= 1)
        {
            return literals.Count == 0 ? null : literals[0];
        }

        var used = Model.NewBoolVar("");
        Model.AddExactlyOne(literals.Select(literal => (ILiteral)literal).Append(used.Not()));
        return used;
    }
}
