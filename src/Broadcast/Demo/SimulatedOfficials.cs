namespace Broadcast.Demo;

/// <summary>The guests of what is to come: each is invited once a run, and answers over the link as officials do, or does not answer.</summary>
internal sealed class SimulatedOfficials(DemoClient client)
{
    private const string LinkPath = "/i/";
    private static readonly TimeSpan Close = TimeSpan.FromDays(3);

    private readonly HashSet<Guid> _asked = [];

    /// <summary>Invites the guests of an interview, and lets them answer.</summary>
    public async Task Ask(SeenInterview interview, DateTimeOffset now, CancellationToken ct)
    {
        if (!interview.IsWaiting || interview.StartsAt <= now)
        {
            _asked.Remove(interview.Id);
            return;
        }

        if (_asked.Contains(interview.Id))
        {
            return;
        }

        var answer = AnswerOf(interview, now);
        foreach (var invitation in (await client.Post<SeenPage<SeenInvitation>>($"interviews/{interview.Id}/invitations", new { }, ct)).Items)
        {
            if (answer is not null && invitation is { State: "open", Link: { } link })
            {
                await client.Post<object>($"invitations/{link[(link.LastIndexOf(LinkPath, StringComparison.Ordinal) + LinkPath.Length)..]}/response", answer, ct);
            }
        }

        _asked.Add(interview.Id);
    }

    /// <summary>The same official always answers the same; whoever comes within days has accepted.</summary>
    private static object? AnswerOf(SeenInterview interview, DateTimeOffset now) =>
        interview.StartsAt < now + Close ? new { answer = "accept" } : AudienceCurve.Chance(AudienceCurve.SeedOf(interview.UnitName), 5) switch
        {
            < 0.55 => new { answer = "accept" },
            < 0.65 => new { answer = "tentative", reason = "视会议安排再定" },
            < 0.75 => new { answer = "decline", reason = "当日外出调研", substitute = new { name = $"{interview.UnitName}分管负责人", title = "分管负责人" } },
            _ => null,
        };
}

/// <summary>An invitation, with the link that the guest got.</summary>
internal sealed record SeenInvitation(Guid Id, string State, string? Link);
