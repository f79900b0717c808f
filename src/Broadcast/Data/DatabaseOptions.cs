namespace Broadcast.Data;

/// <summary>Which database, and how to reach it.</summary>
/// <param name="Provider">The engine.</param>
/// <param name="ConnectionString">Its connection string; for SQLite it names the file.</param>
internal sealed record DatabaseOptions(DatabaseProvider Provider, string ConnectionString)
{
    /// <summary>Options for an SQLite file: foreign keys on, one shared pool, 30 s of patience when another process writes.</summary>
    public static DatabaseOptions SqliteFile(string path) => new(
        DatabaseProvider.Sqlite,
        new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, DefaultTimeout = 30, Pooling = true }.ToString());
}
