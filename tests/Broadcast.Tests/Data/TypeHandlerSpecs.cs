using Broadcast.Data;

namespace Broadcast.Tests.Data;

public abstract class TypeHandlerSpecs(DatabaseFixture database) : DatabaseSpecs(database), IAsyncLifetime
{
    private static readonly Sql Make = new(
        SqlServer: "IF OBJECT_ID('Sample') IS NULL CREATE TABLE Sample (Id BINARY(16) NOT NULL PRIMARY KEY, Other BINARY(16), At BIGINT, Day CHAR(10), Total DECIMAL(28, 0))",
        Sqlite: "CREATE TABLE IF NOT EXISTS Sample (Id BLOB NOT NULL PRIMARY KEY, Other BLOB, At INTEGER, Day TEXT, Total TEXT)");

    private static readonly Sql Empty = "DELETE FROM Sample";
    private static readonly Sql Insert = "INSERT INTO Sample (Id, Other, At, Day, Total) VALUES (@id, @other, @at, @day, @total)";
    private static readonly Sql All = "SELECT Id, Other, At, Day, Total FROM Sample ORDER BY Id";
    private static readonly Sql ByValues = "SELECT Id FROM Sample WHERE Other = @other AND At = @at AND Day = @day";

    public async ValueTask InitializeAsync()
    {
        await Database.Db.Execute(Make);
        await Database.Db.Execute(Empty);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Values_come_back_as_they_were_written()
    {
        var written = new Sample { Id = NewId(), Other = NewId(), At = Noon.AddMilliseconds(123), Day = new DateOnly(2026, 3, 12), Total = 42 };
        await Keep(written);
        (await Database.Db.Query<Sample>(All, null, Ct)).ShouldHaveSingleItem().ShouldBe(written);
    }

    [Fact]
    public async Task Nothing_comes_back_as_nothing()
    {
        var written = new Sample { Id = NewId() };
        await Keep(written);
        (await Database.Db.Query<Sample>(All, null, Ct)).ShouldHaveSingleItem().ShouldBe(written);
    }

    [Fact]
    public async Task An_instant_is_kept_to_the_millisecond_and_read_in_utc()
    {
        var local = new DateTimeOffset(2026, 3, 12, 20, 0, 0, TimeSpan.FromHours(8)).AddTicks(1_239_999);
        await Keep(new Sample { Id = NewId(), At = local });
        var read = (await Database.Db.Query<Sample>(All, null, Ct))[0].At!.Value;
        read.ShouldBe(Noon.AddMilliseconds(123));
        read.Offset.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task An_instant_before_1970_is_an_instant_too()
    {
        var early = new DateTimeOffset(1949, 10, 1, 7, 0, 0, TimeSpan.Zero);
        await Keep(new Sample { Id = NewId(), At = early });
        (await Database.Db.Query<Sample>(All, null, Ct))[0].At.ShouldBe(early);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("9223372036854775808")]
    [InlineData("18446744073709551616")]
    [InlineData("9999999999999999999999999999")]
    public async Task A_sum_may_be_greater_than_64_bits(string digits)
    {
        var sum = Int128.Parse(digits);
        await Keep(new Sample { Id = NewId(), Total = sum });
        (await Database.Db.Query<Sample>(All, null, Ct))[0].Total.ShouldBe(sum);
    }

    [Fact]
    public async Task A_sum_of_more_than_28_digits_is_kept_as_the_greatest_there_is()
    {
        await Keep(new Sample { Id = NewId(), Total = Int128.MaxValue });
        (await Database.Db.Query<Sample>(All, null, Ct))[0].Total.ShouldBe(Int128.Parse("9999999999999999999999999999"));
    }

    [Fact]
    public async Task Rows_in_the_order_of_their_ids_are_rows_in_the_order_of_time()
    {
        var random = new Random(1);
        var instants = Enumerable.Range(0, 200).Select(day => Noon.AddDays(day * 17)).ToArray();
        foreach (var at in instants.OrderBy(_ => random.Next()))
        {
            await Keep(new Sample { Id = NewId(at), At = at });
        }

        (await Database.Db.Query<Sample>(All, null, Ct)).Select(row => row.At!.Value).ShouldBe(instants);
    }

    [Fact]
    public async Task Values_are_found_by_what_they_are()
    {
        var written = new Sample { Id = NewId(), Other = NewId(), At = Noon, Day = new DateOnly(2026, 3, 12) };
        await Keep(written);
        (await Database.Db.Find<Guid?>(ByValues, new { other = written.Other, at = written.At, day = written.Day }, Ct)).ShouldBe(written.Id);
        (await Database.Db.Find<Guid?>(ByValues, new { other = written.Other, at = Noon.AddMilliseconds(1), day = written.Day }, Ct)).ShouldBeNull();
    }

    private Task<int> Keep(Sample row) =>
        Database.Db.Execute(Insert, new { id = row.Id, other = row.Other, at = row.At, day = row.Day, total = row.Total }, Ct);

    private sealed record Sample
    {
        public Guid Id { get; init; }

        public Guid? Other { get; init; }

        public DateTimeOffset? At { get; init; }

        public DateOnly? Day { get; init; }

        public Int128? Total { get; init; }
    }
}

public sealed class TypeHandlersOnSqlite(SqliteDatabase database) : TypeHandlerSpecs(database), IClassFixture<SqliteDatabase>;

public sealed class TypeHandlersOnSqlServer(SqlServerDatabase database) : TypeHandlerSpecs(database), IClassFixture<SqlServerDatabase>;
