using Broadcast.Data;
using Microsoft.Data.SqlClient;

namespace Broadcast.Tests.Data;

/// <summary>A database of its own on the SQL Server that <c>BROADCAST_TEST_SQLSERVER</c> names (a connection string whose login may create databases).</summary>
public sealed class SqlServerDatabase : DatabaseFixture
{
    public const string Variable = "BROADCAST_TEST_SQLSERVER";

    private static readonly string? Server = Environment.GetEnvironmentVariable(Variable);
    private readonly string _name = $"broadcast_test_{Ids.New(TimeProvider.System.GetUtcNow()):N}";

    public SqlServerDatabase() =>
        Options = new DatabaseOptions(DatabaseProvider.SqlServer, new SqlConnectionStringBuilder(Server) { InitialCatalog = _name }.ConnectionString);

    public override string? Absent => string.IsNullOrEmpty(Server) ? $"No SQL Server here: {Variable} holds no connection string." : null;

    internal override DatabaseOptions Options { get; }

    protected override async ValueTask Drop()
    {
        SqlConnection.ClearAllPools();
        await using var connection = new SqlConnection(new SqlConnectionStringBuilder(Server) { InitialCatalog = "master" }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"ALTER DATABASE [{_name}] SET SINGLE_USER WITH ROLLBACK IMMEDIATE; DROP DATABASE [{_name}];";
        await command.ExecuteNonQueryAsync();
    }
}
