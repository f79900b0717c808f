using System.Runtime.CompilerServices;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace Broadcast.Data;

/// <summary>What an engine's error means, whichever engine it is. Nobody else reads the drivers' numbers.</summary>
/// <remarks>What names SQL Server's driver stands in methods of its own: with SQLite they are never compiled, and the driver never loaded.</remarks>
internal static class DatabaseFault
{
    private const int SqliteBusy = 5;
    private const int SqliteFull = 13;
    private const int SqliteConstraint = 19;

    /// <summary>The database cannot be used just now: busy, full, out of reach.</summary>
    public static bool IsAway(Exception e) => e is SqliteException sqlite ? sqlite.SqliteErrorCode is SqliteBusy or SqliteFull : IsAwayOnSqlServer(e);

    /// <summary>What was to be written does not go together with what stands there.</summary>
    public static bool IsConstraint(Exception e) => e is SqliteException sqlite ? sqlite.SqliteErrorCode == SqliteConstraint : IsConstraintOnSqlServer(e);

    /// <summary>An error that an engine reported itself.</summary>
    public static bool IsOfEngine(Exception e) => e is SqliteException || IsOfSqlServer(e);

    /// <summary>Network and login failures, time-outs, and a database that is starting or failing over.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsAwayOnSqlServer(Exception e) =>
        e is SqlException { Number: -2 or -1 or 2 or 53 or 233 or 4060 or 10053 or 10054 or 10060 or 40197 or 40501 or 40613 or 18456 };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsConstraintOnSqlServer(Exception e) => e is SqlException { Number: 547 or 2601 or 2627 };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsOfSqlServer(Exception e) => e is SqlException;
}
