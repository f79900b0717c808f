namespace Broadcast.Tests.Data;

/// <summary>Every T-SQL text of the service fits the SQL Server schema, known without a server.</summary>
public sealed class TsqlBindingTests(TsqlSchema schema) : IClassFixture<TsqlSchema>
{
    [Theory]
    [MemberData(nameof(SqlFields.Names), MemberType = typeof(SqlFields))]
    public void A_statement_binds_to_the_schema(string field) =>
        schema.Problems(SqlFields.All[field].SqlServer).ShouldBeEmpty(field);

    [Fact]
    public void Statements_were_found() => SqlFields.All.Count.ShouldBeGreaterThan(10);

    [Theory]
    [InlineData("SELECT Id, Nmae FROM AccessToken", "Nmae")]
    [InlineData("SELECT Id FROM AccesToken", "AccesToken")]
    [InlineData("SELECT Id FROM AccessToken ORDER BY Id LIMIT @take", "LIMIT")]
    [InlineData("SELECT a.Nmae FROM AccessToken a", "Nmae")]
    [InlineData("SELECT Id FROM AccessToken a JOIN AuditEntry b ON b.Id = a.Id", "Id")]
    [InlineData("INSERT INTO Lease (Name, Ownr, Until) VALUES (@name, @owner, 0)", "Ownr")]
    [InlineData("UPDATE Lease SET Untill = 0 WHERE Name = @name", "Untill")]
    [InlineData("DELETE FROM Lease WHERE Nam = @name", "Nam")]
    [InlineData("SELECT Id FROM AccessToken WHERE Id IN @ids", "@ids")]
    [InlineData("INSERT INTO Lease (Name) VALUES (@name) ON CONFLICT DO NOTHING", "ON")]
    [InlineData("SELECT Id FROM AccessToken WHERE EXISTS (SELECT 1 FROM Unit u WHERE u.Id = AccessToken.UnitIdd)", "UnitIdd")]
    public void A_statement_that_does_not_fit_is_found(string statement, string culprit) =>
        schema.Problems(statement).ShouldContain(problem => problem.Contains(culprit, StringComparison.Ordinal));

    [Fact]
    public void A_fault_does_not_stain_the_next_statement()
    {
        schema.Problems("SELECT Nothing FROM Nowhere").ShouldNotBeEmpty();
        schema.Problems("SELECT TOP (@take) Id FROM AccessToken WHERE Id > @after ORDER BY Id").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("SELECT t.Id FROM AccessToken t JOIN OPENJSON(@ids) WITH (Id BINARY(16) '$') x ON x.Id = t.Id")]
    [InlineData("SELECT Id FROM AccessToken WHERE Name IN (SELECT value FROM STRING_SPLIT(@names, ','))")]
    [InlineData("DECLARE @made TABLE (Id BINARY(16)); INSERT INTO @made (Id) SELECT Id FROM Unit; SELECT Id FROM @made;")]
    [InlineData("MERGE Lease WITH (HOLDLOCK) AS t USING (SELECT @name AS Name) AS s ON t.Name = s.Name WHEN MATCHED THEN UPDATE SET Until = @until WHEN NOT MATCHED THEN INSERT (Name, Owner, Until) VALUES (@name, @owner, @until);")]
    [InlineData("DELETE TOP (100) FROM DueWork OUTPUT deleted.Id, deleted.Subject WHERE DueAt < @now")]
    [InlineData("WITH latest AS (SELECT Id, ROW_NUMBER() OVER (PARTITION BY Entity ORDER BY At DESC) AS Place FROM AuditEntry) SELECT Id FROM latest WHERE Place = 1")]
    public void What_only_sql_server_says_is_understood(string statement) => schema.Problems(statement).ShouldBeEmpty();
}
