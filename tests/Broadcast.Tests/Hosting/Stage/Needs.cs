namespace Broadcast.Tests.Hosting;

/// <summary>
/// What a test needs from the machine. Where it is missing, the test is skipped and says which Debian package brings it; where <c>CI=true</c>, it fails:
/// a browser or a real peer that was not tried is not a pass there.
/// </summary>
public static class Needs
{
    private static readonly Dictionary<string, string> Packages = new(StringComparer.Ordinal)
    {
        ["chromium"] = "chromium",
        ["icecast2"] = "icecast2",
        ["nginx"] = "nginx",
        ["ffmpeg"] = "ffmpeg",
        ["curl"] = "curl",
        ["dovecot"] = "dovecot-imapd",
    };

    private static readonly string[] Folders =
        [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), "/usr/bin", "/usr/sbin"];

    private static bool IsCi => string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The full path of a program.</summary>
    public static string Program(string program)
    {
        var path = Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(System.IO.File.Exists);
        return path ?? Missing(program, Packages.GetValueOrDefault(program, program));
    }

    /// <summary>A file that comes with a package, such as a module of a program.</summary>
    public static string File(string path, string package) => System.IO.File.Exists(path) ? path : Missing(path, package);

    private static string Missing(string what, string package)
    {
        var message = $"{what} is not on this machine: apt-get install {package}";
        Assert.SkipUnless(IsCi, message);
        throw new Xunit.Sdk.XunitException(message);
    }
}
