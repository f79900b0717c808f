using Broadcast.Data;

namespace Broadcast.Work;

/// <summary>One holder at a time for a piece of work, decided by the database; a holder that was killed loses it when the lease runs out.</summary>
internal sealed class Leases(Db db, TimeProvider clock)
{
    private static readonly Sql Take = "UPDATE Lease SET Owner = @owner, Until = @until WHERE Name = @name AND (Until <= @now OR Owner = @owner)";

    private static readonly Sql Create = new(
        SqlServer:
        """
        INSERT INTO Lease (Name, Owner, Until)
        SELECT @name, @owner, 0 WHERE NOT EXISTS (SELECT 1 FROM Lease WITH (UPDLOCK, HOLDLOCK) WHERE Name = @name)
        """,
        Sqlite: "INSERT INTO Lease (Name, Owner, Until) VALUES (@name, @owner, 0) ON CONFLICT DO NOTHING");

    private static readonly Sql Extend = "UPDATE Lease SET Until = @until WHERE Name = @name AND Owner = @owner";

    private static readonly Sql GiveBack = "UPDATE Lease SET Until = 0 WHERE Name = @name AND Owner = @owner";

    private static readonly Sql Holder = "SELECT Owner FROM Lease WHERE Name = @name AND Until > @now";

    private static readonly Sql GiveAllBack = "UPDATE Lease SET Until = 0 WHERE Until > 0";

    /// <summary>Takes the lease for as long as <paramref name="length"/>; null when somebody else holds it.</summary>
    public async Task<Lease?> TryTake(string name, TimeSpan length, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var lease = new Lease(name, Ids.New(now), length);
        var taken = await db.Write(
            async tx =>
            {
                var args = new { name, owner = lease.Owner, until = now + length, now };
                if (await tx.Execute(Take, args) == 1)
                {
                    return true;
                }

                await tx.Execute(Create, args);
                return await tx.Execute(Take, args) == 1;
            },
            ct);
        return taken ? lease : null;
    }

    /// <summary>
    /// Extends the lease inside the transaction of its work. When it was lost meanwhile the work must not be kept, because the new holder may have done it already: the exception rolls it back.
    /// </summary>
    /// <exception cref="LeaseLostException">Somebody else holds it.</exception>
    public async Task Confirm(Tx tx, Lease lease)
    {
        var until = clock.GetUtcNow() + lease.Length;
        if (await tx.Execute(Extend, new { name = lease.Name, owner = lease.Owner, until }) == 0)
        {
            throw new LeaseLostException(lease.Name);
        }
    }

    /// <summary>Who holds a lease; null: nobody.</summary>
    public Task<Guid?> HolderOf(string name, CancellationToken ct) => db.Find<Guid?>(Holder, new { name, now = clock.GetUtcNow() }, ct);

    public Task Return(Lease lease) => db.Execute(GiveBack, new { name = lease.Name, owner = lease.Owner }, CancellationToken.None);

    /// <summary>
    /// For a start after a kill: what the process before held is anybody's at once. A holder that is alive after all keeps its lease by confirming it, unless somebody was faster; then its work is rolled back.
    /// </summary>
    public Task ReturnAll(CancellationToken ct) => db.Execute(GiveAllBack, null, ct);
}

/// <summary>A lease that was taken.</summary>
/// <param name="Name">The work.</param>
/// <param name="Owner">Who took it, this time.</param>
/// <param name="Length">For how long each time.</param>
internal sealed record Lease(string Name, Guid Owner, TimeSpan Length);

/// <summary>A lease ran out while its work was under way, and somebody else took it.</summary>
internal sealed class LeaseLostException(string name) : Exception($"The lease '{name}' was lost; somebody else goes on.");
