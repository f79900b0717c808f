using Broadcast.Tests.Hosting;
using MimeKit;

namespace Broadcast.Tests.Outbox;

/// <summary>The pickup directory, read as somebody's mail.</summary>
public sealed class Mailbox(string folder)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    public static Mailbox Of(ServiceFixture service) => new(Path.Combine(service.DataDirectory, "mail"));

    public IReadOnlyList<string> Files => Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*.eml").Order(StringComparer.Ordinal)] : [];

    /// <summary>Every mail to an address, oldest first.</summary>
    public IReadOnlyList<Received> To(string address) =>
        [.. Files.Select(file => new Received(MimeMessage.Load(file))).Where(mail => mail.Message.To.Mailboxes.Any(to => to.Address == address))];

    /// <summary>Waits until an address has this many mails, and no more.</summary>
    public async Task<IReadOnlyList<Received>> Wait(string address, int count)
    {
        await Until(() => To(address).Count >= count, $"{count} mails to {address}");
        To(address).Count.ShouldBe(count);
        return To(address);
    }

    public static async Task Until(Func<bool> happened, string what) => await Until(() => Task.FromResult(happened()), what);

    public static Task Until(Func<Task<bool>> happened, string what) => Until(happened, () => what);

    public static async Task Until(Func<Task<bool>> happened, Func<string> what)
    {
        var ends = TimeProvider.System.GetUtcNow() + Patience;
        while (!await happened())
        {
            (TimeProvider.System.GetUtcNow() < ends).ShouldBeTrue($"waited for {what()}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
