using Broadcast.Data;
using Broadcast.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace Broadcast.Tests.Provenance;

/// <summary>Asks for audits, and lays hands on what is stored behind the service's back.</summary>
internal static class Audits
{
    /// <summary>Asks for an audit and waits for its end.</summary>
    public static async Task<Answer> Audit(this HttpClient http, Guid seriesId)
    {
        var asked = (await http.PostJson($"/api/v1/series/{seriesId}/audit")).Expect(202);
        var address = asked.Headers.Location!.ToString();
        return await Scene.Until(() => http.GetJson(address), answer => answer.Expect(200)["finishedAt"].ValueKind != System.Text.Json.JsonValueKind.Null, seconds: 60);
    }

    public static bool Matches(this Answer audit) => audit["result"].GetProperty("matches").GetBoolean();

    /// <summary>The figures that differ, in the order of the alphabet.</summary>
    public static IReadOnlyList<string> Figures(this Answer audit) =>
        [.. audit["result"].GetProperty("differences").EnumerateArray().Select(difference => difference.GetProperty("figure").GetString()!).Order(StringComparer.Ordinal)];

    public static int Tamper(this ServiceFixture service, string sql, params (string Name, object Value)[] args) => Tamper(service.DataDirectory, sql, args);

    public static int Tamper(this RestartedProgram program, string sql, params (string Name, object Value)[] args) => Tamper(program.Folder.Path, sql, args);

    /// <summary>A number about something.</summary>
    public static int Count(this ServiceFixture service, string sql, Guid id) => Count(service.DataDirectory, sql, id);

    /// <summary>The same of a program that may be running.</summary>
    public static int Count(this RestartedProgram program, string sql, Guid id) => Count(program.Folder.Path, sql, id);

    private static int Tamper(string dataDirectory, string sql, (string Name, object Value)[] args)
    {
        using var connection = Open(dataDirectory);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in args)
        {
            command.Parameters.AddWithValue(name, value is Guid id ? Ids.ToBytes(id) : value);
        }

        return command.ExecuteNonQuery();
    }

    private static int Count(string dataDirectory, string sql, Guid id)
    {
        using var connection = Open(dataDirectory);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("@id", Ids.ToBytes(id));
        return Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static SqliteConnection Open(string dataDirectory)
    {
        var connection = new SqliteConnection(DatabaseOptions.SqliteFile(Path.Combine(dataDirectory, "broadcast.db")).ConnectionString);
        connection.Open();
        return connection;
    }
}
