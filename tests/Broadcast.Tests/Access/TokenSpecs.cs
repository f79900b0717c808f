using Broadcast.Access;
using Broadcast.Audit;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Tests.Data;
using Broadcast.Tests.Hosting;
using Microsoft.Extensions.Configuration;

namespace Broadcast.Tests.Access;

public abstract class TokenSpecs : DatabaseSpecs, IDisposable
{
    private static readonly Sql AddUnit = "INSERT INTO Unit (Id, Code, Name) VALUES (@id, @code, @name)";
    private static readonly Sql Secrets = "SELECT Hash FROM AccessToken WHERE Id = @id";

    private readonly TempFolder _folder;
    private readonly AuditLog _audit;
    private readonly Tokens _tokens;

    protected TokenSpecs(DatabaseFixture database)
        : base(database)
    {
        _folder = new TempFolder();
        _audit = new AuditLog(database.Db);
        _tokens = new Tokens(database.Db, new AdminToken(Settings()), _audit);
    }

    [Fact]
    public async Task A_token_is_recognised_as_the_person_it_was_made_for()
    {
        var made = await Make("Li Na", Role.Producer);
        var caller = (await _tokens.Recognise(made.Token, Noon, Ct)).ShouldNotBeNull();
        caller.ShouldBe(new Caller(made.Id, "Li Na", Role.Producer, null));
        (await _tokens.Recall(made.Id, Noon, Ct)).ShouldBe(caller);
    }

    [Fact]
    public async Task Two_tokens_are_two_persons_with_two_secrets()
    {
        var (one, other) = (await Make("one", Role.Viewer), await Make("one", Role.Viewer));
        one.Token.ShouldNotBe(other.Token);
        one.Id.ShouldNotBe(other.Id);
    }

    [Fact]
    public async Task Only_a_hash_of_the_secret_is_kept()
    {
        var made = await Make("Li Na", Role.Viewer);
        (await Database.Db.Find<byte[]>(Secrets, new { id = made.Id }, Ct)).ShouldBe(SecretText.Hash(made.Token));
    }

    [Theory]
    [InlineData("")]
    [InlineData("unknown")]
    [InlineData("' OR 1 = 1 --")]
    public async Task Nobody_is_behind_an_unknown_secret(string secret) => (await _tokens.Recognise(secret, Noon, Ct)).ShouldBeNull();

    [Fact]
    public async Task The_administrators_own_token_needs_no_row()
    {
        var caller = (await _tokens.Recognise("the-administrator's-own", Noon, Ct)).ShouldNotBeNull();
        caller.Role.ShouldBe(Role.Admin);
        caller.TokenId.ShouldBe(Guid.Empty);
    }

    [Fact]
    public async Task A_token_holds_until_it_runs_out()
    {
        var made = (await _tokens.Create("guest", Role.Viewer, null, Noon.AddHours(1), Caller.Service, Noon, Ct)).Value!;
        (await _tokens.Recognise(made.Token, Noon.AddHours(1).AddMilliseconds(-1), Ct)).ShouldNotBeNull();
        (await _tokens.Recognise(made.Token, Noon.AddHours(1), Ct)).ShouldBeNull();
        (await _tokens.Recall(made.Id, Noon.AddHours(1), Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task A_revoked_token_holds_no_more_and_is_revoked_once()
    {
        var made = await Make("Li Na", Role.Producer);
        (await _tokens.Revoke(made.Id, Caller.Service, Noon, Ct)).IsRefused.ShouldBeFalse();
        (await _tokens.Recognise(made.Token, Noon, Ct)).ShouldBeNull();
        (await _tokens.Recall(made.Id, Noon, Ct)).ShouldBeNull();
        (await _tokens.Revoke(made.Id, Caller.Service, Noon, Ct)).Refusal!.Slug.ShouldBe(Slugs.NotFound);
    }

    [Fact]
    public async Task A_liaisons_token_names_a_unit_that_exists()
    {
        var unit = NewId();
        (await _tokens.Create("liaison", Role.Unit, unit, null, Caller.Service, Noon, Ct)).Refusal!.Errors!.Keys.ShouldBe(["unitId"]);
        await Database.Db.Execute(AddUnit, new { id = unit, code = unit.ToString(), name = "第一单位" }, Ct);
        var made = (await _tokens.Create("liaison", Role.Unit, unit, null, Caller.Service, Noon, Ct)).Value!;
        (await _tokens.Recognise(made.Token, Noon, Ct)).ShouldNotBeNull().UnitId.ShouldBe(unit);
    }

    [Fact]
    public async Task Making_and_revoking_stand_in_the_audit_log_without_the_secret()
    {
        var made = await Make("Li Na", Role.Producer);
        await _tokens.Revoke(made.Id, Caller.Service, Noon.AddMinutes(1), Ct);
        var entries = await _audit.List(new AuditQuery(null, made.Id, null, null), Guid.Empty, 10, Ct);
        entries.Select(entry => entry.Action).ShouldBe(["create", "revoke"]);
        entries[0].ToValue!.ShouldNotContain(made.Token);
    }

    public void Dispose()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task<NewToken> Make(string name, Role role) => (await _tokens.Create(name, role, null, null, Caller.Service, Noon, Ct)).Value!;

    private Settings Settings() => Broadcast.Hosting.Settings.Read(new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["Broadcast:DataDirectory"] = _folder.Path, ["Broadcast:Auth:AdminToken"] = "the-administrator's-own" })
        .Build());
}

public sealed class TokensOnSqlite(SqliteDatabase database) : TokenSpecs(database), IClassFixture<SqliteDatabase>;

public sealed class TokensOnSqlServer(SqlServerDatabase database) : TokenSpecs(database), IClassFixture<SqlServerDatabase>;
