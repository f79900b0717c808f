using System.Data.Common;
using System.Reflection;
using DbUp;
using DbUp.Builder;
using DbUp.Engine;
using DbUp.Engine.Output;
using DbUp.Helpers;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace Broadcast.Data;

/// <summary>Brings the schema up to date: numbered scripts, each once, one process at a time (an application lock in SQL Server, a lock file beside an SQLite file).</summary>
internal sealed class Migrator(DatabaseOptions options)
{
    private const string LockName = "broadcast-migrations";
    private const int FirstAnswerSeconds = 4;
    private const int FatalToConnection = 20;
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(60);

    /// <summary>Creates the database when it is missing and runs what has not run yet.</summary>
    /// <exception cref="InvalidOperationException">A script failed, or another process held the lock for a minute.</exception>
    public void Run()
    {
        if (options.Provider == DatabaseProvider.SqlServer)
        {
            RunOnSqlServer();
        }
        else
        {
            RunOnSqlite();
        }
    }

    private void RunOnSqlite()
    {
        var file = new SqliteConnectionStringBuilder(options.ConnectionString).DataSource;
        using var held = HoldFile(file + ".migrating");

        // A connection of its own, never to be used again: a script is all there or not at all, and which of them are is not worth a wait for the disk each; the first commit of the service's waits for all.
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder(options.ConnectionString) { Pooling = false }.ToString());
        connection.Open();
        Pragma(connection, "PRAGMA journal_mode = WAL");
        Pragma(connection, "PRAGMA synchronous = NORMAL");
        Upgrade(DeployChanges.To.SqliteDatabase(new DbUp.Sqlite.Helpers.SharedConnection(connection)), "Sqlite");
    }

    private void RunOnSqlServer()
    {
        CreateDatabaseIfMissing();
        using var connection = new SqlConnection(options.ConnectionString);
        connection.Open();
        HoldApplicationLock(connection);
        Upgrade(DeployChanges.To.SqlDatabase(options.ConnectionString), "SqlServer");
    }

    private static void Upgrade(UpgradeEngineBuilder to, string folder)
    {
        var prefix = $"Broadcast.Data.Migrations.{folder}.";
        var engine = to
            .WithScriptsEmbeddedInAssembly(Assembly.GetExecutingAssembly(), name => name.StartsWith(prefix, StringComparison.Ordinal))
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .LogTo(new NoOpUpgradeLog())
            .Build();
        DatabaseUpgradeResult result = engine.PerformUpgrade();
        if (!result.Successful)
        {
            throw new InvalidOperationException($"The migration {result.ErrorScript?.Name} failed: {result.Error.Message}", result.Error);
        }
    }

    /// <summary>A login that may create databases gets one; for one that may not, the missing database is the error of the next step.</summary>
    private void CreateDatabaseIfMissing()
    {
        var name = new SqlConnectionStringBuilder(options.ConnectionString).InitialCatalog;
        try
        {
            using var connection = OpenBriefly("master");
            using var command = connection.CreateCommand();
            command.CommandText =
                """
                DECLARE @sql NVARCHAR(600) = N'CREATE DATABASE ' + QUOTENAME(@name) + N'; ALTER DATABASE ' + QUOTENAME(@name) + N' SET READ_COMMITTED_SNAPSHOT ON;';
                IF DB_ID(@name) IS NULL EXEC (@sql);
                """;
            command.Parameters.AddWithValue("@name", name);
            command.ExecuteNonQuery();
        }
        catch (SqlException e) when (e.Class < FatalToConnection && e.Number > 0)
        {
            using var probe = OpenBriefly(name);
        }
    }

    /// <summary>Asks once and not for long: a server that is not there is a setting to correct, and the program has ten seconds to say so.</summary>
    private SqlConnection OpenBriefly(string database)
    {
        var brief = new SqlConnectionStringBuilder(options.ConnectionString) { InitialCatalog = database, ConnectRetryCount = 0, Pooling = false };
        brief.ConnectTimeout = Math.Min(brief.ConnectTimeout, FirstAnswerSeconds);
        var connection = new SqlConnection(brief.ConnectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void HoldApplicationLock(SqlConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            DECLARE @got INT;
            EXEC @got = sp_getapplock @Resource = @name, @LockMode = 'Exclusive', @LockOwner = 'Session', @LockTimeout = @patience;
            SELECT @got;
            """;
        command.Parameters.AddWithValue("@name", LockName);
        command.Parameters.AddWithValue("@patience", (int)LockPatience.TotalMilliseconds);
        command.CommandTimeout = (int)LockPatience.TotalSeconds + 5;
        if ((int)command.ExecuteScalar()! < 0)
        {
            throw new InvalidOperationException("Another process has been migrating the database for over a minute.");
        }
    }

    private static FileStream HoldFile(string path)
    {
        var deadline = Environment.TickCount64 + (long)LockPatience.TotalMilliseconds;
        using var pause = new ManualResetEventSlim();
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (Environment.TickCount64 < deadline)
            {
                pause.Wait(TimeSpan.FromMilliseconds(50));
            }
        }
    }

    private static void Pragma(DbConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
