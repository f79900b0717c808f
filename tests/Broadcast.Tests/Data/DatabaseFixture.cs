using Broadcast.Data;

namespace Broadcast.Tests.Data;

/// <summary>A fresh, migrated database for one class of specs, gone afterwards; or the reason why this engine is not there.</summary>
public abstract class DatabaseFixture : IAsyncLifetime
{
    private readonly List<Db> _doors = [];
    private Db? _db;

    /// <summary>Why this database is not to be had here; null when it is.</summary>
    public virtual string? Absent => null;

    internal abstract DatabaseOptions Options { get; }

    internal Db Db => _db ??= AnotherDb();

    /// <summary>A door of its own to the same database, as another process would have.</summary>
    internal Db AnotherDb()
    {
        var db = new Db(Options);
        lock (_doors)
        {
            _doors.Add(db);
        }

        return db;
    }

    public ValueTask InitializeAsync()
    {
        if (Absent is null)
        {
            TypeHandlers.Register();
            new Migrator(Options).Run();
        }

        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _doors.ForEach(db => db.Dispose());
        if (Absent is null)
        {
            await Drop();
        }

        GC.SuppressFinalize(this);
    }

    protected abstract ValueTask Drop();
}
