namespace Broadcast.Data;

/// <summary>
/// One statement, in the words of each database. Where both understand the same text it is written once (a plain string converts);
/// where they don't, the compiler asks for both. Every <see cref="Sql"/> is a static readonly field, so that a test finds them all and binds each T-SQL text against the schema.
/// </summary>
/// <param name="SqlServer">The T-SQL text.</param>
/// <param name="Sqlite">The SQLite text.</param>
public sealed record Sql(string SqlServer, string Sqlite)
{
    /// <summary>One text for both databases.</summary>
    public static implicit operator Sql(string both) => new(both, both);

    /// <summary>The text for a database.</summary>
    public string For(DatabaseProvider provider) => provider == DatabaseProvider.SqlServer ? SqlServer : Sqlite;
}
