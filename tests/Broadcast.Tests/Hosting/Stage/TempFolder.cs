namespace Broadcast.Tests.Hosting;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
public sealed class TempFolder : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Path { get; } = Directory.CreateTempSubdirectory("broadcast-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>What ends with the service may write a last file while the others are removed: then it is tried again.</summary>
    public void Dispose()
    {
        if (!SpinWait.SpinUntil(TryDelete, Patience))
        {
            Directory.Delete(Path, recursive: true);
        }
    }

    private bool TryDelete()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            // A test may have removed it.
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
