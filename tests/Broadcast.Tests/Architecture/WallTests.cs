namespace Broadcast.Tests.Architecture;

/// <summary>
/// Which way things go. A booking: Planning → Scheduling → Confirmation; a figure: Ingestion → Audience → Dashboard. Where something must be said against the stream,
/// it is a row that a job finds, or a public type of the slice upstream that the one downstream hands in.
/// </summary>
public sealed class WallTests
{
    [Theory]
    [InlineData("Audience", "Ingestion")]
    [InlineData("Scheduling", "Planning")]
    [InlineData("Scheduling", "Confirmation")]
    [InlineData("Scheduling", "Ingestion")]
    [InlineData("Scheduling", "Audience")]
    [InlineData("Outcomes", "Data")]
    [InlineData("Data", "Hosting")]
    [InlineData("Data", "Access")]
    public void Nobody_goes_against_the_stream(string from, string to) =>
        Code.Uses.Where(use => Code.StandsIn(use.From, from) && Code.StandsIn(use.To, to)).ShouldBeEmpty();

    [Fact]
    public void Nobody_depends_on_the_dashboard() =>
        Code.Uses.Where(use => Code.StandsIn(use.To, "Dashboard") && !Code.StandsIn(use.From, "Dashboard") && Code.SliceOf(use.From).Length > 0).ShouldBeEmpty();

    [Fact]
    public void Only_the_start_knows_the_demonstration() =>
        Code.Uses.Where(use => Code.StandsIn(use.To, "Demo") && Code.SliceOf(use.From) is not ("Demo" or "Hosting" or "")).ShouldBeEmpty();

    [Fact]
    public void A_connector_never_sees_the_database() =>
        Code.Uses.Where(use => Code.StandsIn(use.From, "Platforms") && IsDatabase(use.To)).ShouldBeEmpty();

    [Fact]
    public void The_audience_arithmetic_is_pure() =>
        Code.Uses.Where(use => Code.StandsIn(use.From, "Audience.Arithmetic") && !Code.StandsIn(use.To, "Audience.Arithmetic") && !IsPlain(use.To)).ShouldBeEmpty();

    [Fact]
    public void The_planners_model_is_pure_but_for_its_solver() =>
        Code.Uses.Where(use => Code.StandsIn(use.From, "Planning.Model") && !Code.StandsIn(use.To, "Planning.Model") && !IsPlain(use.To) && !use.To.StartsWith("Google.OrTools.", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void The_foundation_knows_nothing_of_what_stands_on_it() =>
        Code.Uses.Where(use => IsFoundation(use.From) && Code.SliceOf(use.To).Length > 0 && !IsFoundation(use.To) && !IsStartOfTheDemo(use)).ShouldBeEmpty();

    [Fact]
    public void No_slice_depends_on_itself_by_way_of_others()
    {
        var ways = Code.Uses
            .Select(use => (From: Code.SliceOf(use.From), To: Code.SliceOf(use.To)))
            .Where(way => way.From != way.To && way.From.Length > 0 && way.To.Length > 0 && !Code.Foundation.Contains(way.From) && !Code.Foundation.Contains(way.To))
            .Distinct()
            .ToLookup(way => way.From, way => way.To, StringComparer.Ordinal);
        Code.Slices.Select(slice => Circle([slice], ways)).Where(circle => circle is not null).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Broadcast.Access.Tokens", "Broadcast.Audit.AuditLog", "a constructor's parameter, a call within a lambda")]
    [InlineData("Broadcast.Work.Leases", "Broadcast.Data.Tx", "a call within an async lambda")]
    [InlineData("Broadcast.Hosting.Idempotency", "System.TimeProvider", "a type that is not ours")]
    public void Uses_are_seen_wherever_they_stand(string from, string to, string why) =>
        Code.Uses.ShouldContain(use => use.From == from && use.To == to, why);

    /// <summary>The first way from the last slice of the path back to its first; null when there is none.</summary>
    private static string? Circle(string[] path, ILookup<string, string> ways)
    {
        foreach (var next in ways[path[^1]])
        {
            if (next == path[0])
            {
                return string.Join(" → ", path.Append(next));
            }

            if (!path.Contains(next, StringComparer.Ordinal) && Circle([.. path, next], ways) is { } circle)
            {
                return circle;
            }
        }

        return null;
    }

    private static bool IsFoundation(string type) => Code.Foundation.Contains(Code.SliceOf(type));

    private static bool IsStartOfTheDemo(Use use) => Code.StandsIn(use.From, "Hosting") && Code.StandsIn(use.To, "Demo");

    private static bool IsDatabase(string type) =>
        (Code.StandsIn(type, "Data") && type != "Broadcast.Data.Ids") || type.StartsWith("Dapper.", StringComparison.Ordinal) || type.StartsWith("System.Data.", StringComparison.Ordinal);

    /// <summary>Values, collections and what the compiler adds; no clock, no database, no web.</summary>
    private static bool IsPlain(string type) =>
        type.StartsWith("System.", StringComparison.Ordinal)
        && !type.StartsWith("System.Data.", StringComparison.Ordinal)
        && !type.StartsWith("System.IO.", StringComparison.Ordinal)
        && !type.StartsWith("System.Net.", StringComparison.Ordinal)
        && type is not ("System.TimeProvider" or "System.Environment" or "System.Diagnostics.Stopwatch" or "System.Random");
}
