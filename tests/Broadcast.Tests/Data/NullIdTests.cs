using System.Data;
using Broadcast.Data;
using Microsoft.Data.SqlClient;

namespace Broadcast.Tests.Data;

public sealed class NullIdTests
{
    [Fact]
    public void An_id_that_is_missing_is_still_binary_because_sql_server_converts_no_text_to_it()
    {
        var parameter = new SqlParameter();
        new TypeHandlers.IdHandler().SetValue(parameter, DBNull.Value);
        parameter.Value.ShouldBe(DBNull.Value);
        parameter.SqlDbType.ShouldBe(SqlDbType.VarBinary);
        parameter.DbType.ShouldBe(DbType.Binary);
    }
}
