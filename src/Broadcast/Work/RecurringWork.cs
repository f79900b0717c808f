namespace Broadcast.Work;

/// <summary>A recurring Hangfire job: the class that does the work owns its name and its schedule, and registers itself through this.</summary>
/// <param name="Name">Unique, as it stands on the dashboard.</param>
/// <param name="Cron">When, in UTC; a sixth field in front counts seconds.</param>
/// <param name="Job">The job class, an <see cref="INudged"/>.</param>
internal sealed record RecurringWork(string Name, string Cron, Type Job);
