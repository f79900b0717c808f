using System.Diagnostics;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Provenance;

namespace Broadcast.Tests.Peers;

/// <summary>A certificate is made although the program is killed over it, and the program itself says whether it is valid.</summary>
[Collection(PeersCollection.Name)]
public sealed class CertificateKillTests : IDisposable
{
    private const int Deliveries = 40;
    private const int Readings = 200;
    private static readonly DateTimeOffset Ten = new(2026, 3, 12, 10, 0, 0, TimeSpan.FromHours(8));

    private readonly RestartedProgram _program = new();

    [Fact]
    public async Task Killed_over_it_twice_it_is_made_all_the_same_and_checked_by_the_command()
    {
        await _program.Start();
        var scene = await Fill();
        var id = (await _program.Admin.PostJson($"/api/v1/series/{scene.SeriesId}/certificates")).Expect(202).Id;
        for (var kill = 0; kill < 2; kill++)
        {
            await Scene.Until(() => _program.Admin.GetJson($"/api/v1/certificates/{id}"), answer => answer["state"].GetString() != "queued");
            await Task.Delay(kill * 1_500, TestContext.Current.CancellationToken);
            await _program.KillAndStart();
        }

        var made = await Scene.Until(() => _program.Admin.GetJson($"/api/v1/certificates/{id}"), answer => answer["state"].GetString() == "done", seconds: 60);
        made["content"].GetProperty("total").GetProperty("views").GetInt64().ShouldBe(Deliveries * Readings);
        await File.WriteAllTextAsync(_program.Folder.File("certificate.json"), made.Text, TestContext.Current.CancellationToken);
        var evidence = await _program.Admin.GetByteArrayAsync(new Uri($"/api/v1/certificates/{id}/evidence", UriKind.Relative), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(_program.Folder.File("evidence.ndjson"), evidence, TestContext.Current.CancellationToken);
        (await Command()).ShouldBe(0);

        evidence[evidence.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(_program.Folder.File("evidence.ndjson"), evidence, TestContext.Current.CancellationToken);
        (await Command()).ShouldBe(1);
        (await _program.Admin.Audit(scene.SeriesId)).Figures().ShouldBeEmpty();
    }

    public void Dispose() => _program.Dispose();

    private async Task<Scene> Fill()
    {
        var scene = await Scene.Set(new Scene(_program.Admin, _program.Anonymous));
        var interview = await scene.Interview();
        var sender = await scene.Channel("delta");
        var external = await scene.Airing(interview, sender.ChannelId);
        await scene.Run(interview, Ten, Ten.AddHours(1));
        for (var i = 0; i < Deliveries; i++)
        {
            (await sender.Send([.. Enumerable.Range(0, Readings).Select(j => Sender.Reading(external, Ten.AddSeconds((i * 10) + j), j, 1))])).Expect(202);
        }

        (await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == Deliveries * Readings, seconds: 20))["views"].GetInt64().ShouldBe(Deliveries * Readings);
        return scene;
    }

    private async Task<int> Command()
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "Broadcast.dll"), "verify-certificate", _program.Folder.File("certificate.json"), "--evidence", _program.Folder.File("evidence.ndjson") })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        output.ShouldEndWith(process.ExitCode == 0 ? "VALID\n" : "NOT VALID\n");
        return process.ExitCode;
    }
}
