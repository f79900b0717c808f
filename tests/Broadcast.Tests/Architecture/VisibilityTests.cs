using System.Reflection;
using Broadcast.Data;
using Microsoft.AspNetCore.Components;

namespace Broadcast.Tests.Architecture;

/// <summary>Slices meet through public types: records, and the few doors listed here. Everything else is their own affair.</summary>
public sealed class VisibilityTests
{
    /// <summary>What other slices may call, beside <c>AddX()</c> and <c>MapX()</c>.</summary>
    private static readonly string[] Doors =
    [
        "Broadcast.Hosting.IVersioned",
        "Broadcast.Pages.Posted",
        "Broadcast.Pages.Text",
        "Broadcast.Scheduling.IInterviewListener",
        "Broadcast.Scheduling.Interviews",
    ];

    [Fact]
    public void What_a_slice_shows_is_values_and_its_listed_doors() =>
        PublicTypes().Where(type => !IsSharedByAll(type) && !IsValue(type) && !typeof(IComponent).IsAssignableFrom(type))
            .Select(type => type.FullName!)
            .Except(Doors)
            .ShouldBeEmpty();

    [Fact]
    public void Nothing_is_called_broadcast() =>
        typeof(Sql).Assembly.GetTypes().Where(type => type.Name == nameof(Broadcast)).ShouldBeEmpty();

    private static IEnumerable<Type> PublicTypes() => typeof(Sql).Assembly.GetExportedTypes()
        .Where(type => type.Namespace?.StartsWith("Broadcast.", StringComparison.Ordinal) == true);

    private static bool IsSharedByAll(Type type) => type.Namespace is "Broadcast.Outcomes" or "Broadcast.Data";

    private static bool IsValue(Type type) => type.IsEnum || IsRecord(type) || (type.IsNested && type.DeclaringType is { } outer && IsRecord(outer));

    private static bool IsRecord(Type type) =>
        type.GetMethod("<Clone>$") is not null || (type.IsValueType && type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null);
}
