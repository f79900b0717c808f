using System.Reflection;
using Broadcast.Data;

namespace Broadcast.Tests.Data;

/// <summary>Every statement of the service, found by its field.</summary>
internal static class SqlFields
{
    private const BindingFlags Any = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>The statements by the name of their field, such as <c>Tokens.Insert</c>.</summary>
    public static IReadOnlyDictionary<string, Sql> All { get; } = Fields().Where(field => field.IsStatic && !field.DeclaringType!.ContainsGenericParameters)
        .ToDictionary(NameOf, field => (Sql)field.GetValue(null)!, StringComparer.Ordinal);

    /// <summary>Names for a theory.</summary>
    public static TheoryData<string> Names { get; } = [.. All.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Fields of this type, whether they follow the rule or not; the types that the compiler makes, where a method keeps a statement it was handed, are left out.</summary>
    public static IEnumerable<FieldInfo> Fields() => typeof(Sql).Assembly.GetTypes()
        .Where(type => !type.Name.StartsWith('<'))
        .SelectMany(type => type.GetFields(Any))
        .Where(field => field.FieldType == typeof(Sql));

    /// <summary>The type's name below the root namespace, and the field's.</summary>
    public static string NameOf(FieldInfo field) => $"{field.DeclaringType!.FullName!["Broadcast.".Length..]}.{field.Name}";
}
