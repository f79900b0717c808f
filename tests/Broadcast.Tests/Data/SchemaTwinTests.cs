using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.SqlServer.Dac.Model;
using TableIndex = Microsoft.SqlServer.Dac.Model.Index;

namespace Broadcast.Tests.Data;

/// <summary>The two sets of migrations make the same schema: same tables, columns, nullability, keys and unique indexes.</summary>
public sealed class SchemaTwinTests(TsqlSchema sqlServer, SqliteDatabase sqlite) : IClassFixture<TsqlSchema>, IClassFixture<SqliteDatabase>
{
    private const string SqliteColumns =
        """
        SELECT t.name || '.' || c.name || ' ' || c.type || CASE WHEN c."notnull" = 1 THEN ' NOT NULL' ELSE '' END
        FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name <> 'SchemaVersions' AND t.name NOT LIKE 'sqlite%'
        """;

    private const string SqliteUniques =
        """
        SELECT t.name || '.' || CASE i.origin WHEN 'pk' THEN 'PK_' || t.name ELSE i.name END
          || ' (' || (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) || ')'
          || CASE WHEN i.partial = 1 THEN ' filtered' ELSE '' END
        FROM sqlite_master t JOIN pragma_index_list(t.name) i WHERE t.type = 'table' AND i."unique" = 1 AND t.name <> 'SchemaVersions'
        """;

    [Fact]
    public void Tables_and_columns_are_the_same() => Differences(ColumnsOfSqlServer(), Ask(SqliteColumns)).ShouldBeEmpty();

    [Fact]
    public void Keys_and_unique_indexes_are_the_same() => Differences(UniquesOfSqlServer(), Ask(SqliteUniques)).ShouldBeEmpty();

    private static IEnumerable<string> Differences(IEnumerable<string> inSqlServer, IEnumerable<string> inSqlite)
    {
        var (server, lite) = (inSqlServer.ToHashSet(StringComparer.Ordinal), inSqlite.ToHashSet(StringComparer.Ordinal));
        server.ShouldNotBeEmpty();
        return server.Except(lite).Select(one => $"only in SQL Server: {one}").Concat(lite.Except(server).Select(one => $"only in SQLite: {one}"));
    }

    private List<string> Ask(string question)
    {
        using var connection = new SqliteConnection(sqlite.Options.ConnectionString);
        return connection.Query<string>(question).AsList();
    }

    private IEnumerable<string> ColumnsOfSqlServer() =>
        from table in Tables()
        from column in table.GetReferenced(Table.Columns)
        let type = column.GetReferenced(Column.DataType).Single().Name.Parts[^1]
        select $"{NameOf(table)}.{NameOf(column)} {AsInSqlite(type)}{(column.GetProperty<bool>(Column.Nullable) ? "" : " NOT NULL")}";

    private IEnumerable<string> UniquesOfSqlServer()
    {
        foreach (var key in sqlServer.Model.GetObjects(DacQueryScopes.UserDefined, PrimaryKeyConstraint.TypeClass))
        {
            yield return $"{NameOf(key.GetReferenced(PrimaryKeyConstraint.Host).Single())}.{NameOf(key)} ({Join(key.GetReferenced(PrimaryKeyConstraint.Columns))})";
        }

        foreach (var index in sqlServer.Model.GetObjects(DacQueryScopes.UserDefined, TableIndex.TypeClass).Where(index => index.GetProperty<bool>(TableIndex.Unique)))
        {
            var filtered = index.GetProperty(TableIndex.FilterPredicate) is string { Length: > 0 } ? " filtered" : "";
            yield return $"{NameOf(index.GetParent())}.{NameOf(index)} ({Join(index.GetReferenced(TableIndex.Columns))}){filtered}";
        }
    }

    private IEnumerable<TSqlObject> Tables() => sqlServer.Model.GetObjects(DacQueryScopes.UserDefined, Table.TypeClass);

    private static string Join(IEnumerable<TSqlObject> columns) => string.Join(", ", columns.Select(NameOf));

    private static string NameOf(TSqlObject named) => named.Name.Parts[^1];

    /// <summary>How each type stands in SQLite; a sum stands as its digits.</summary>
    private static string AsInSqlite(string type) => type switch
    {
        "bigint" or "int" or "smallint" or "tinyint" or "bit" => "INTEGER",
        "binary" or "varbinary" => "BLOB",
        "char" or "varchar" or "nvarchar" or "nchar" or "decimal" => "TEXT",
        "float" or "real" => "REAL",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "How does this type stand in SQLite?"),
    };
}
