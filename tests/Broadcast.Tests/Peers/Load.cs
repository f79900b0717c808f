using System.Collections.Concurrent;
using System.Globalization;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Peers;

/// <summary>
/// Many senders at once, each with one webhook after the other that says one more view. One that was not acknowledged is sent again, the same bytes under the same id, once <see cref="Resume"/> says that
/// there is somebody again; a sender goes on only when its message was acknowledged.
/// </summary>
public sealed class Load
{
    private readonly ConcurrentDictionary<string, byte> _acknowledged = new(StringComparer.Ordinal);
    private readonly Sender _sender;
    private readonly string _broadcast;
    private readonly Task[] _senders;
    private readonly Lock _lock = new();
    private TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _refused;
    private volatile bool _isOver;

    public Load(Sender sender, string broadcast, int senders)
    {
        _sender = sender;
        _broadcast = broadcast;
        _senders = [.. Enumerable.Range(0, senders).Select(number => Task.Run(() => Send(number)))];
    }

    /// <summary>The webhook-ids that were answered with 202.</summary>
    public ICollection<string> Acknowledged => _acknowledged.Keys;

    /// <summary>Waits until so many more have been acknowledged.</summary>
    public Task UntilMore(int messages)
    {
        var enough = _acknowledged.Count + messages;
        return Until(() => _acknowledged.Count >= enough, $"{messages} more acknowledged");
    }

    /// <summary>Waits until every sender has been refused: whatever was on its way has arrived or is lost.</summary>
    public Task UntilRefused() => Until(() => Volatile.Read(ref _refused) == _senders.Length, "every sender refused");

    /// <summary>Lets the refused senders try again.</summary>
    public void Resume()
    {
        lock (_lock)
        {
            _resumed.SetResult();
            _resumed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Every sender finishes the message it is at.</summary>
    public async Task Finish()
    {
        _isOver = true;
        await Task.WhenAll(_senders).WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
    }

    private async Task Send(int number)
    {
        for (var message = 0; !_isOver; message++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"load-{number}-{message}");
            var body = Sender.Message(Sender.Reading(_broadcast, TimeProvider.System.GetUtcNow(), views: 1));
            while (!await IsAcknowledged(id, body))
            {
                await Resumed();
            }

            _acknowledged[id] = 0;
        }
    }

    private async Task<bool> IsAcknowledged(string id, byte[] body)
    {
        try
        {
            return (await _sender.SendBytes(body, id)).Status == 202;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return false;
        }
    }

    private async Task Resumed()
    {
        Task resumed;
        lock (_lock)
        {
            resumed = _resumed.Task;
            _refused++;
        }

        await resumed;
        Interlocked.Decrement(ref _refused);
    }

    private static async Task Until(Func<bool> isSo, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!isSo())
        {
            patience.IsCancellationRequested.ShouldBeFalse(what);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
