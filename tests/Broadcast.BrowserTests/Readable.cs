using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Broadcast.BrowserTests;

/// <summary>Whether everybody can read a page: what axe finds that is serious, and whether the page fits its window.</summary>
public static class Readable
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    // In the page itself, and only what is wrong comes back: axe's own door to the browser opens a page for each report, and took six times as long.
    private const string Serious =
        """
        async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
          .filter(violation => violation.impact === 'serious' || violation.impact === 'critical')
          .map(violation => `${violation.id}: ${violation.nodes.map(node => node.html).join(' ')}`)
        """;

    /// <summary>What is wrong with the page that is shown; none when nothing is.</summary>
    /// <param name="page">The page.</param>
    /// <param name="name">What to call it in a complaint.</param>
    public static async Task<IReadOnlyList<string>> Complaints(IPage page, string name)
    {
        await page.EvaluateAsync(Axe);
        var violations = await page.EvaluateAsync<string[]>(Serious);
        var sideways = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        return
        [
            .. violations.Select(violation => $"{name}: {violation}"),
            .. sideways == 0 ? Array.Empty<string>() : [$"{name}: sticks out sideways by {sideways}"],
        ];
    }
}
