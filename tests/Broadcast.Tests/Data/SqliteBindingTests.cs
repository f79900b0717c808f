using Microsoft.Data.Sqlite;

namespace Broadcast.Tests.Data;

/// <summary>Every SQLite text of the service can be prepared on the migrated schema.</summary>
public sealed class SqliteBindingTests(SqliteDatabase database) : IClassFixture<SqliteDatabase>
{
    [Theory]
    [MemberData(nameof(SqlFields.Names), MemberType = typeof(SqlFields))]
    public void A_statement_can_be_prepared(string field) => Prepare(SqlFields.All[field].Sqlite);

    [Theory]
    [InlineData("SELECT Nmae FROM AccessToken")]
    [InlineData("SELECT Id FROM AccesToken")]
    [InlineData("SELECT TOP (@take) Id FROM AccessToken")]
    [InlineData("UPDATE Lease SET Until = 0 WHERE Name = @name; UPDATE Lease SET Untill = 0")]
    public void A_statement_that_does_not_fit_is_found(string statement) => Should.Throw<SqliteException>(() => Prepare(statement));

    private void Prepare(string statement)
    {
        using var connection = new SqliteConnection(database.Options.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = statement;
        command.Prepare();
    }
}
