using Broadcast.BrowserTests;
using Broadcast.Tests.Hosting;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Broadcast.BrowserTests;

/// <summary>Debian's chromium, started once for all tests; each test opens a page in a context of its own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Quietly =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly SemaphoreSlim _start = new(1, 1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A new page: no cookies, nothing cached; the language and the size of the window are the test's.</summary>
    public async Task<IPage> NewPage(BrowserNewContextOptions? options = null)
    {
        var browser = await Started();
        var context = await browser.NewContextAsync(options ?? new BrowserNewContextOptions { Locale = "zh-CN" });
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _start.Dispose();
    }

    /// <summary>Started by the first test that asks, so that a machine without chromium skips tests instead of failing before them.</summary>
    private async Task<IBrowser> Started()
    {
        var path = Needs.Program("chromium");
        await _start.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            return _browser ??= await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = Quietly });
        }
        finally
        {
            _start.Release();
        }
    }
}
