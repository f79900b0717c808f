using Hangfire;

namespace Broadcast.Work;

/// <summary>
/// Tells a Hangfire job that there is something to do: one enqueue for a burst, never one a request. Our rows are the truth and this only the hint; a nudge that is lost
/// (a kill, another process) is made good by the job's own sweep.
/// </summary>
/// <typeparam name="TJob">The job.</typeparam>
internal sealed class Nudge<TJob>(IBackgroundJobClient jobs)
    where TJob : INudged
{
    private int _waiting;

    /// <summary>Makes the job run soon. Cheap, and may be called for every arrival.</summary>
    public void Now()
    {
        if (Volatile.Read(ref _waiting) == 0 && Interlocked.Exchange(ref _waiting, 1) == 0)
        {
            try
            {
                jobs.Enqueue<TJob>(job => job.Run(CancellationToken.None));
            }
            catch
            {
                Taken();
                throw;
            }
        }
    }

    /// <summary>The job calls this before its last look for work, so that what arrives afterwards nudges again.</summary>
    public void Taken() => Volatile.Write(ref _waiting, 0);
}

/// <summary>A job that finds its work in our tables; it may run twice, and at any time.</summary>
internal interface INudged
{
    /// <summary>Does what is due now.</summary>
    Task Run(CancellationToken ct);
}
