using System.Globalization;
using System.Text;
using Broadcast.Tests.Hosting;
using Broadcast.Tests.Peers;
using Broadcast.Tests.Provenance;

namespace Broadcast.Tests.Imports;

/// <summary>A withdrawal that was answered is followed, however the program ends.</summary>
[Collection(PeersCollection.Name)]
public sealed class WithdrawalKillTests : IDisposable
{
    private const int Rows = 1_500;
    private static readonly DateTimeOffset Begins = new(2026, 3, 12, 6, 30, 0, TimeSpan.Zero);

    private readonly RestartedProgram _program = new();

    [Fact]
    public async Task Killed_when_it_was_just_answered_it_is_followed_after_the_next_start_and_once()
    {
        await _program.Start();
        var scene = await Scene.Set(new Scene(_program.Admin, _program.Anonymous));
        var interview = await scene.Interview();
        var sender = await scene.Channel("delta");
        var live = await scene.Airing(interview, sender.ChannelId);
        await scene.Run(interview, Begins, Begins.AddHours(1));
        (await sender.Send(Sender.Reading(live, Begins, 3, 11))).Expect(202);
        (await _program.Admin.PutJson($"/api/v1/channels/{sender.ChannelId}/import-mapping", new { observedAt = "at", broadcast = "id", views = "views" })).Expect(200);
        var import = (await Import(sender.ChannelId, live)).Expect(201).Id;
        await Views(scene, interview, 11 + Rows);

        (await _program.Admin.PostJson($"/api/v1/imports/{import}:withdraw", new { reason = "the wrong file" })).Expect(200);
        await _program.KillAndStart();
        await Views(scene, interview, 11);

        // Imported anew and withdrawn while its rows are still being taken in.
        var again = (await Import(sender.ChannelId, live)).Expect(201).Id;
        (await _program.Admin.PostJson($"/api/v1/imports/{again}:withdraw", new { reason = "wrong again" })).Expect(200);
        await _program.KillAndStart();
        await Views(scene, interview, 11);
        var audit = await _program.Admin.Audit(scene.SeriesId);
        audit.Figures().ShouldBeEmpty(audit.Text);
    }

    public void Dispose() => _program.Dispose();

    private static async Task Views(Scene scene, Guid interview, long views) =>
        (await Scene.Until(() => scene.Audience(interview), answer => answer["views"].GetInt64() == views))["views"].GetInt64().ShouldBe(views);

    private Task<Answer> Import(Guid channel, string live)
    {
        var file = new StringBuilder("at,id,views\n");
        for (var row = 0; row < Rows; row++)
        {
            file.Append(CultureInfo.InvariantCulture, $"{Begins.AddSeconds(2 * row):yyyy-MM-dd'T'HH:mm:ss'Z'},{live},1\n");
        }

        return _program.Admin.PostRaw($"/api/v1/channels/{channel}/imports?name=export.csv", Encoding.UTF8.GetBytes(file.ToString()), "text/csv");
    }
}
