using System.Reflection;
using Broadcast.Data;
using Microsoft.AspNetCore.Components;

namespace Broadcast.Tests.Architecture;

/// <summary>Slices meet through public records; everything else is their own affair.</summary>
public sealed class VisibilityTests
{
    [Fact]
    public void What_a_slice_shows_is_values() =>
        PublicTypes().Where(type => !IsSharedByAll(type) && !IsValue(type) && !typeof(IComponent).IsAssignableFrom(type)).ShouldBeEmpty();

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
