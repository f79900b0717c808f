using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Pages;

/// <summary>A browser without scripts: keeps cookies, follows redirects, fills in the forms it finds.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient _client;

    public Browser(Uri address, string language = "zh-CN")
    {
        _client = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AllowAutoRedirect = false }) { BaseAddress = address };
        _client.DefaultRequestHeaders.Add("Accept", "text/html");
        _client.DefaultRequestHeaders.Add("Accept-Language", language);
    }

    /// <summary>The last page, as text.</summary>
    public string Page { get; private set; } = "";

    public int Status { get; private set; }

    public Uri Address { get; private set; } = new("http://nowhere");

    /// <summary>Signed in by its token: signing in by the page is limited to a few tries a minute.</summary>
    public static Browser SignedIn(ServiceFixture service, string token = ServiceFixture.AdminToken, string language = "zh-CN")
    {
        var browser = new Browser(service.Address, language);
        browser._client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return browser;
    }

    public Task Open(string path) => Read(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Sends the page's form of an action to the page's own address.</summary>
    public Task Submit(string action, string? subject, params (string Name, string Value)[] fields) => Post(Address.PathAndQuery, FormOf(action, subject), fields);

    /// <summary>The same with a file.</summary>
    public Task Upload(string action, string field, string fileName, byte[] file, params (string Name, string Value)[] fields)
    {
        var content = new MultipartFormDataContent { { new ByteArrayContent(file), field, fileName } };
        foreach (var (name, value) in HiddenIn(FormOf(action, null)).Concat(fields.Select(given => KeyValuePair.Create(given.Name, given.Value))))
        {
            content.Add(new StringContent(value), name);
        }

        return Read(new HttpRequestMessage(HttpMethod.Post, Address.PathAndQuery) { Content = content });
    }

    /// <summary>The first form that holds a text.</summary>
    public string FormWith(string text) => Forms().First(match => match.Value.Contains(text, StringComparison.Ordinal)).Value;

    /// <summary>Sends a form: what is hidden in it, and the fields given.</summary>
    public Task Post(string path, string form, params (string Name, string Value)[] fields)
    {
        var hidden = HiddenIn(form);
        var typed = fields.Select(field => KeyValuePair.Create(field.Name, field.Value));
        return Read(new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(hidden.Concat(typed)) });
    }

    /// <summary>Sends the page's form of an action with a file.</summary>
    public Task Upload(string action, string field, string fileName, byte[] bytes)
    {
        var form = FormWith($"name=\"_action\" value=\"{action}\"");
        var content = new MultipartFormDataContent();
        foreach (Match match in Hidden().Matches(form))
        {
            content.Add(new StringContent(WebUtility.HtmlDecode(match.Groups["value"].Value)), match.Groups["name"].Value);
        }

        content.Add(new ByteArrayContent(bytes), field, fileName);
        return Read(new HttpRequestMessage(HttpMethod.Post, Address.PathAndQuery) { Content = content });
    }

    public void Dispose() => _client.Dispose();

    private string FormOf(string action, string? subject) => Forms().Select(match => match.Value).FirstOrDefault(text =>
        text.Contains($"name=\"_action\" value=\"{action}\"", StringComparison.Ordinal) && (subject is null || text.Contains($"value=\"{subject}\"", StringComparison.Ordinal)))
        ?? throw new Xunit.Sdk.XunitException($"No form '{action}' on {Address}, {Status}");

    private static IEnumerable<KeyValuePair<string, string>> HiddenIn(string form) =>
        Hidden().Matches(form).Select(match => KeyValuePair.Create(match.Groups["name"].Value, WebUtility.HtmlDecode(match.Groups["value"].Value)));

    private IEnumerable<Match> Forms() => Form().Matches(Page);

    /// <summary>Follows redirects itself: the handler would drop the token on the way.</summary>
    private async Task Read(HttpRequestMessage request)
    {
        using var sent = request;
        using var response = await _client.SendAsync(sent, TestContext.Current.CancellationToken);
        Address = response.RequestMessage!.RequestUri!;
        if (response.Headers.Location is { } next)
        {
            await Read(new HttpRequestMessage(HttpMethod.Get, new Uri(Address, next)));
            return;
        }

        Page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Status = (int)response.StatusCode;
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Form();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"", RegexOptions.None, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Hidden();
}
