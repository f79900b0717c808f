using System.Diagnostics;
using System.Globalization;
using System.Text;
using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Peers;

/// <summary>A real program beside the service. It ends with the test; should the whole test run be killed, by itself a little later.</summary>
public sealed class Peer : IDisposable
{
    private const int LongestLifeSeconds = 120;
    private const int LongestOutput = 16 * 1024;

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private Peer(Process process)
    {
        _process = process;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>What it has printed, on both of its outputs.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts a program by its full path.</summary>
    public static Peer Start(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Needs.File("/usr/bin/timeout", "coreutils"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        string[] limit = ["--signal=KILL", LongestLifeSeconds.ToString(CultureInfo.InvariantCulture), program];
        foreach (var argument in limit.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new Peer(process);
    }

    /// <summary>Asks until the answer is yes; fails with everything the program printed when that takes too long or the program ends.</summary>
    public async Task Until(Func<Task<bool>> isSo, string what, double seconds = 15)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        while (!await isSo())
        {
            HasEnded.ShouldBeFalse($"{what}: it ended instead. {Output}");
            clock.GetElapsedTime(start).TotalSeconds.ShouldBeLessThan(seconds, $"{what}: {Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, TestContext.Current.CancellationToken);
        }
    }

    /// <summary><c>kill -9</c>, and waits for the end.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
    }

    /// <summary>Its exit code.</summary>
    public async Task<int> Ended(double seconds = 10)
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(seconds), TimeProvider.System);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            if (line.Data is not null && _output.Length < LongestOutput)
            {
                _output.AppendLine(line.Data);
            }
        }
    }
}
