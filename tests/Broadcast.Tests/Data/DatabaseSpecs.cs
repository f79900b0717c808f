using Broadcast.Data;

namespace Broadcast.Tests.Data;

/// <summary>
/// What must hold on every database: a subject's specs are one abstract class, and two short ones inherit it, <c>…OnSqlite</c> and <c>…OnSqlServer</c>.
/// Where an engine is not there, each of its specs is shown as skipped, with the reason.
/// </summary>
public abstract class DatabaseSpecs
{
    protected DatabaseSpecs(DatabaseFixture database)
    {
        Assert.SkipWhen(database.Absent is not null, database.Absent ?? "");
        Database = database;
    }

    protected DatabaseFixture Database { get; }

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>An instant to reckon from; whole milliseconds, as the databases keep them.</summary>
    protected static DateTimeOffset Noon { get; } = new(2026, 3, 12, 12, 0, 0, TimeSpan.Zero);

    /// <summary>An id that sorts at this instant.</summary>
    protected static Guid NewId(DateTimeOffset? at = null) => Ids.New(at ?? Noon);
}
