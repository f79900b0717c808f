using Broadcast.Tests.Hosting;

namespace Broadcast.Tests.Provenance;

/// <summary>Whatever comes, in whatever order and however often, and whatever is closed or withdrawn meanwhile: what stands is what the deliveries say.</summary>
public sealed class SeriesAuditProperties(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    private const int Interviews = 60;
    private static readonly DateTimeOffset Ten = new(2026, 3, 12, 22, 0, 0, TimeSpan.FromHours(8));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Random_deliveries_in_random_order_match(int seed)
    {
        var random = new Random(seed);
        var scene = await Scene.Set(service);
        var senders = new List<Sender>();
        foreach (var counter in new[] { "latest", "resets", "delta", "latest" })
        {
            senders.Add(await scene.Channel(counter, holdSeconds: random.Next(1, 400)));
        }

        var broadcasts = new List<(Sender Sender, string External)>();
        var ended = new List<Guid>();
        for (var i = 0; i < Interviews; i++)
        {
            var interview = await scene.Interview();
            foreach (var sender in senders.Where(_ => random.Next(4) > 0))
            {
                broadcasts.Add((sender, await scene.Airing(interview, sender.ChannelId)));
            }

            if (random.Next(5) > 0)
            {
                var hasEnded = random.Next(3) > 0;
                await scene.Run(interview, Ten.AddSeconds(random.Next(-600, 600)), hasEnded ? Ten.AddSeconds(random.Next(700, 9_000)) : null);
                ended.AddRange(hasEnded ? [interview] : []);
            }
        }

        var messages = Enumerable.Range(0, 400).Select(_ => Message(random, broadcasts)).ToList();
        var sent = messages.Concat(messages.Where(_ => random.Next(8) == 0)).OrderBy(_ => random.Next()).ToList();

        // Closed and opened again while figures come in: what counts goes by the instant of the closing, however far the drain is.
        var closing = Task.Run(
            async () =>
            {
                foreach (var interview in ended.Where((_, i) => i % 2 == 0))
                {
                    (await service.Admin.PostJson($"/api/v1/interviews/{interview}:close")).Expect(200);
                }

                foreach (var interview in ended.Where((_, i) => i % 4 == 0))
                {
                    (await service.Admin.PostJson($"/api/v1/interviews/{interview}:reopen", new { reason = "迟报" })).Expect(200);
                }
            },
            TestContext.Current.CancellationToken);
        var imports = new List<Answer>();
        var importing = Task.Run(
            async () =>
            {
                foreach (var sender in senders)
                {
                    imports.AddRange(await Import(new Random(seed), sender.ChannelId, [.. broadcasts.Where(broadcast => broadcast.Sender == sender).Select(broadcast => broadcast.External)]));
                }
            },
            TestContext.Current.CancellationToken);
        await Parallel.ForEachAsync(sent, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (message, _) =>
            (await message.Sender.SendBytes(message.Body, message.Id)).Expect(202));
        await Task.WhenAll(closing, importing);

        // Some are withdrawn while the audit looks: it compares each interview as of one instant.
        var withdrawing = Task.Run(
            async () =>
            {
                foreach (var import in imports.Where((_, i) => i % 3 == 1))
                {
                    await Task.Delay(random.Next(200), TestContext.Current.CancellationToken);
                    (await service.Admin.PostJson($"/api/v1/imports/{import.Id}:withdraw", new { reason = "错误的文件" })).Expect(200);
                }
            },
            TestContext.Current.CancellationToken);
        var audit = await service.Admin.Audit(scene.SeriesId);
        audit.Figures().ShouldBeEmpty(audit.Text);
        audit.Matches().ShouldBeTrue();
        await withdrawing;

        // Once more when everything is taken in for certain.
        await Scene.Until(() => Task.FromResult(new Answer(200, default, "", null!, null)), _ => service.Tamper("UPDATE PendingDelivery SET DeliveryId = DeliveryId") == 0);
        var rows = imports.Sum(import => import["accepted"].GetInt64() + import["rejected"].GetInt64());
        rows.ShouldBeGreaterThan(200);
        audit = await service.Admin.Audit(scene.SeriesId);
        audit.Figures().ShouldBeEmpty(audit.Text);
        audit["result"].GetProperty("interviews").GetInt32().ShouldBe(Interviews);
        audit["result"].GetProperty("deliveries").GetInt64().ShouldBe(400 + rows);
        audit["result"].GetProperty("readings").GetInt64().ShouldBeGreaterThan(800);
        var total = await scene.SeriesAudience();
        (await scene.SeriesAudience("/breakdown?by=day")).Items.Sum(item => item.GetProperty("views").GetDecimal()).ShouldBe(total["views"].GetDecimal());
    }

    /// <summary>A few exports of a channel, some rows of which say what an earlier one said.</summary>
    private async Task<IReadOnlyList<Answer>> Import(Random random, Guid channel, IReadOnlyList<string> externals)
    {
        (await service.Admin.PutJson($"/api/v1/channels/{channel}/import-mapping", new { observedAt = "t", broadcast = "b", views = "v", concurrent = "c" })).Expect(200);
        var (made, lines) = (new List<Answer>(), new List<string>());
        for (var i = 0; i < 6; i++)
        {
            lines = [.. lines.Where(_ => random.Next(3) == 0), .. Enumerable.Range(0, 20).Select(_ => Line(random, externals))];
            made.Add((await service.Admin.PostRaw($"/api/v1/channels/{channel}/imports", System.Text.Encoding.UTF8.GetBytes($"t,b,v,c\n{string.Join('\n', lines)}\n"), "text/csv")).Expect(201));
        }

        return made;
    }

    private static string Line(Random random, IReadOnlyList<string> externals) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Ten.AddSeconds(15 * random.Next(-20, 500)):yyyy-MM-dd HH:mm:ss},{(random.Next(20) == 0 ? "unknown" : externals[random.Next(externals.Count)])},{random.Next(3_000)},{random.Next(500)}");

    /// <summary>Up to a dozen readings of broadcasts on one channel, some unknown, some twice.</summary>
    private static (Sender Sender, string Id, byte[] Body) Message(Random random, List<(Sender Sender, string External)> broadcasts)
    {
        var sender = broadcasts[random.Next(broadcasts.Count)].Sender;
        var own = broadcasts.Where(broadcast => broadcast.Sender == sender).ToList();
        var readings = Enumerable.Range(0, random.Next(1, 12)).Select(_ =>
        {
            var external = random.Next(20) == 0 ? "unknown" : own[random.Next(own.Count)].External;
            var at = Ten.AddMilliseconds(random.Next(4) == 0 ? random.Next(-900_000, 12_000_000) : 15_000L * random.Next(-20, 500));
            var kind = random.Next(3);
            if (random.Next(6) == 0)
            {
                return new { broadcast = external, observedAt = at, viewsText = $"{random.Next(1, 30)}千", viewsRounding = random.Next(2) == 0 ? "nearest" : "down" };
            }

            return Sender.Reading(external, at, kind == 0 ? null : random.Next(500), kind == 1 ? null : random.Next(20) == 0 ? long.MaxValue - random.Next(3) : random.Next(3_000));
        });
        return (sender, Scene.Unique("random"), Sender.Message([.. readings]));
    }
}
