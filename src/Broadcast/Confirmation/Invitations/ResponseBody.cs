using Broadcast.Hosting;
using Broadcast.Registers;
using Broadcast.Scheduling;

namespace Broadcast.Confirmation;

/// <summary>An answer as a guest sends it.</summary>
public sealed record ResponseBody
{
    private const int LongestReason = 1000;
    private const int MostSlots = 20;

    /// <summary>accept, decline or tentative.</summary>
    public string? Answer { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>Slots of the series that would suit.</summary>
    public List<Guid>? ProposedSlotIds { get; init; }

    /// <summary>Who would come instead.</summary>
    public SubstituteBody? Substitute { get; init; }

    internal ResponseDraft Check(Fields fields)
    {
        var answer = Enum.Parse<GuestAnswer>(fields.OneOf("answer", Answer, "accept", "decline", "tentative"), ignoreCase: true);
        if (ProposedSlotIds?.Count > MostSlots)
        {
            fields.Wrong("proposedSlotIds", $"At most {MostSlots}.");
        }

        return new ResponseDraft(answer, fields.OptionalText("reason", Reason, LongestReason), [.. (ProposedSlotIds ?? []).Distinct()], Substitute?.Check(fields));
    }
}

/// <summary>Who would come instead.</summary>
public sealed record SubstituteBody
{
    /// <summary>Another official of the unit; then nothing else is needed.</summary>
    public Guid? OfficialId { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The office held.</summary>
    public string? Title { get; init; }

    /// <summary>Where an invitation would go.</summary>
    public string? Email { get; init; }

    /// <summary>For the day itself.</summary>
    public string? Phone { get; init; }

    internal SubstituteDraft Check(Fields fields) => OfficialId is { } id
        ? new SubstituteDraft(id, new Official())
        : new SubstituteDraft(null, new Official
        {
            Name = fields.Text("substitute.name", Name, 200),
            Title = fields.Text("substitute.title", Title, 200),
            Email = fields.Mail("substitute.email", Email),
            Phone = fields.OptionalText("substitute.phone", Phone, 40),
        });
}

/// <summary>Who would come instead.</summary>
/// <param name="OfficialId">An official who is known; null: somebody new.</param>
/// <param name="Person">Somebody new.</param>
internal sealed record SubstituteDraft(Guid? OfficialId, Official Person);

/// <summary>An answer whose fields are right.</summary>
internal sealed record ResponseDraft(GuestAnswer Answer, string? Reason, IReadOnlyList<Guid> ProposedSlotIds, SubstituteDraft? Substitute);
