using Broadcast.Tests.Hosting;
using Broadcast.Tests.Scheduling;

namespace Broadcast.Tests.Pages;

/// <summary>The page on which a series' own figures are set: days, parts, and how guests are asked.</summary>
public sealed class SeriesSettingsPageTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private readonly Plan _plan = new(service.Admin);

    [Fact]
    public async Task A_series_is_set_and_what_was_set_stands_in_the_form_again()
    {
        var series = await _plan.Series();
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"/series/{series}/settings");
        await browser.Submit("save", null, [.. (await Fields(series)).Where(field => field.Name != "answerWithinHours"), ("answerWithinHours", "36.5"), ("remindBeforeAnswerHours", "12\uFF0C 2"), ("releaseAtDeadline", "1"), ("segments[5].title", "问答"), ("segments[5].minutes", "5")]);
        browser.Status.ShouldBe(200);
        var saved = (await service.Admin.GetJson($"/api/v1/series/{series}")).Expect(200);
        saved["answerWithinHours"].GetDouble().ShouldBe(36.5);
        saved["remindBeforeAnswerHours"].EnumerateArray().Select(hours => hours.GetDouble()).ShouldBe([12, 2]);
        saved["releaseAtDeadline"].GetBoolean().ShouldBeTrue();
        saved["segments"].EnumerateArray().Select(part => part.GetProperty("key").GetString()).ShouldBe(["views", "measures", "results", "problems", "solutions", "part-6"]);
        browser.Page.ShouldContain("value=\"36.5\"");
        browser.Page.ShouldContain("value=\"12, 2\"");
        browser.Page.ShouldContain("问答");
    }

    [Fact]
    public async Task A_part_whose_line_is_cleared_is_removed_and_the_box_that_is_not_ticked_is_off()
    {
        var series = await _plan.Series();
        (await service.Admin.PatchJson($"/api/v1/series/{series}", new { releaseAtDeadline = true })).Expect(200);
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"/series/{series}/settings");
        await browser.Submit("save", null, [.. (await Fields(series)).Where(field => !field.Name.StartsWith("segments[2]", StringComparison.Ordinal))]);
        var saved = (await service.Admin.GetJson($"/api/v1/series/{series}")).Expect(200);
        saved["segments"].EnumerateArray().Select(part => part.GetProperty("key").GetString()).ShouldBe(["views", "measures", "problems", "solutions"]);
        saved["releaseAtDeadline"].GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("endsOn", "1999-01-01", "Before startsOn.")]
    [InlineData("timeZone", "Mars/Base", "An IANA time zone")]
    [InlineData("answerWithinHours", "soon", "More than 0")]
    [InlineData("title", "", "Required")]
    public async Task What_is_wrong_is_said_at_its_field_and_what_was_typed_stays(string field, string typed, string message)
    {
        var series = await _plan.Series();
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"/series/{series}/settings");
        await browser.Submit("save", null, [.. (await Fields(series)).Where(each => each.Name != field), (field, typed), ("remindBeforeInterviewHours", "7, 1")]);
        browser.Status.ShouldBe(400);
        browser.Page.ShouldContain(message);
        browser.Page.ShouldContain("aria-invalid=\"true\"");
        browser.Page.ShouldContain("value=\"7, 1\"");
    }

    [Fact]
    public async Task What_is_wrong_with_a_part_is_said_at_its_own_line_though_one_before_it_was_cleared()
    {
        var series = await _plan.Series();
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"/series/{series}/settings");
        await browser.Submit("save", null, [.. (await Fields(series)).Where(field => !field.Name.StartsWith("segments[1]", StringComparison.Ordinal) && field.Name != "segments[3].minutes"), ("segments[3].minutes", "0")]);
        browser.Status.ShouldBe(400);
        browser.Page.ShouldContain("id=\"save--segments[3].minutes-error\"");
        browser.Page.ShouldNotContain("segments[2].minutes-error");
    }

    [Fact]
    public async Task Whoever_saves_what_somebody_else_has_changed_meanwhile_is_told()
    {
        var series = await _plan.Series();
        using var browser = Browser.SignedIn(service, language: "en");
        await browser.Open($"/series/{series}/settings");
        (await service.Admin.PatchJson($"/api/v1/series/{series}", new { title = "Another" })).Expect(200);
        await browser.Submit("save", null, [.. await Fields(series)]);
        browser.Status.ShouldBe(412);
        (await service.Admin.GetJson($"/api/v1/series/{series}"))["title"].GetString().ShouldBe("Another");
    }

    /// <summary>The form as a browser would send it back untouched.</summary>
    private async Task<IReadOnlyList<(string Name, string Value)>> Fields(Guid id)
    {
        var series = (await service.Admin.GetJson($"/api/v1/series/{id}")).Expect(200);
        var parts = series["segments"].EnumerateArray().SelectMany((part, i) => new[]
        {
            ($"segments[{i}].title", part.GetProperty("title").GetString()!), ($"segments[{i}].minutes", part.GetProperty("minutes").GetRawText()), ($"segments[{i}].key", part.GetProperty("key").GetString()!),
        });
        string[] plain = ["title", "code", "startsOn", "endsOn", "slotMinutes", "timeZone", "holdHours", "answerWithinHours"];
        return [.. plain.Select(name => (name, series[name].ToString())), .. parts];
    }
}
