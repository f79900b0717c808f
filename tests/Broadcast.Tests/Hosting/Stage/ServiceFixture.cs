using System.Net.Http.Headers;
using Broadcast.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Broadcast.Tests.Hosting;

/// <summary>
/// The real service on real Kestrel, on a free port, with a folder and an SQLite file of its own. Any number may run at once.
/// As <c>IClassFixture&lt;ServiceFixture&gt;</c> one serves a whole class; <see cref="Start"/> makes one with settings or a clock of the test's own.
/// Under a fake clock Hangfire still goes by real time, and whatever waits on the clock waits until the test moves it.
/// </summary>
public class ServiceFixture : IAsyncLifetime
{
    public const string AdminToken = "the-administrator-of-the-tests";

    private readonly ServiceSetup _setup;
    private readonly TempFolder? _folder;
    private readonly List<HttpClient> _clients = [];
    private WebApplication? _app;

    public ServiceFixture()
        : this(new ServiceSetup())
    {
    }

    protected ServiceFixture(ServiceSetup setup)
    {
        _setup = setup;
        _folder = setup.DataDirectory is null ? new TempFolder() : null;
        DataDirectory = setup.DataDirectory ?? _folder!.Path;
    }

    /// <summary>A client signed in as the administrator.</summary>
    public HttpClient Admin { get; private set; } = null!;

    /// <summary>A client without a credential; follows no redirects.</summary>
    public HttpClient Anonymous { get; private set; } = null!;

    /// <summary>What the service itself works with.</summary>
    public IServiceProvider Services => _app!.Services;

    /// <summary>Where the service answers, such as <c>http://127.0.0.1:40123</c>.</summary>
    public Uri Address { get; private set; } = null!;

    public string DataDirectory { get; }

    /// <summary>Warnings and errors that were logged.</summary>
    public LogLines Log { get; } = new();

    public static async Task<ServiceFixture> Start(ServiceSetup setup)
    {
        var service = new ServiceFixture(setup);
        await service.InitializeAsync();
        return service;
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public async ValueTask InitializeAsync()
    {
        _app = Program.Build(Arguments(), Replace);
        await _app.StartAsync();
        Address = new Uri(_app.Urls.First());
        Anonymous = ClientWith(null);
        Admin = ClientWith(AdminToken);
    }

    /// <summary>A client for a new person with this role; each call makes another person.</summary>
    /// <param name="role"><c>viewer</c>, <c>unit</c>, <c>producer</c> or <c>admin</c>.</param>
    /// <param name="unitId">The unit of a liaison; it must exist.</param>
    /// <param name="name">As the audit log is to show it; the role when null.</param>
    public async Task<HttpClient> ClientFor(string role, Guid? unitId = null, string? name = null)
    {
        var made = await Admin.PostJson("/api/v1/tokens", new { name = name ?? role, role, unitId });
        return ClientWith(made.Expect(201)["token"].GetString());
    }

    /// <summary>A client that sends this token; none when null.</summary>
    public HttpClient ClientWith(string? token)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        lock (_clients)
        {
            _clients.Add(client);
        }

        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        using (var pooled = new SqliteConnection(DatabaseOptions.SqliteFile(Path.Combine(DataDirectory, "broadcast.db")).ConnectionString))
        {
            SqliteConnection.ClearPool(pooled);
        }

        _folder?.Dispose();
        GC.SuppressFinalize(this);
    }

    private string[] Arguments()
    {
        string[] own = ["--urls=http://127.0.0.1:0", $"--Broadcast:DataDirectory={DataDirectory}", $"--Broadcast:Auth:AdminToken={AdminToken}"];
        return [.. own, .. _setup.Settings.Select(setting => $"--{setting.Key}={setting.Value}")];
    }

    private void Replace(WebApplicationBuilder builder)
    {
        // An instance that the service does not own: Hangfire keeps a static hold of the last one, which must not be a disposed one.
        builder.Services.AddSingleton<ILoggerFactory>(new LoggerFactory([Log]));
        if (_setup.Clock is not null)
        {
            builder.Services.AddSingleton(_setup.Clock);
        }

        _setup.Configure?.Invoke(builder.Services);
    }
}

/// <summary>What is special about a service under test.</summary>
public sealed record ServiceSetup
{
    /// <summary>Settings by key, such as <c>Broadcast:Pull:LiveIntervalSeconds</c>.</summary>
    public Dictionary<string, string> Settings { get; init; } = [];

    /// <summary>The service's clock, usually a <c>FakeTimeProvider</c>; the real one when null.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>Replaces services; has the last word.</summary>
    public Action<IServiceCollection>? Configure { get; init; }

    /// <summary>A folder that outlives the service, to start another one on the same data; a new one, deleted afterwards, when null.</summary>
    public string? DataDirectory { get; init; }
}
