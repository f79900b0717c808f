using Broadcast.Hosting;
using MimeKit;

namespace Broadcast.Outbox;

/// <summary>Writes each message as a file. The name is the message's own and the file appears whole, so that writing it again after a kill changes nothing.</summary>
internal sealed class PickupCourier(Settings settings) : MailCourier(settings)
{
    public override TimeSpan Patience => TimeSpan.FromSeconds(5);

    public override Task Rest() => Task.CompletedTask;

    protected override async Task<Handed> Hand(Guid id, MimeMessage mail, CancellationToken ct)
    {
        var folder = Mail.PickupDirectory;
        var (file, unfinished) = (Path.Combine(folder, $"{id}.eml"), Path.Combine(folder, $"{id}.tmp"));
        try
        {
            Directory.CreateDirectory(folder);
            await using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                await mail.WriteToAsync(stream, ct);
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, file, overwrite: true);
            return new Handed(HandedResult.Done, Path.GetFileName(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Handed(HandedResult.Closed, e.Message);
        }
    }
}
