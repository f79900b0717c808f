using Broadcast.Outcomes;

namespace Broadcast.Registers;

/// <summary>A file as it comes in: on disk, so that it can be read twice and memory stays flat, and gone when it is closed.</summary>
internal static class Upload
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>An empty file that nobody else sees.</summary>
    public static FileStream Scratch() => new(
        Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, ChunkBytes, FileOptions.DeleteOnClose | FileOptions.Asynchronous);

    /// <summary>Takes the whole of a request's body, up to <see cref="TableFile.LargestBytes"/>; the refusal when it is larger.</summary>
    public static async Task<Refusal?> Receive(HttpRequest request, FileStream file, CancellationToken ct)
    {
        if (request.ContentLength > TableFile.LargestBytes)
        {
            return TableFile.TooLarge;
        }

        var buffer = new byte[ChunkBytes];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, ct)) > 0)
        {
            await file.WriteAsync(buffer.AsMemory(0, read), ct);
            if (file.Length > TableFile.LargestBytes)
            {
                return TableFile.TooLarge;
            }
        }

        file.Position = 0;
        return null;
    }
}
