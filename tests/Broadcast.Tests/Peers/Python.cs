using System.Diagnostics;
using System.Net.Sockets;

namespace Broadcast.Tests.Peers;

/// <summary>Debian's Python, for what only has an implementation in it.</summary>
internal static class Python
{
    public static string Path => Hosting.Needs.File("/usr/bin/python3", "python3");

    /// <summary>A module that a Debian package brings.</summary>
    public static void Needs(string module, string package) => Hosting.Needs.File($"/usr/lib/python3/dist-packages/{module}/__init__.py", package);

    /// <summary>Runs a script on a text; what it prints.</summary>
    public static async Task<string> Run(string script, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in new[] { "-c", script }.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var (output, errors) = (await process.StandardOutput.ReadToEndAsync(), await process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, errors);
        return output.ReplaceLineEndings("\n").Trim();
    }

    public static async Task<bool> Listens(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
