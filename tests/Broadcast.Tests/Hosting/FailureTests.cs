using Broadcast.Tests.Provenance;

namespace Broadcast.Tests.Hosting;

public sealed class FailureTests
{
    [Fact]
    public async Task An_error_of_ours_stands_in_the_log_under_the_trace_id_that_is_told()
    {
        await using var service = await ServiceFixture.Start(new ServiceSetup());
        service.Tamper("ALTER TABLE Studio RENAME TO Elsewhere");

        var answer = (await service.Admin.GetJson("/api/v1/studios")).Expect(500);

        answer["detail"].GetString()!.ShouldNotContain("Studio");
        var trace = answer["traceId"].GetString()!;
        service.Log.Lines.ShouldContain(line => line.Contains(trace, StringComparison.Ordinal) && line.Contains("/api/v1/studios", StringComparison.Ordinal));
    }
}
