using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Outcomes;
using Broadcast.Tests.Data;

namespace Broadcast.Tests.Audit;

public abstract class AuditLogSpecs(DatabaseFixture database) : DatabaseSpecs(database)
{
    private static readonly Caller Li = new(NewId(), "Li Na", Role.Producer, null);
    private static readonly Caller Wang = new(NewId(), "王伟", Role.Producer, null);
    private readonly AuditLog _audit = new(database.Db);
    private readonly Guid _thing = NewId();

    [Fact]
    public async Task An_entry_says_who_did_what_when_from_which_value_to_which()
    {
        await Write(Wang, "rename", Noon, new { name = "旧" }, new { name = "新" });
        var entry = (await List(new AuditQuery(null, _thing, null, null))).ShouldHaveSingleItem();
        entry.ShouldSatisfyAllConditions(
            () => entry.Actor.ShouldBe("王伟"),
            () => entry.Action.ShouldBe("rename"),
            () => entry.At.ShouldBe(Noon),
            () => entry.Entity.ShouldBe("thing"),
            () => entry.FromValue.ShouldBe("""{"name":"旧"}"""),
            () => entry.ToValue.ShouldBe("""{"name":"新"}"""));
    }

    [Fact]
    public async Task A_change_that_is_rolled_back_leaves_no_entry()
    {
        await Database.Db.Write<Outcome<bool>>(
            async tx =>
            {
                await _audit.Write(tx, Li, "create", "thing", _thing, null, new { }, Noon);
                return Refusal.State("no");
            },
            Ct);
        (await List(new AuditQuery(null, _thing, null, null))).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_list_narrows_by_actor_by_kind_and_by_time()
    {
        await Write(Li, "create", Noon, null, new { });
        await Write(Wang, "change", Noon.AddHours(1), null, null);
        (await List(new AuditQuery(null, _thing, "Li Na", null))).ShouldHaveSingleItem().Action.ShouldBe("create");
        (await List(new AuditQuery(null, _thing, null, Noon.AddMinutes(1)))).ShouldHaveSingleItem().Action.ShouldBe("change");
        (await List(new AuditQuery("thing", _thing, null, null))).Count.ShouldBe(2);
        (await List(new AuditQuery("other", _thing, null, null))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_follow_each_other_in_the_order_of_time()
    {
        for (var hour = 0; hour < 5; hour++)
        {
            await Write(Li, $"step {hour}", Noon.AddHours(hour), null, null);
        }

        var query = new AuditQuery(null, _thing, null, null);
        var first = await _audit.List(query, Guid.Empty, 3, Ct);
        var rest = await _audit.List(query, first[^1].Id, 3, Ct);
        first.Concat(rest).Select(entry => entry.Action).ShouldBe(["step 0", "step 1", "step 2", "step 3", "step 4"]);
    }

    private Task Write(Caller by, string action, DateTimeOffset at, object? from, object? to) =>
        Database.Db.Write(tx => _audit.Write(tx, by, action, "thing", _thing, from, to, at), Ct);

    private Task<IReadOnlyList<AuditRow>> List(AuditQuery query) => _audit.List(query, Guid.Empty, 200, Ct);
}

public sealed class AuditLogOnSqlite(SqliteDatabase database) : AuditLogSpecs(database), IClassFixture<SqliteDatabase>;

public sealed class AuditLogOnSqlServer(SqlServerDatabase database) : AuditLogSpecs(database), IClassFixture<SqlServerDatabase>;
