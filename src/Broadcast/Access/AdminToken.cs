using Broadcast.Hosting;

namespace Broadcast.Access;

/// <summary>The administrator's own token: the setting, or the one that the first start made and keeps in the data directory.</summary>
internal sealed class AdminToken
{
    public const string FileName = "admin-token";

    public AdminToken(Settings settings)
    {
        var path = Path.Combine(settings.DataDirectory, FileName);
        Text = settings.AdminToken ?? (File.Exists(path) ? File.ReadAllText(path).Trim() : "");
        if (Text.Length == 0)
        {
            Text = SecretText.New();
            IsNew = true;
            WriteForOwner(path, Text);
        }

        Hash = SecretText.Hash(Text);
    }

    public string Text { get; }

    public byte[] Hash { get; }

    /// <summary>True on the start that made it: it is printed this once.</summary>
    public bool IsNew { get; }

    public Caller Caller { get; } = new(Guid.Empty, "admin", Role.Admin, null);

    /// <summary>Written beside and moved, with the rights set from the first byte on: a kill in between leaves no half token and none that others can read.</summary>
    private static void WriteForOwner(string path, string text)
    {
        var draft = path + ".new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(draft, options))
        using (var writer = new StreamWriter(file))
        {
            writer.Write(text);
            writer.Flush();
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }
}
