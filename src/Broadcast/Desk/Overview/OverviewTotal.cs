using Broadcast.Scheduling;

namespace Broadcast.Desk.Overview;

/// <summary>How often a series was watched or listened to so far.</summary>
/// <param name="Series">The series.</param>
/// <param name="Views">So far, person-times.</param>
/// <param name="Concurrent">At this moment.</param>
public sealed record OverviewTotal(Series Series, Int128 Views, Int128 Concurrent);
