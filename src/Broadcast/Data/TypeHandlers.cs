using System.Data;
using System.Globalization;
using Dapper;

namespace Broadcast.Data;

/// <summary>How values of ours stand in both databases: ids as 16 bytes, instants as milliseconds since 1970 (UTC), local dates as ISO text, big sums as exact decimals.</summary>
internal static class TypeHandlers
{
    /// <summary>Registers them with Dapper; must run before the first query. May run twice.</summary>
    public static void Register()
    {
        SqlMapper.RemoveTypeMap(typeof(Guid));
        SqlMapper.RemoveTypeMap(typeof(Guid?));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
        SqlMapper.RemoveTypeMap(typeof(DateOnly));
        SqlMapper.RemoveTypeMap(typeof(DateOnly?));
        SqlMapper.AddTypeHandler(typeof(Guid), new IdHandler());
        SqlMapper.AddTypeHandler(new InstantHandler());
        SqlMapper.AddTypeHandler(new LocalDateHandler());
        SqlMapper.AddTypeHandler(new SumHandler());
    }

    /// <summary>Says that it is binary even when it is null: SQL Server takes an untyped null for text, and no text converts to BINARY by itself.</summary>
    internal sealed class IdHandler : SqlMapper.ITypeHandler
    {
        public void SetValue(IDbDataParameter parameter, object value)
        {
            parameter.DbType = DbType.Binary;
            parameter.Size = 16;
            parameter.Value = value is Guid id ? Ids.ToBytes(id) : DBNull.Value;
        }

        public object Parse(Type destinationType, object value) => Ids.FromBytes((byte[])value);
    }

    private sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = value.ToUnixTimeMilliseconds();
        }

        public override DateTimeOffset Parse(object value) => DateTimeOffset.FromUnixTimeMilliseconds((long)value);
    }

    private sealed class LocalDateHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override void SetValue(IDbDataParameter parameter, DateOnly value)
        {
            parameter.DbType = DbType.AnsiStringFixedLength;
            parameter.Size = 10;
            parameter.Value = value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        public override DateOnly Parse(object value) => DateOnly.ParseExact((string)value, "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// A sum of 64-bit figures does not fit 64 bits: DECIMAL(28, 0) in SQL Server, its digits as text in SQLite, which has no exact number of that size.
    /// What would need more than 28 digits is kept as the greatest such number.
    /// </summary>
    private sealed class SumHandler : SqlMapper.TypeHandler<Int128>
    {
        public override void SetValue(IDbDataParameter parameter, Int128 value)
        {
            var kept = Sums.Kept(value);
            if (parameter is Microsoft.Data.Sqlite.SqliteParameter)
            {
                parameter.DbType = DbType.String;
                parameter.Value = kept.ToString(CultureInfo.InvariantCulture);
                return;
            }

            parameter.DbType = DbType.Decimal;
            parameter.Precision = 28;
            parameter.Scale = 0;
            parameter.Value = kept;
        }

        public override Int128 Parse(object value) => value switch
        {
            string digits => Int128.Parse(digits, CultureInfo.InvariantCulture),
            decimal number => (Int128)number,
            long number => number,
            _ => throw new InvalidCastException($"A sum came as {value.GetType()}."),
        };
    }
}
