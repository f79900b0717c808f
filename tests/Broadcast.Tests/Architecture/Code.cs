using ArchUnitNET.Domain.Dependencies;
using ArchUnitNET.Loader;
using Broadcast.Data;

namespace Broadcast.Tests.Architecture;

/// <summary>The service's compiled code as who uses whom, bodies of methods, lambdas and async methods included.</summary>
internal static class Code
{
    private const string Root = "Broadcast.";

    /// <summary>What everything may build on; these may use each other.</summary>
    public static readonly string[] Foundation = ["Access", "Audit", "Data", "Hosting", "Outcomes", "Times", "Work"];

    /// <summary>Every use of one type by another, that of a member told by its name too.</summary>
    public static IReadOnlyList<Use> Uses { get; } =
    [
        .. from type in new ArchLoader().LoadAssemblies(typeof(Sql).Assembly).Build().Types
           where type.FullName.StartsWith(Root, StringComparison.Ordinal)
           from dependency in type.Dependencies
           let call = dependency as MethodCallDependency
           select new Use(type.FullName, dependency.Target.FullName, call?.OriginMember.Name ?? "", call?.TargetMember.Name ?? ""),
    ];

    /// <summary>The slices there are, the foundation's included.</summary>
    public static IReadOnlyList<string> Slices { get; } =
        [.. Uses.Select(use => SliceOf(use.From)).Where(slice => slice.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The slice a type stands in; empty for the table of contents and for types that are not ours.</summary>
    public static string SliceOf(string type)
    {
        var parts = type.Split('.');
        return parts.Length > 2 && parts[0] == "Broadcast" ? parts[1] : "";
    }

    /// <summary>Whether a type stands in a slice or in a folder below it (<c>Audience.Arithmetic</c>).</summary>
    public static bool StandsIn(string type, string room) => type.StartsWith($"{Root}{room}.", StringComparison.Ordinal);
}

/// <summary>One type uses another.</summary>
/// <param name="From">Who.</param>
/// <param name="To">Whom.</param>
/// <param name="Caller">For a call, the method that makes it.</param>
/// <param name="Called">For a call, the method that is called.</param>
internal sealed record Use(string From, string To, string Caller, string Called)
{
    public override string ToString() => $"{From} uses {To}";
}
