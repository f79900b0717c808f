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

    [Fact]
    public async Task Whatever_is_got_has_a_content_type_files_and_streams_as_well()
    {
        var paths = (await service.Admin.GetJson("/openapi/v1.json")).Expect(200)["paths"];
        var got = paths.EnumerateObject().Where(path => path.Value.TryGetProperty("get", out _)).ToDictionary(path => path.Name, path => path.Value.GetProperty("get").GetProperty("responses"));
        got.Where(path => !path.Value.TryGetProperty("200", out var good) || !good.TryGetProperty("content", out _)).Select(path => path.Key).ShouldBeEmpty();
        got["/api/v1/series/{id}/report.csv"].GetProperty("200").GetProperty("content").EnumerateObject().Single().Name.ShouldBe("text/csv");
        got["/api/v1/series/{id}/audience/stream"].GetProperty("200").GetProperty("content").EnumerateObject().Single().Name.ShouldBe("text/event-stream");
        got["/api/v1/deliveries/{id}/body"].GetProperty("200").GetProperty("content").GetProperty("application/octet-stream").GetProperty("schema").GetProperty("format").GetString().ShouldBe("binary");
    }

    private static string TypeOf(JsonElement schema, string property) => schema.GetProperty("properties").GetProperty(property).GetProperty("anyOf")[0].GetProperty("type").ToString();
}
