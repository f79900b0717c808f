using System.Net.Http.Headers;

namespace Broadcast.Tests.Hosting;

/// <summary>The service as a process that is killed and started again: on the same data, at the same address, with the same clients.</summary>
public sealed class RestartedProgram : IDisposable
{
    private readonly Uri _address = RunningProgram.FreeAddress();
    private RunningProgram? _program;

    public RestartedProgram()
    {
        Anonymous = new HttpClient { BaseAddress = _address };
        Admin = new HttpClient { BaseAddress = _address };
        Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ServiceFixture.AdminToken);
    }

    /// <summary>A client signed in as the administrator.</summary>
    public HttpClient Admin { get; }

    /// <summary>A client without a credential.</summary>
    public HttpClient Anonymous { get; }

    /// <summary>Where its data lie.</summary>
    public TempFolder Folder { get; } = new();

    /// <summary>The process that was started last.</summary>
    public RunningProgram Process => _program ?? throw new InvalidOperationException("It was never started.");

    /// <summary>Starts it, and waits until it takes requests.</summary>
    public async Task Start()
    {
        _program?.Dispose();
        _program = RunningProgram.StartAt(_address, Folder, $"Broadcast:Auth:AdminToken={ServiceFixture.AdminToken}");
        await _program.Ready();
    }

    /// <summary><c>kill -9</c>, and starts it again.</summary>
    public Task KillAndStart()
    {
        Process.Kill();
        return Start();
    }

    public void Dispose()
    {
        _program?.Dispose();
        Admin.Dispose();
        Anonymous.Dispose();
        Folder.Dispose();
    }
}
