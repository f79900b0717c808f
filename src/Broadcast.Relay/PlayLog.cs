using System.Collections.Concurrent;

namespace Broadcast.Relay;

/// <summary>
/// Puts plays on disk. Whoever gets to write takes along all who wait, so that a thousand viewers at once share a few commits.
/// </summary>
internal sealed class PlayLog(PlayQueue queue) : IDisposable
{
    private readonly ConcurrentQueue<Waiting> _waiting = new();
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Returns once the play is on disk.</summary>
    public async Task Append(Play play)
    {
        var mine = new Waiting(play);
        _waiting.Enqueue(mine);
        await _turn.WaitAsync();
        try
        {
            if (!mine.Kept.Task.IsCompleted)
            {
                WriteAll();
            }
        }
        finally
        {
            _turn.Release();
        }

        await mine.Kept.Task;
    }

    public void Dispose() => _turn.Dispose();

    private void WriteAll()
    {
        var batch = new List<Waiting>();
        while (_waiting.TryDequeue(out var next))
        {
            batch.Add(next);
        }

        try
        {
            queue.Append(batch.Select(waiting => waiting.Play));
            batch.ForEach(waiting => waiting.Kept.SetResult());
        }
        catch (Exception e)
        {
            batch.ForEach(waiting => waiting.Kept.SetException(e));
        }
    }

    private sealed record Waiting(Play Play)
    {
        public TaskCompletionSource Kept { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
