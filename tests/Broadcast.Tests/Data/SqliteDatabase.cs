using Broadcast.Data;
using Broadcast.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace Broadcast.Tests.Data;

/// <summary>An SQLite file, always there.</summary>
public sealed class SqliteDatabase : DatabaseFixture
{
    private readonly TempFolder _folder = new();

    public SqliteDatabase() => Options = DatabaseOptions.SqliteFile(_folder.File("broadcast.db"));

    internal override DatabaseOptions Options { get; }

    protected override ValueTask Drop()
    {
        using (var pooled = new SqliteConnection(Options.ConnectionString))
        {
            SqliteConnection.ClearPool(pooled);
        }

        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
