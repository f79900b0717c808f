using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace Broadcast.Tests.Outbox;

/// <summary>What a mail server does with the next message.</summary>
public enum Habit
{
    Take,
    Answer451,
    Answer550,

    /// <summary>The line breaks after the text, and the message is lost.</summary>
    DropAfterData,

    /// <summary>The line breaks after the text, although the message was taken.</summary>
    TakeAndDrop,
}

/// <summary>A mail server on loopback with habits.</summary>
public sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Habit> _habits = new();
    private readonly Task _running;

    public SmtpServer(int port = 0, params Habit[] habits)
    {
        Array.ForEach(habits, _habits.Enqueue);
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _running = Run();
    }

    public int Port { get; }

    /// <summary>Messages this server is responsible for.</summary>
    public ConcurrentQueue<Received> Taken { get; } = new();

    /// <summary>How often a recipient was offered.</summary>
    public int Offered { get; private set; }

    /// <summary>The login that was given last.</summary>
    public string? Login { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running;
        _stop.Dispose();
    }

    private async Task Run()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Serve(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var owned = client;
        try
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1);
            await using var writer = new StreamWriter(stream, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 loopback ESMTP");
            var habit = Habit.Take;
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                switch (line.Split(' ', ':')[0].ToUpperInvariant())
                {
                    case "EHLO":
                        await writer.WriteAsync("250-loopback\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 AUTH PLAIN\r\n");
                        break;
                    case "AUTH":
                        Login = Encoding.UTF8.GetString(Convert.FromBase64String(line.Split(' ')[2]));
                        await writer.WriteLineAsync("235 2.7.0 Welcome");
                        break;
                    case "RCPT":
                        habit = Next();
                        await writer.WriteLineAsync(habit switch { Habit.Answer451 => "451 4.3.0 Try again later", Habit.Answer550 => "550 5.1.1 No such user here", _ => "250 2.1.5 Ok" });
                        break;
                    case "DATA":
                        await writer.WriteLineAsync("354 Go ahead");
                        if (!await Take(reader, habit))
                        {
                            return;
                        }

                        await writer.WriteLineAsync("250 2.0.0 Queued as 42");
                        break;
                    case "QUIT":
                        await writer.WriteLineAsync("221 2.0.0 Bye");
                        return;
                    default:
                        await writer.WriteLineAsync("250 2.0.0 Ok");
                        break;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
        }
    }

    private Habit Next()
    {
        Offered++;
        return _habits.TryDequeue(out var habit) ? habit : Habit.Take;
    }

    private async Task<bool> Take(StreamReader reader, Habit habit)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
        {
            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        if (habit != Habit.DropAfterData)
        {
            using var stream = new MemoryStream(Encoding.Latin1.GetBytes(text.ToString()));
            Taken.Enqueue(new Received(await MimeMessage.LoadAsync(stream)));
        }

        return habit == Habit.Take;
    }
}
