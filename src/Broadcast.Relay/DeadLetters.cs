using System.Text;
using System.Text.Json;

namespace Broadcast.Relay;

/// <summary>What the service refuses for good: one line of JSON each in <c>dead-letters.jsonl</c>, with the reason, to be sent once more with <c>--again true</c> when the cause is gone.</summary>
internal sealed class DeadLetters(RelaySettings settings, TimeProvider clock)
{
    private readonly string _path = Path.Combine(settings.Data, "dead-letters.jsonl");

    /// <summary>On disk when it returns.</summary>
    public void Add(Message message, int status, string answer)
    {
        var line = JsonSerializer.Serialize(new DeadLetter(message.Id, Encoding.UTF8.GetString(message.Body), status, answer, clock.GetUtcNow()));
        using var file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read);
        file.Write(Encoding.UTF8.GetBytes(line + "\n"));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Moves all of them back into the queue; a line that a kill cut off stands there too and is left out.</summary>
    public int PutBack(PlayQueue queue)
    {
        if (!File.Exists(_path))
        {
            return 0;
        }

        var messages = File.ReadLines(_path).Select(Read).OfType<Message>().ToList();
        queue.PutBack(messages);
        File.Delete(_path);
        return messages.Count;
    }

    private static Message? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<DeadLetter>(line) is { Id: { } id, Body: { } body } ? new Message(id, Encoding.UTF8.GetBytes(body)) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record DeadLetter(string Id, string Body, int Status, string Answer, DateTimeOffset At);
}
