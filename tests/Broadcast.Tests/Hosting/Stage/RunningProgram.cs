using System.Diagnostics;
using System.Globalization;

namespace Broadcast.Tests.Hosting;

/// <summary>The service as a process of its own, for what only a process shows: its start, its signals, its exit code, what it prints.</summary>
public sealed class RunningProgram : IDisposable
{
    /// <summary>What the contract gives a process to end in, whether for a bad setting or a signal.</summary>
    public static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private RunningProgram(Process process, Uri address)
    {
        _process = process;
        Address = address;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    public Uri Address { get; }

    /// <summary>Everything on standard output; completes when the process ends.</summary>
    public Task<string> Output => _output;

    /// <summary>The lines on standard error; completes when the process ends.</summary>
    public async Task<string[]> ErrorLines() => (await _errors).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Starts it on a free port; settings are given as <c>Section:Key=value</c>.</summary>
    public static RunningProgram Start(TempFolder folder, params string[] settings) => StartAt(FreeAddress(), folder, settings);

    /// <summary>Starts it where another one was.</summary>
    public static RunningProgram StartAt(Uri address, TempFolder folder, params string[] settings)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder.Path };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Broadcast.dll"));
        string[] own = [$"urls={address}", $"Broadcast:DataDirectory={folder.Path}"];
        foreach (var setting in own.Concat(settings))
        {
            start.ArgumentList.Add($"--{setting}");
        }

        return new RunningProgram(Process.Start(start)!, address);
    }

    public static Uri FreeAddress() => new($"http://127.0.0.1:{Ports.Next()}");

    /// <summary>Waits until it takes requests.</summary>
    public async Task Ready()
    {
        using var client = new HttpClient { BaseAddress = Address };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await Answers(client, patience.Token))
        {
            _process.HasExited.ShouldBeFalse("it ended instead of answering");
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>SIGTERM.</summary>
    public async Task Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary><c>kill -9</c>, and waits for the end.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    /// <summary>Its exit code; fails when it does not end in the time the contract gives.</summary>
    public async Task<int> Ended()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeToEnd);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private static async Task<bool> Answers(HttpClient client, CancellationToken ct)
    {
        try
        {
            return (await client.GetAsync("/healthz/ready", ct)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
