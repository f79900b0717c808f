using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace Broadcast.Tests.Data;

/// <summary>No statement of the service looks through a table that grows with what platforms send: each goes by an index, from a value it was given or joined to.</summary>
public sealed partial class QueryPlanTests(SqliteDatabase database) : IClassFixture<SqliteDatabase>
{
    private static readonly string[] Growing = ["Delivery", "Reading", "ReadingExtra", "HeldReading", "AiringMinute", "InterviewMinute", "AiringDay", "RoundedMinute", "RoundedDay", "ImportedRow", "ImportedRepeat", "DroppedBody", "AuditEntry"];

    /// <summary>What reads a page in the order of the key, and stops.</summary>
    private static readonly string[] Paged = ["Ingestion.EvidenceSearch.OfAll", "Audit.AuditLog.Listing", "Scheduling.Closings.Newest"];

    [Theory]
    [MemberData(nameof(SqlFields.Names), MemberType = typeof(SqlFields))]
    public void A_statement_goes_through_growing_tables_by_an_index(string field)
    {
        var walks = Walks(SqlFields.All[field].Sqlite);
        if (Paged.Contains(field))
        {
            walks.Count.ShouldBe(1);
            SqlFields.All[field].Sqlite.ShouldContain("LIMIT");
        }
        else
        {
            walks.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("SELECT COUNT(*) FROM Delivery")]
    [InlineData("SELECT r.Views FROM Airing a JOIN Reading r ON r.AiringId > a.Id")]
    [InlineData("SELECT Id FROM Delivery WHERE Id < @before ORDER BY Id")]
    public void A_statement_that_looks_through_one_is_found(string statement) => Walks(statement).ShouldNotBeEmpty();

    /// <summary>The steps of a statement that go through a growing table without a value to look for.</summary>
    private List<string> Walks(string statement)
    {
        var growing = Named().Matches(statement).Where(match => Growing.Contains(match.Groups["table"].Value))
            .SelectMany(match => new[] { match.Groups["table"].Value, match.Groups["alias"].Value }).ToHashSet(StringComparer.Ordinal);
        return [.. Steps(statement).Where(step => growing.Contains(step.Split(' ')[1]) && !step.Contains("=?", StringComparison.Ordinal))];
    }

    /// <summary>How SQLite goes about a statement, table by table.</summary>
    private IEnumerable<string> Steps(string statement)
    {
        using var connection = new SqliteConnection(database.Options.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {statement}";
        foreach (var name in Parameter().Matches(statement).Select(match => match.Value).Distinct(StringComparer.Ordinal))
        {
            command.Parameters.AddWithValue(name, 1);
        }

        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (reader.GetString(3) is var step && (step.StartsWith("SCAN ", StringComparison.Ordinal) || step.StartsWith("SEARCH ", StringComparison.Ordinal)))
            {
                yield return step;
            }
        }
    }

    [GeneratedRegex(@"(?:FROM|JOIN|UPDATE|INTO)\s+(?<table>[A-Z]\w+)(?:\s+(?:AS\s+)?(?!WHERE|JOIN|LEFT|ON|ORDER|SET|GROUP|UNION|INNER|CROSS|LIMIT|NOT|INDEXED)(?<alias>[a-zA-Z]\w*))?", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Named();

    [GeneratedRegex(@"@\w+", RegexOptions.None, 1_000)]
    private static partial Regex Parameter();
}
