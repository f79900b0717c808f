namespace Broadcast.Tests.Hosting;

public sealed class IdempotencyTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private const string Path = "/api/v1/tokens";

    [Fact]
    public async Task The_same_key_and_body_gets_the_first_answer_again()
    {
        var first = await Make("again", "key-again");
        var second = await Make("again", "key-again");
        first.Expect(201);
        second.Expect(201).Text.ShouldBe(first.Text);
        second.ContentType.ShouldBe(first.ContentType);
        second.Headers.Location.ShouldBe(first.Headers.Location.ShouldNotBeNull());
        (await CountOf("again")).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_refused()
    {
        (await Make("first", "key-other")).Expect(201);
        (await Make("second", "key-other")).Expect(409).Slug.ShouldBe("state-conflict");
        (await CountOf("second")).ShouldBe(0);
    }

    [Fact]
    public async Task Twenty_at_once_have_one_effect_and_one_answer()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Make("at once", "key-at-once")));
        answers.ShouldAllBe(answer => answer.Status == 201);
        answers.Select(answer => answer.Text).Distinct().ShouldHaveSingleItem();
        (await CountOf("at once")).ShouldBe(1);
    }

    [Fact]
    public async Task A_refusal_is_the_first_answer_too()
    {
        (await Make("", "key-refused")).Expect(400);
        (await Make("", "key-refused")).Expect(400).WrongFields.ShouldBe(["name"]);
    }

    [Fact]
    public async Task Two_persons_may_use_the_same_key()
    {
        var other = await service.ClientFor("admin", name: "another administrator");
        (await Make("mine", "key-shared")).Expect(201);
        (await other.PostJson(Path, new { name = "theirs", role = "viewer" }, ("Idempotency-Key", "key-shared"))).Expect(201);
    }

    [Fact]
    public async Task Without_a_key_every_post_counts()
    {
        await service.Admin.PostJson(Path, new { name = "twice", role = "viewer" });
        await service.Admin.PostJson(Path, new { name = "twice", role = "viewer" });
        (await CountOf("twice")).ShouldBe(2);
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused() =>
        (await Make("long", new string('k', 256))).Expect(400).WrongFields.ShouldBe(["Idempotency-Key"]);

    private Task<Answer> Make(string name, string key) => service.Admin.PostJson(Path, new { name, role = "viewer" }, ("Idempotency-Key", key));

    private async Task<int> CountOf(string name)
    {
        var all = (await service.Admin.GetJson($"{Path}?limit=200")).Expect(200);
        return all.Items.Count(token => token.GetProperty("name").GetString() == name);
    }
}
