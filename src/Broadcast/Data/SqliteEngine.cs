using SQLitePCL;

namespace Broadcast.Data;

/// <summary>How SQLite is set up for the whole process.</summary>
internal static class SqliteEngine
{
    /// <summary>
    /// A connection is used by one thread at a time (the pool, and the writer's turn, see to it), so it need not lock at each call; and nobody asks how much memory it has in use. Must run before the first
    /// connection; may run twice, and then changes nothing.
    /// </summary>
    public static void SetUp()
    {
        Batteries_V2.Init();
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }
}
