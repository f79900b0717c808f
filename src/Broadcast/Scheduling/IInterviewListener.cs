namespace Broadcast.Scheduling;

/// <summary>
/// Told after the commit of every change of an interview's state or times. Only a nudge: it may be lost with the process, so nothing may depend on it for being right.
/// Must be quick, and is called on the thread of the request.
/// </summary>
public interface IInterviewListener
{
    /// <summary>Something about this interview changed: read it again.</summary>
    void InterviewChanged(Guid interviewId);
}

/// <summary>Tells every listener. They are looked up late, because a listener may itself need the interviews.</summary>
internal sealed class InterviewSignal(IServiceProvider services)
{
    public void Send(Guid interviewId)
    {
        foreach (var listener in services.GetServices<IInterviewListener>())
        {
            try
            {
                listener.InterviewChanged(interviewId);
            }
            catch (Exception e)
            {
                // The change is committed: a listener that fails must not turn it into an error for the caller.
                services.GetRequiredService<ILogger<InterviewSignal>>().LogError(e, "{Listener} failed on interview {Interview}", listener.GetType(), interviewId);
            }
        }
    }
}
