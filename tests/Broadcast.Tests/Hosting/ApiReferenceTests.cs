using System.Text.Json;

namespace Broadcast.Tests.Hosting;

public sealed class ApiReferenceTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    [Fact]
    public async Task The_reference_says_what_stands_in_a_body_and_not_how_we_read_it()
    {
        var schemas = (await service.Admin.GetJson("/openapi/v1.json")).Expect(200)["components"].GetProperty("schemas");
        schemas.EnumerateObject().Select(schema => schema.Name).ShouldAllBe(name => !name.StartsWith("Given", StringComparison.Ordinal) && !name.StartsWith("OneOrMany", StringComparison.Ordinal));
        TypeOf(schemas.GetProperty("UnitBody"), "code").ShouldContain("string");
        TypeOf(schemas.GetProperty("SeriesBody"), "slotMinutes").ShouldContain("integer");
        schemas.GetProperty("Slot").GetProperty("properties").GetProperty("startsAt").GetProperty("type").GetString().ShouldBe("string");
    }

    [Fact]
    public async Task A_register_takes_one_or_an_array()
    {
        var reference = (await service.Admin.GetJson("/openapi/v1.json")).Expect(200);
        var body = reference["paths"].GetProperty("/api/v1/units").GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema");
        body.GetProperty("anyOf").GetArrayLength().ShouldBe(2);
        body.GetProperty("anyOf")[1].GetProperty("type").GetString().ShouldBe("array");
    }

    private static string TypeOf(JsonElement schema, string property) => schema.GetProperty("properties").GetProperty(property).GetProperty("anyOf")[0].GetProperty("type").ToString();
}
