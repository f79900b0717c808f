using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Broadcast.Audience.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Broadcast.Tests.Audience.Answers;

/// <summary>A listener of a feed at the other end of a line that is full with its first event: until it reads that, nothing more goes in.</summary>
internal sealed class Ear : IDisposable
{
    private readonly Pipe _line = new(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1, useSynchronizationContext: false));
    private readonly CancellationTokenSource _connection = new();

    public Ear(AudienceFeed feed, Guid seriesId)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IHttpResponseBodyFeature>(new Body(_line.Writer));
        Done = Task.Run(() => feed.Listen(seriesId, context.Response, _connection.Token));
    }

    /// <summary>Completes when the feed has let go of it.</summary>
    public Task Done { get; }

    /// <summary>Whether something waits to be read.</summary>
    public bool IsFull
    {
        get
        {
            if (!_line.Reader.TryRead(out var read))
            {
                return false;
            }

            _line.Reader.AdvanceTo(read.Buffer.Start);
            return read.Buffer.Length > 0;
        }
    }

    /// <summary>Reads one event or comment.</summary>
    public async Task<string> Next(CancellationToken ct)
    {
        while (true)
        {
            var read = await _line.Reader.ReadAsync(ct).AsTask().WaitAsync(TimeSpan.FromSeconds(20), ct);
            var text = Encoding.UTF8.GetString(read.Buffer.ToArray());
            var end = text.IndexOf("\n\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                var frame = text[..(end + 2)];
                _line.Reader.AdvanceTo(read.Buffer.GetPosition(Encoding.UTF8.GetByteCount(frame)));
                return frame;
            }

            _line.Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>How many interviews were booked, as the next event tells; null when it is a comment.</summary>
    public async Task<int?> NextBooked(CancellationToken ct)
    {
        var data = (await Next(ct)).Split('\n').FirstOrDefault(line => line.StartsWith("data: ", StringComparison.Ordinal));
        return data is null ? null : JsonDocument.Parse(data["data: ".Length..]).RootElement.GetProperty("interviews").GetProperty("booked").GetInt32();
    }

    /// <summary>Goes away, as a browser does whose page is closed.</summary>
    public void Close()
    {
        _connection.Cancel();
        _line.Reader.Complete();
    }

    public void Dispose() => _connection.Dispose();

    private sealed class Body(PipeWriter writer) : IHttpResponseBodyFeature
    {
        public Stream Stream => writer.AsStream();

        public PipeWriter Writer => writer;

        public void DisableBuffering()
        {
            // Nothing is kept back.
        }

        public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task CompleteAsync() => Task.CompletedTask;
    }
}
