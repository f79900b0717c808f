namespace Broadcast.Tests.Hosting;

public sealed class ContentTypeTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Theory]
    [InlineData("/api/v1/tokens")]
    [InlineData("/api/v1/interviews/00000000-0000-0000-0000-000000000000:cancel")]
    public async Task A_content_type_that_is_not_taken_is_415_whatever_the_address_looks_like(string path) =>
        (await service.Admin.PostRaw(path, "x"u8.ToArray(), "text/plain")).Expect(415).Slug.ShouldBe("unsupported-media-type");

    [Theory]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task A_stranger_is_told_so_before_anything_else(string? contentType) =>
        (await service.Anonymous.PostRaw("/api/v1/interviews/00000000-0000-0000-0000-000000000000:cancel", "x"u8.ToArray(), contentType)).Expect(401);

    [Fact]
    public async Task What_is_no_json_is_a_bad_field_and_no_failure_of_ours() =>
        (await service.Admin.PostRaw("/api/v1/tokens", "{\"name\": "u8.ToArray(), "application/json")).Expect(400).Slug.ShouldBe("validation");
}
