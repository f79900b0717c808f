using System.Reflection;
using System.Text.RegularExpressions;
using Broadcast.Pages;
using Broadcast.Planning.Model;

namespace Broadcast.Tests.Desk.Planning;

/// <summary>Whatever the planner can say is said in the reader's language.</summary>
public sealed partial class PlanWordsTests
{
    private static readonly System.Resources.ResourceManager Texts = new(typeof(Text));

    [Fact]
    public void Every_reason_and_every_help_has_its_words()
    {
        var reasons = typeof(ReasonWords).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(method => method.ReturnType == typeof(PlanReason) && method.Name != nameof(ReasonWords.Breaks))
            .Select(method => (PlanReason)method.Invoke(null, [.. method.GetParameters().Select(Argument)])!).ToList();
        reasons.Count.ShouldBeGreaterThan(12);
        var keys = reasons.Select(reason => $"PlanReason.{reason.Code}").Concat(reasons.SelectMany(reason => reason.Help).Select(help => $"PlanHelp.{help}"));
        keys.Where(key => !HasWords(key)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_rule_that_can_be_broken_has_its_words()
    {
        var codes = Breaks().Matches(File.ReadAllText(Path.Combine(Root(), "src", "Broadcast", "Planning", "Model", "Answers", "Violations.cs"))).Select(match => match.Groups["code"].Value).ToList();
        codes.Count.ShouldBeGreaterThan(9);
        codes.Where(code => !HasWords($"PlanBreaks.{code}")).ShouldBeEmpty();
    }

    private static bool HasWords(string key) => Texts.GetString(key, System.Globalization.CultureInfo.InvariantCulture) is not null;

    private static object? Argument(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(PlanTask) => new PlanTask { Officials = [new OfficialOption(Guid.Empty, "Li", new Diary([], []))] },
        var type when type == typeof(int) => 1,
        var type when type == typeof(IReadOnlyList<string>) => new[] { "Li" },
        _ => null,
    };

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Broadcast.sln")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [GeneratedRegex("Breaks\\(\"(?<code>[a-z-]+)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Breaks();
}
