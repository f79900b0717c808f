using Broadcast.Data;
using Broadcast.Hosting;

namespace Broadcast.Scheduling;

/// <summary>Whether the unit, the host and the guests that a client names are there, and belong together.</summary>
internal static class Participants
{
    private static readonly Sql UnitById = "SELECT Id FROM Unit WHERE Id = @id";

    private static readonly Sql HostById = "SELECT Id FROM Host WHERE Id = @id";

    private static readonly Sql UnitOfOfficial = "SELECT UnitId FROM Official WHERE Id = @id";

    public static async Task CheckUnit(Tx tx, Guid unitId, Fields fields)
    {
        if (await tx.Find<Guid?>(UnitById, new { id = unitId }) is null)
        {
            fields.Wrong("unitId", "There is no such unit.");
        }
    }

    public static async Task Check(Tx tx, Guid unitId, Guid? hostId, IReadOnlyList<GuestDraft> guests, Fields fields)
    {
        if (hostId is not null && await tx.Find<Guid?>(HostById, new { id = hostId }) is null)
        {
            fields.Wrong("hostId", "There is no such host.");
        }

        for (var i = 0; i < guests.Count; i++)
        {
            var unit = await tx.Find<Guid?>(UnitOfOfficial, new { id = guests[i].OfficialId });
            if (unit != unitId)
            {
                fields.Wrong($"guests[{i}].officialId", unit is null ? "There is no such official." : "The official belongs to another unit.");
            }
        }
    }
}
