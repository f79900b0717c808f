using SQLitePCL;

namespace Broadcast.Data;

/// <summary>How SQLite is set up for the whole process.</summary>
internal static class SqliteEngine
{
    private static readonly Lazy<bool> Ready = new(SetUpOnce);

    /// <summary>
    /// A connection is used by one thread at a time (the pool, and the writer's turn, see to it), so it need not lock at each call; and nobody asks how much memory it has in use. Must run before the first
    /// connection: after it, and a second time, it changes nothing.
    /// </summary>
    public static void SetUp() => _ = Ready.Value;

    private static bool SetUpOnce()
    {
        Batteries_V2.Init();
        return raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD) == raw.SQLITE_OK && raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0) == raw.SQLITE_OK;
    }
}
