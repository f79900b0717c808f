using Broadcast.Data;
using Microsoft.Data.Sqlite;

namespace Broadcast.Tests.Data;

/// <summary>Whether anything has changed in the file is told by a number.</summary>
public sealed class SqliteVersionTests(SqliteDatabase database) : IClassFixture<SqliteDatabase>
{
    private static readonly Sql Insert = "INSERT INTO Lease (Name, Owner, Until) VALUES (@name, X'01', 1)";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reading_leaves_it_as_it_is_and_every_commit_makes_it_another()
    {
        using var db = new Db(database.Options);
        var before = db.Version.ShouldNotBeNull();
        await db.Query<string>("SELECT Name FROM Lease", ct: Ct);
        db.Version.ShouldBe(before);
        await db.Execute(Insert, new { name = "written" }, Ct);
        var after = db.Version;
        after.ShouldNotBe(before);
        db.Version.ShouldBe(after);
    }

    [Fact]
    public async Task What_another_process_commits_shows_and_what_is_taken_back_does_not()
    {
        using var db = new Db(database.Options);
        var before = db.Version;
        await using var other = new SqliteConnection(database.Options.ConnectionString);
        await other.OpenAsync(Ct);
        await using (var transaction = await other.BeginTransactionAsync(Ct))
        {
            await InsertBy(other, transaction, "taken back");
            await transaction.RollbackAsync(Ct);
        }

        db.Version.ShouldBe(before);
        await using (var transaction = await other.BeginTransactionAsync(Ct))
        {
            await InsertBy(other, transaction, "kept");
            db.Version.ShouldBe(before);
            await transaction.CommitAsync(Ct);
        }

        db.Version.ShouldNotBe(before);
    }

    [Fact]
    public void A_connection_that_had_to_be_opened_anew_never_tells_a_number_that_was_told_before()
    {
        using var version = new SqliteVersion(database.Options.ConnectionString);
        var told = new HashSet<long>();
        for (var opened = 0; opened < 5; opened++)
        {
            told.Add(version.Now()).ShouldBeTrue();
            version.Dispose();
        }
    }

    private static async Task InsertBy(SqliteConnection connection, System.Data.Common.DbTransaction transaction, string name)
    {
        await using var command = connection.CreateCommand();
        command.Transaction = (SqliteTransaction)transaction;
        command.CommandText = Insert.Sqlite;
        command.Parameters.AddWithValue("@name", name);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
