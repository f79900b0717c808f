using System.Text;
using System.Text.Json;
using Broadcast.Data;
using Broadcast.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace Broadcast.Tests.Provenance;

/// <summary>Every total can be recomputed from the stored deliveries alone: the audit does so, and names what was tampered with.</summary>
public sealed class SeriesAuditTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private static readonly DateTimeOffset Ten = new(2026, 3, 12, 10, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task An_untouched_series_matches()
    {
        var stage = await Arrange();
        var audit = await service.Admin.Audit(stage.Scene.SeriesId);
        audit.Figures().ShouldBeEmpty(audit.Text);
        audit.Matches().ShouldBeTrue();
        audit["state"].GetString().ShouldBe("done");
        audit["progress"].GetDouble().ShouldBe(1);
        audit["requestedBy"].GetString().ShouldBe("admin");
        audit["result"].GetProperty("deliveries").GetInt64().ShouldBe(4);
        audit["result"].GetProperty("readings").GetInt64().ShouldBe(6);
    }

    [Theory]
    [InlineData("UPDATE AiringTotal SET Views = '1000000' WHERE AiringId = @airing", "broadcasts/{airing}.views", "series/{series}.views")]
    [InlineData("UPDATE AiringTotal SET LiveViews = '7' WHERE AiringId = @airing", "broadcasts/{airing}.liveViews", "series/{series}.liveViews")]
    [InlineData("UPDATE AiringTotal SET WatchMs = '7' WHERE AiringId = @airing", "broadcasts/{airing}.watchMs", "series/{series}.watchMs")]
    [InlineData("UPDATE AiringTotal SET CoveredMs = CoveredMs + 1 WHERE AiringId = @airing", "broadcasts/{airing}.coveredMs")]
    [InlineData("UPDATE InterviewTotal SET Peak = '351' WHERE InterviewId = @interview", "interviews/{interview}.peakConcurrent.value", "series/{series}.peakConcurrent")]
    [InlineData("UPDATE InterviewTotal SET PeakAt = PeakAt + 1 WHERE InterviewId = @interview", "interviews/{interview}.peakConcurrent.at")]
    [InlineData("UPDATE AiringDay SET Views = '1' WHERE AiringId = @airing", "broadcasts/{airing}.days/2026-03-12.views")]
    [InlineData("UPDATE AiringDay SET LocalDay = '2026-03-13' WHERE AiringId = @airing", "broadcasts/{airing}.days/2026-03-12.liveViews", "broadcasts/{airing}.days/2026-03-12.views", "broadcasts/{airing}.days/2026-03-12.watchMs", "broadcasts/{airing}.days/2026-03-13.liveViews", "broadcasts/{airing}.days/2026-03-13.views", "broadcasts/{airing}.days/2026-03-13.watchMs")]
    [InlineData("UPDATE AiringMinute SET WatchMs = '1' WHERE AiringId = @airing AND Minute = 1773280860000", "broadcasts/{airing}.minutes/2026-03-12T02:01:00.000Z.watchMs")]
    public async Task What_was_changed_in_a_table_of_totals_is_named_and_nothing_else(string sql, params string[] figures)
    {
        var stage = await Arrange();
        service.Tamper(sql, ("@airing", stage.Airing), ("@interview", stage.Interview)).ShouldBeGreaterThan(0);
        var audit = await service.Admin.Audit(stage.Scene.SeriesId);
        audit.Matches().ShouldBeFalse();
        audit.Figures().ShouldBe(figures.Select(figure => stage.Name(figure)));
    }

    [Theory]
    [InlineData("UPDATE AiringRounding SET ViewsMinus = '7' WHERE AiringId = @airing", "broadcasts/{airing}.uncertainty.minus")]
    [InlineData("UPDATE RoundedDay SET ViewsPlus = '7' WHERE AiringId = @airing", "broadcasts/{airing}.days/2026-03-12.uncertainty.plus")]
    [InlineData("UPDATE RoundedMinute SET WidthBefore = '7' WHERE AiringId = @airing AND Minute = 1773282720000", "broadcasts/{airing}.minutes/2026-03-12T02:32:00.000Z.uncertainty.minus", "broadcasts/{airing}.minutes/2026-03-12T02:32:00.000Z.uncertainty.plus")]
    [InlineData("UPDATE RoundedMinute SET ViewsMinus = ViewsMinus + 1, ViewsPlus = ViewsPlus + 1, WidthBefore = WidthBefore - 1 WHERE AiringId = @airing AND Minute = 1773282720000", "broadcasts/{airing}.minutes/2026-03-12T02:32:00.000Z.uncertainty.minusGrown", "broadcasts/{airing}.minutes/2026-03-12T02:32:00.000Z.uncertainty.plusGrown")]
    [InlineData("DELETE FROM RoundedDay WHERE AiringId = @airing", "broadcasts/{airing}.days/2026-03-12.uncertainty.minus", "broadcasts/{airing}.days/2026-03-12.uncertainty.plus")]
    public async Task What_was_changed_of_an_uncertainty_is_named_and_nothing_else(string sql, params string[] figures)
    {
        var stage = await Arrange();
        (await stage.Sender.Send(new { broadcast = stage.External, observedAt = Ten.AddMinutes(31), viewsText = "1.2万" })).Expect(202);
        (await stage.Sender.Send(new { broadcast = stage.External, observedAt = Ten.AddMinutes(32), viewsText = "1.3万", viewsRounding = "nearest" })).Expect(202);
        await Scene.Until(() => stage.Scene.Audience(stage.Interview), answer => answer["views"].GetInt64() == 13_080);
        (await service.Admin.Audit(stage.Scene.SeriesId)).Figures().ShouldBeEmpty();
        service.Tamper(sql, ("@airing", stage.Airing)).ShouldBeGreaterThan(0);
        (await service.Admin.Audit(stage.Scene.SeriesId)).Figures().ShouldBe(figures.Select(figure => stage.Name(figure)));
    }

    [Fact]
    public async Task A_difference_shows_both_figures()
    {
        var stage = await Arrange();
        service.Tamper("UPDATE AiringTotal SET Views = '1000000' WHERE AiringId = @airing", ("@airing", stage.Airing));
        var difference = (await service.Admin.Audit(stage.Scene.SeriesId))["result"].GetProperty("differences")[0];
        difference.GetProperty("stored").GetInt64().ShouldBe(1_000_000);
        difference.GetProperty("recomputed").GetInt64().ShouldBe(900);
    }

    [Theory]
    [InlineData("UPDATE Reading SET Views = Views + 1 WHERE AiringId = @airing AND ObservedAt = 1773280860000")]
    [InlineData("DELETE FROM Reading WHERE AiringId = @airing AND ObservedAt = 1773280860000")]
    public async Task A_reading_that_was_changed_is_named(string sql)
    {
        var stage = await Arrange();
        service.Tamper(sql, ("@airing", stage.Airing)).ShouldBe(1);
        var audit = await service.Admin.Audit(stage.Scene.SeriesId);
        audit.Figures().ShouldHaveSingleItem().ShouldStartWith(stage.Name("broadcasts/{airing}.readings/"));
    }

    [Fact]
    public async Task A_reading_that_was_moved_to_another_instant_is_named_once_with_both()
    {
        var stage = await Arrange();
        service.Tamper("UPDATE Reading SET ObservedAt = 1773280861000 WHERE AiringId = @airing AND ObservedAt = 1773280860000", ("@airing", stage.Airing)).ShouldBe(1);
        var audit = await service.Admin.Audit(stage.Scene.SeriesId);
        audit.Figures().ShouldHaveSingleItem().ShouldStartWith(stage.Name("broadcasts/{airing}.readings/"));
        var difference = audit["result"].GetProperty("differences")[0];
        difference.GetProperty("stored").GetProperty("observedAt").GetString().ShouldBe("2026-03-12T02:01:01.000Z");
        difference.GetProperty("recomputed").GetProperty("observedAt").GetString().ShouldBe("2026-03-12T02:01:00.000Z");
    }

    [Fact]
    public async Task A_reading_that_stands_twice_is_named()
    {
        var stage = await Arrange();
        service.Tamper(
            "INSERT INTO Reading SELECT AiringId, ObservedAt + 7000, DeliveryId, Ordinal, Concurrent, Views FROM Reading WHERE AiringId = @airing AND ObservedAt = 1773280860000", ("@airing", stage.Airing)).ShouldBe(1);
        var difference = (await service.Admin.Audit(stage.Scene.SeriesId))["result"].GetProperty("differences").EnumerateArray().ShouldHaveSingleItem();
        difference.GetProperty("stored").GetProperty("observedAt").GetString().ShouldBe("2026-03-12T02:01:07.000Z");
        difference.GetProperty("recomputed").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Differences_come_interview_by_interview_the_figures_before_the_readings()
    {
        var scene = await Scene.Set(service);
        var sender = await scene.Channel();
        var airings = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            var interview = await scene.Interview();
            var external = await scene.Airing(interview, sender.ChannelId);
            airings.Add((await service.Admin.GetJson($"/api/v1/interviews/{interview}/broadcasts")).Items.Single().GetProperty("id").GetGuid());
            (await sender.Send(Sender.Reading(external, Ten.AddMinutes(i), 100, 100))).Expect(202);
        }

        await Scene.Until(() => scene.SeriesAudience(), answer => answer["views"].GetInt64() == 500);
        airings.ForEach(airing => service.Tamper("UPDATE AiringTotal SET Views = '99' WHERE AiringId = @airing", ("@airing", airing)).ShouldBe(1));
        airings.ForEach(airing => service.Tamper("UPDATE Reading SET Views = 98 WHERE AiringId = @airing", ("@airing", airing)).ShouldBe(1));
        var audit = await service.Admin.Audit(scene.SeriesId);
        audit["result"].GetProperty("differing").GetInt32().ShouldBe(11);
        string[] figures = [.. audit["result"].GetProperty("differences").EnumerateArray().Select(difference => difference.GetProperty("figure").GetString()!)];
        figures[^1].ShouldBe($"series/{scene.SeriesId}.views");
        for (var i = 0; i < airings.Count; i++)
        {
            figures[2 * i].ShouldBe($"broadcasts/{airings[i]}.views");
            figures[(2 * i) + 1].ShouldStartWith($"broadcasts/{airings[i]}.readings/");
        }
    }

    [Fact]
    public async Task A_delivery_that_was_changed_by_one_byte_is_named_with_the_figures_it_moves()
    {
        var stage = await Arrange();
        var id = Find("SELECT Id FROM Delivery WHERE ChannelId = @channel ORDER BY Id DESC LIMIT 1", ("@channel", stage.Channel));
        var body = (byte[])Scalar("SELECT Body FROM Delivery WHERE Id = @id", ("@id", id));
        body[Encoding.UTF8.GetString(body).IndexOf("900", StringComparison.Ordinal)] = (byte)'8';
        service.Tamper("UPDATE Delivery SET Body = @body WHERE Id = @id", ("@id", id), ("@body", body)).ShouldBe(1);
        var audit = await service.Admin.Audit(stage.Scene.SeriesId);
        audit.Figures().ShouldBe(
        [
            stage.Name("broadcasts/{airing}.days/2026-03-12.views"), stage.Name("broadcasts/{airing}.minutes/2026-03-12T02:30:00.000Z.views"),
            stage.Name($"broadcasts/{{airing}}.readings/{id}/0"), stage.Name("broadcasts/{airing}.views"), $"deliveries/{id}.sha256", stage.Name("series/{series}.views"),
        ]);
    }

    [Fact]
    public async Task A_byte_that_moves_no_figure_is_named_alone()
    {
        var stage = await Arrange();
        var id = Find("SELECT Id FROM Delivery WHERE ChannelId = @channel ORDER BY Id LIMIT 1", ("@channel", stage.Channel));
        service.Tamper("UPDATE Delivery SET Body = CAST(replace(CAST(Body AS TEXT), '2026-03-12T06:30:00Z', '2026-03-12T06:30:01Z') AS BLOB) WHERE Id = @id", ("@id", id)).ShouldBe(1);
        (await service.Admin.Audit(stage.Scene.SeriesId)).Figures().ShouldBe([$"deliveries/{id}.sha256"]);
    }

    [Fact]
    public async Task A_delivery_that_vanished_is_missed()
    {
        var stage = await Arrange();
        var id = Find("SELECT Id FROM Delivery WHERE ChannelId = @channel ORDER BY Id DESC LIMIT 1", ("@channel", stage.Channel));
        service.Tamper("DELETE FROM Delivery WHERE Id = @id", ("@id", id));
        var audit = await service.Admin.Audit(stage.Scene.SeriesId);
        audit.Figures().ShouldContain(stage.Name($"broadcasts/{{airing}}.readings/{id}/0"));
        audit.Figures().ShouldContain(stage.Name("broadcasts/{airing}.views"));
    }

    [Fact]
    public async Task A_proof_that_was_exchanged_is_named()
    {
        var stage = await Arrange();
        var id = (await service.Admin.Declare(stage.Airing, 5)).Expect(201).Id;
        (await service.Admin.Audit(stage.Scene.SeriesId)).Matches().ShouldBeTrue();
        service.Tamper("UPDATE DeclarationProof SET Body = @body WHERE DeclarationId = @id", ("@id", id), ("@body", Proofs.Jpeg)).ShouldBe(1);
        (await service.Admin.Audit(stage.Scene.SeriesId)).Figures().ShouldBe([$"declarations/{id}.proof.sha256"]);
    }

    [Fact]
    public async Task Duplicates_conflicts_refused_and_cancelled_ones_count_nothing_here_either()
    {
        var stage = await Arrange();
        var body = Sender.Message(Sender.Reading(stage.External, Ten.AddMinutes(40), 5, 950));
        (await stage.Sender.SendBytes(body, "same-id")).Expect(202);
        (await stage.Sender.SendBytes(body, "same-id")).Expect(202)["duplicate"].GetBoolean().ShouldBeTrue();
        (await stage.Sender.SendBytes(Sender.Message(Sender.Reading(stage.External, Ten.AddMinutes(41), 5, 99_999)), "same-id")).Expect(202);
        (await stage.Sender.SendBytes(Sender.Message(Sender.Reading(stage.External, Ten.AddMinutes(41), null, -5)))).Expect(400);
        (await stage.Sender.Send(Sender.Reading(stage.External, TimeProvider.System.GetUtcNow().AddHours(1), 5), Sender.Reading("nobody-knows", Ten, 5))).Expect(202);
        await Scene.Until(() => stage.Scene.Audience(stage.Interview), answer => answer["views"].GetInt64() == 950 + 80);
        (await service.Admin.Audit(stage.Scene.SeriesId)).Figures().ShouldBeEmpty();

        var cancelled = await stage.Scene.Interview();
        var late = await stage.Scene.Airing(cancelled, stage.Channel);
        (await stage.Sender.Send(Sender.Reading(late, Ten, 70, 70))).Expect(202);
        (await service.Admin.PostJson($"/api/v1/interviews/{cancelled}:cancel", new { reason = "改期" })).Expect(200);
        (await service.Admin.Audit(stage.Scene.SeriesId)).Figures().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_replay_counts_from_then_on()
    {
        var stage = await Arrange();
        (await stage.Sender.Send(Sender.Reading(stage.External, Ten.AddMinutes(50), null, 960), Sender.Reading("comes-later", Ten, 3, 40))).Expect(202);
        var second = await stage.Scene.Interview();
        await stage.Scene.Airing(second, stage.Channel, "comes-later");
        await Scene.Until(() => stage.Scene.SeriesAudience(), answer => answer["views"].GetInt64() == 960 + 80);
        (await service.Admin.Audit(stage.Scene.SeriesId)).Figures().ShouldBeEmpty();

        var id = Find("SELECT Id FROM Delivery WHERE ChannelId = @channel ORDER BY Id DESC LIMIT 1", ("@channel", stage.Channel));
        (await service.Admin.PostJson($"/api/v1/deliveries/{id}:replay")).Expect(200);
        (await service.Admin.Audit(stage.Scene.SeriesId)).Figures().ShouldBeEmpty();
        (await Scene.Until(() => stage.Scene.SeriesAudience(), answer => answer["views"].GetInt64() == 1080))["views"].GetInt64().ShouldBe(1080);
        (await service.Admin.Audit(stage.Scene.SeriesId)).Figures().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_live_interview_matches_while_figures_come_in()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var sender = await scene.Channel("delta", holdSeconds: 5);
        var external = await scene.Airing(interview, sender.ChannelId);
        var start = TimeProvider.System.GetUtcNow();
        await scene.Run(interview, start);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var sent = 0;
        var sending = Task.Run(
            async () =>
            {
                for (; !stop.IsCancellationRequested; Interlocked.Increment(ref sent))
                {
                    (await sender.Send(Sender.Reading(external, TimeProvider.System.GetUtcNow(), sent % 17, 1))).Expect(202);
                }
            },
            TestContext.Current.CancellationToken);
        for (var i = 0; i < 8 || Volatile.Read(ref sent) < 50; i++)
        {
            (await service.Admin.Audit(scene.SeriesId)).Figures().ShouldBeEmpty();
        }

        await stop.CancelAsync();
        await sending;
        await Scene.Until(() => scene.Audience(interview), answer => answer["views"].GetInt64() == sent);
        var audit = await service.Admin.Audit(scene.SeriesId);
        audit.Figures().ShouldBeEmpty();
        audit["result"].GetProperty("readings").GetInt64().ShouldBe(sent);
    }

    [Fact]
    public async Task Times_and_rules_that_change_are_followed_first()
    {
        var stage = await Arrange();
        (await service.Admin.PostJson($"/api/v1/interviews/{stage.Interview}:end", new { at = Ten.AddMinutes(2) })).Expect(200);
        (await service.Admin.Audit(stage.Scene.SeriesId)).Figures().ShouldBeEmpty();
        (await service.Admin.PatchJson($"/api/v1/channels/{stage.Channel}", new { holdSeconds = 20, viewsCounter = "resets" })).Expect(200);
        (await service.Admin.Audit(stage.Scene.SeriesId)).Figures().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_empty_series_matches_and_an_unknown_one_is_not_there()
    {
        var scene = await Scene.Set(service);
        (await service.Admin.Audit(scene.SeriesId)).Matches().ShouldBeTrue();
        await scene.Interview();
        (await service.Admin.Audit(scene.SeriesId)).Matches().ShouldBeTrue();
        (await service.Admin.PostJson($"/api/v1/series/{Guid.Empty}/audit")).Expect(404);
        (await service.Admin.GetJson($"/api/v1/audits/{Guid.Empty}")).Expect(404);
        (await service.Admin.GetJson("/api/v1/audits/nonsense")).Expect(404);
        var viewer = await service.ClientFor("viewer");
        (await viewer.PostJson($"/api/v1/series/{scene.SeriesId}/audit")).Expect(403);
        (await service.Admin.GetJson($"/api/v1/audit-log?entity={scene.SeriesId}")).Items.Count(item => item.GetProperty("action").GetString() == "audit").ShouldBe(2);
    }

    [Fact]
    public async Task What_a_killed_worker_left_is_taken_up_again()
    {
        using var folder = new TempFolder();
        Guid audit;
        await using (var web = await ServiceFixture.Start(new ServiceSetup { DataDirectory = folder.Path, Settings = { ["Broadcast:Roles"] = "web" } }))
        {
            var scene = await Scene.Set(web);
            audit = (await web.Admin.PostJson($"/api/v1/series/{scene.SeriesId}/audit")).Expect(202).Id;
            var queued = (await web.Admin.GetJson($"/api/v1/audits/{audit}")).Expect(200);
            queued["state"].GetString().ShouldBe("queued");
            queued["result"].ValueKind.ShouldBe(JsonValueKind.Null);

            // As a worker leaves it that is killed in the middle: begun, with the lease in its hand and files on disk.
            var until = TimeProvider.System.GetUtcNow().AddMinutes(1).ToUnixTimeMilliseconds();
            web.Tamper("UPDATE SeriesAudit SET State = 'running', Attempts = 1, Progress = 0.4 WHERE Id = @id", ("@id", audit)).ShouldBe(1);
            web.Tamper("INSERT INTO Lease (Name, Owner, Until) VALUES ('series-audit', @id, @until)", ("@id", audit), ("@until", until)).ShouldBe(1);
            Directory.CreateDirectory(folder.File("audits/left-over"));
        }

        await using var worker = await ServiceFixture.Start(new ServiceSetup { DataDirectory = folder.Path });
        var done = await Scene.Until(() => worker.Admin.GetJson($"/api/v1/audits/{audit}"), answer => answer["state"].GetString() == "done", seconds: 30);
        done["state"].GetString().ShouldBe("done");
        done.Matches().ShouldBeTrue();
        Directory.GetDirectories(folder.File("audits")).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_broke_off_again_and_again_is_given_up()
    {
        var scene = await Scene.Set(service);
        var id = Ids.New(TimeProvider.System.GetUtcNow());
        service.Tamper(
            "INSERT INTO SeriesAudit (Id, SeriesId, State, Progress, Attempts, RequestedBy, RequestedAt) VALUES (@id, @series, 'running', 0.2, 3, 'x', 0)", ("@id", id), ("@series", scene.SeriesId));
        var failed = await Scene.Until(() => service.Admin.GetJson($"/api/v1/audits/{id}"), answer => answer["state"].GetString() == "failed", seconds: 30);
        failed["state"].GetString().ShouldBe("failed");
        failed["problem"].GetString().ShouldNotBeNullOrEmpty();
    }

    private Guid Find(string sql, params (string Name, object Value)[] args) => Ids.FromBytes((byte[])Scalar(sql, args));

    private object Scalar(string sql, params (string Name, object Value)[] args)
    {
        using var connection = new SqliteConnection(DatabaseOptions.SqliteFile(Path.Combine(service.DataDirectory, "broadcast.db")).ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in args)
        {
            command.Parameters.AddWithValue(name, value is Guid id ? Ids.ToBytes(id) : value);
        }

        return command.ExecuteScalar()!;
    }

    /// <summary>Channel A of audience.md's example, and a second channel beside it.</summary>
    private async Task<Stage> Arrange()
    {
        var scene = await Scene.Set(service);
        var interview = await scene.Interview();
        var (one, two) = (await scene.Channel(), await scene.Channel("resets", "app"));
        var external = await scene.Airing(interview, one.ChannelId);
        var airing = (await service.Admin.GetJson($"/api/v1/interviews/{interview}/broadcasts")).Items.Single().GetProperty("id").GetGuid();
        var other = await scene.Airing(interview, two.ChannelId);
        await scene.Run(interview, Ten, Ten.AddMinutes(10));
        (await one.Send(Sender.Reading(external, Ten, 100, 100), Sender.Reading(external, Ten.AddMinutes(1), 300, 450))).Expect(202);
        (await one.Send(Sender.Reading(external, Ten.AddMinutes(2), 200, 700))).Expect(202);
        (await two.Send(Sender.Reading(other, Ten.AddSeconds(30), 50, 50), Sender.Reading(other, Ten.AddMinutes(6), 40, 30))).Expect(202);
        (await one.Send(Sender.Reading(external, Ten.AddMinutes(30), null, 900))).Expect(202);
        (await Scene.Until(() => scene.Audience(interview), answer => answer["views"].GetInt64() == 980))["views"].GetInt64().ShouldBe(980);
        return new Stage(scene, interview, airing, one.ChannelId, one, external);
    }

    private sealed record Stage(Scene Scene, Guid Interview, Guid Airing, Guid Channel, Sender Sender, string External)
    {
        public string Name(string figure) => figure.Replace("{airing}", Airing.ToString(), StringComparison.Ordinal)
            .Replace("{interview}", Interview.ToString(), StringComparison.Ordinal).Replace("{series}", Scene.SeriesId.ToString(), StringComparison.Ordinal);
    }
}
