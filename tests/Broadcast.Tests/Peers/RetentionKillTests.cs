using System.Globalization;
using System.Text.RegularExpressions;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Provenance;

namespace Broadcast.Tests.Peers;

/// <summary>Bodies that are let go of while the program is killed: each is there whole, or gone with its readings kept, and no figure changes.</summary>
[Collection(PeersCollection.Name)]
public sealed partial class RetentionKillTests : IDisposable
{
    private const int Deliveries = 1_500;
    private const string DroppedBodies = "SELECT COUNT(*) FROM DroppedBody k JOIN Delivery d ON d.Id = k.DeliveryId WHERE d.ChannelId = @id";
    private const string HalfDropped =
        "SELECT COUNT(*) FROM Delivery d LEFT JOIN DroppedBody k ON k.DeliveryId = d.Id WHERE d.ChannelId = @id AND (length(d.Body) = 0) <> (k.DeliveryId IS NOT NULL)";

    private static readonly DateTimeOffset Ten = new(2026, 3, 12, 10, 0, 0, TimeSpan.FromHours(8));

    private readonly RestartedProgram _program = new();

    [Fact]
    public async Task Killed_in_the_middle_it_goes_on_and_every_figure_can_be_recounted()
    {
        await _program.Start();
        var (scene, channel) = await Fill();
        var certificate = await CertificateTests.Make(_program.Admin, scene.SeriesId);

        var dropped = 0;
        for (var kill = 1; kill <= 2; kill++)
        {
            await Sweep();
            await UntilDropped(channel, kill * 100);
            await _program.KillAndStart();
            _program.Count(HalfDropped, channel).ShouldBe(0);
            dropped.ShouldBeLessThan(dropped = _program.Count(DroppedBodies, channel));
            dropped.ShouldBeLessThan(Deliveries, "it was not killed in the middle");
            (await scene.SeriesAudience())["views"].GetInt64().ShouldBe(Deliveries);
        }

        await Sweep();
        await UntilDropped(channel, Deliveries);
        _program.Count(HalfDropped, channel).ShouldBe(0);
        var audit = await _program.Admin.Audit(scene.SeriesId);
        audit.Figures().ShouldBeEmpty(audit.Text);
        audit["result"].GetProperty("bodiesDropped").GetInt32().ShouldBe(Deliveries);
        var evidence = await _program.Admin.GetStringAsync(new Uri($"/api/v1/certificates/{certificate.Id}/evidence", UriKind.Relative), TestContext.Current.CancellationToken);
        var (code, output) = await CertificateTests.Verify(certificate.Text, evidence);
        code.ShouldBe(0, output);
    }

    public void Dispose() => _program.Dispose();

    /// <summary>A closed interview whose bodies are all old by a rule.</summary>
    private async Task<(Scene Scene, Guid Channel)> Fill()
    {
        var scene = await Scene.Set(new Scene(_program.Admin, _program.Anonymous));
        var interview = await scene.Interview();
        var sender = await scene.Channel("delta");
        var external = await scene.Airing(interview, sender.ChannelId);
        await scene.Run(interview, Ten, Ten.AddHours(1));
        await Parallel.ForAsync(0, Deliveries, TestContext.Current.CancellationToken, async (i, _) => (await sender.Send(Sender.Reading(external, Ten.AddSeconds(i), 1, 1))).Expect(202));
        (await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == Deliveries, seconds: 20))["views"].GetInt64().ShouldBe(Deliveries);
        (await _program.Admin.PostJson($"/api/v1/interviews/{interview}:close")).Expect(200);
        (await _program.Admin.PutJson($"/api/v1/series/{scene.SeriesId}/evidence-rule", new { evidenceDays = 1 })).Expect(200);
        _program.Tamper("UPDATE EvidenceRule SET Days = -2 WHERE SeriesId = @id", ("@id", scene.SeriesId)).ShouldBe(1);
        return (scene, sender.ChannelId);
    }

    /// <summary>As an administrator does it on the page of the jobs: the sweep comes once an hour by itself.</summary>
    private async Task Sweep()
    {
        var page = await _program.Admin.GetStringAsync(new Uri("/jobs/recurring", UriKind.Relative), TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/jobs/recurring/trigger") { Content = new FormUrlEncodedContent([KeyValuePair.Create("jobs[]", "evidence-retention")]) };
        var csrf = Csrf().Matches(page).ToDictionary(match => match.Groups["what"].Value, match => match.Groups["value"].Value);
        request.Headers.Add(csrf["header"], csrf["token"]);
        using var answer = await _program.Admin.SendAsync(request, TestContext.Current.CancellationToken);
        answer.IsSuccessStatusCode.ShouldBeTrue(answer.StatusCode.ToString());
    }

    private async Task UntilDropped(Guid channel, int atLeast)
    {
        for (var i = 0; i < 1_500 && _program.Count(DroppedBodies, channel) < atLeast; i++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        _program.Count(DroppedBodies, channel).ShouldBeGreaterThanOrEqualTo(atLeast, string.Create(CultureInfo.InvariantCulture, $"{atLeast} were never dropped"));
    }

    [GeneratedRegex("<meta name=\"csrf-(?<what>header|token)\" content=\"(?<value>[^\"]+)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Csrf();
}
