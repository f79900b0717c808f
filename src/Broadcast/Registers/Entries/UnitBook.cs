using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;

namespace Broadcast.Registers;

/// <summary>The units by id and by code, for what belongs to one.</summary>
internal sealed class UnitBook(IReadOnlyList<UnitName> units)
{
    public static readonly UnitBook Empty = new([]);

    private static readonly Sql All = "SELECT Id, Code, Name FROM Unit";

    private readonly Dictionary<Guid, UnitName> _byId = units.ToDictionary(unit => unit.Id);
    private readonly Dictionary<string, UnitName> _byCode = units.ToDictionary(unit => unit.Code, StringComparer.Ordinal);

    public static async Task<UnitBook> Read(Tx tx) => new(await tx.Query<UnitName>(All));

    public string? Code(Guid? id) => id is { } some ? _byId.GetValueOrDefault(some)?.Code : null;

    public string? Name(Guid? id) => id is { } some ? _byId.GetValueOrDefault(some)?.Name : null;

    /// <summary>The unit that a body names by its id, or else by its code, or the one there is now.</summary>
    public Guid? Choose(Given<Guid?> id, Given<string> code, Guid? now, bool isRequired, Fields fields)
    {
        if (id is { IsGiven: true, Value: { } named })
        {
            return Found(_byId.GetValueOrDefault(named), "unitId", fields);
        }

        if (fields.OptionalText("unitCode", code.Value, 64) is { } text)
        {
            return Found(_byCode.GetValueOrDefault(text), "unitCode", fields);
        }

        var kept = id.IsGiven || code.IsGiven ? null : now;
        if (isRequired && kept is null)
        {
            fields.Wrong(code.IsGiven ? "unitCode" : "unitId", "Required.");
        }

        return kept;
    }

    private static Guid? Found(UnitName? unit, string field, Fields fields)
    {
        if (unit is null)
        {
            fields.Wrong(field, "There is no such unit.");
        }

        return unit?.Id;
    }
}

/// <summary>What a unit is called.</summary>
internal sealed record UnitName
{
    public Guid Id { get; init; }

    public string Code { get; init; } = "";

    public string Name { get; init; } = "";
}
