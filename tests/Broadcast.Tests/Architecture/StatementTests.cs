using Broadcast.Data;
using Broadcast.Tests.Data;

namespace Broadcast.Tests.Architecture;

/// <summary>Every statement stands where the binding tests find it.</summary>
public sealed class StatementTests
{
    private static readonly string[] MakingMethods = ["op_Implicit", ".ctor", "<Clone>$"];

    [Fact]
    public void Every_statement_is_a_static_readonly_field() =>
        SqlFields.Fields().Where(field => !field.IsStatic || !field.IsInitOnly).Select(SqlFields.NameOf).ShouldBeEmpty();

    [Fact]
    public void No_statement_is_made_while_the_service_runs() =>
        Code.Uses.Where(use => use.To == typeof(Sql).FullName && use.From != typeof(Sql).FullName && Makes(use.Called) && !use.Caller.StartsWith(".cctor", StringComparison.Ordinal))
            .Select(use => $"{use.From}.{use.Caller}")
            .ShouldBeEmpty();

    [Fact]
    public void No_statement_hides_in_a_generic_type() =>
        SqlFields.Fields().Where(field => field.DeclaringType!.ContainsGenericParameters).Select(SqlFields.NameOf).ShouldBeEmpty();

    /// <summary>From a string, by its constructor, or as a changed copy.</summary>
    private static bool Makes(string method) => MakingMethods.Any(name => method.StartsWith(name, StringComparison.Ordinal));
}
