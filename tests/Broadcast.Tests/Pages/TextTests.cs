using System.Text.RegularExpressions;
using System.Xml.Linq;
using Broadcast.Confirmation;
using Broadcast.Data;
using Broadcast.Outbox;
using Broadcast.Outcomes;
using Broadcast.Pages;
using Broadcast.Scheduling;

namespace Broadcast.Tests.Pages;

/// <summary>Every word of the pages stands in both languages, and nowhere else.</summary>
public sealed partial class TextTests
{
    private static readonly string Source = FindSource();
    private static readonly Dictionary<string, string> Chinese = Read("Text.resx");
    private static readonly Dictionary<string, string> English = Read("Text.en.resx");

    [Fact]
    public void Both_languages_hold_the_same_keys() => Chinese.Keys.Order(StringComparer.Ordinal).ShouldBe(English.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void No_text_is_empty() => Chinese.Concat(English).Where(pair => string.IsNullOrWhiteSpace(pair.Value)).ShouldBeEmpty();

    [Fact]
    public void Both_languages_fill_in_the_same_values() =>
        Chinese.Keys.Where(key => !Holes(Chinese[key]).SetEquals(Holes(English[key]))).ShouldBeEmpty();

    [Fact]
    public void English_texts_hold_no_Chinese() => English.Where(pair => Han().IsMatch(pair.Value)).ShouldBeEmpty();

    [Fact]
    public void Every_key_that_a_page_names_exists()
    {
        var named = Files("*.razor", "*.cs").SelectMany(file => Key().Matches(File.ReadAllText(file)).Select(match => (File: Path.GetFileName(file), Key: match.Groups["key"].Value))).ToList();
        named.Count.ShouldBeGreaterThan(100);
        named.Where(use => !Chinese.ContainsKey(use.Key)).ShouldBeEmpty();
    }

    [Fact]
    public void Every_key_that_is_made_up_of_a_value_exists()
    {
        string[] keys =
        [
            .. Words.All<InterviewState>().Select(word => $"State.{word}"),
            .. Words.All<SlotState>().Select(word => $"SlotState.{word}"),
            .. Words.All<GuestRole>().Select(word => $"GuestRole.{word}"),
            .. Words.All<GuestAnswer>().Select(word => $"Answer.{word}"),
            .. Enum.GetNames<Broadcast.Access.Role>().Select(word => $"Role.{word}"),
            .. typeof(Slugs).GetFields().Select(field => $"Refusal.{field.GetValue(null)}"),
            .. Words.All<GuestTrouble>().Except(["notAsked", "declined", "unsure"]).Select(word => $"Trouble.{word}"),
            .. Words.All<ReplyVia>().Select(word => $"Via.{word}"),
            .. Words.All<ReplyState>().Except(["applied"]).Select(word => $"Reply.{word}"),
            .. Words.All<LadderKind>().Select(word => $"Step.{word}"),
            .. Words.All<MessageState>().Select(word => $"MessageState.{word}"),
            .. MessageKinds.All.Select(word => $"Message.Kind.{word}"),
            .. Words.All<WayFormat>().Select(word => $"WayFormat.{word}"),
            .. Words.All<WayAudience>().Select(word => $"WayAudience.{word}"),
            .. Preferences.Themes.Select(word => $"Theme.{word}"),
            .. new[] { "web", "screen", "app", "social" }.SelectMany(word => new[] { $"Family.{word}", $"FamilyOf.{word}" }),
            .. new[] { "latest", "resets", "delta" }.Select(word => $"Counter.{word}"),
            .. Broadcast.Ingestion.DeliveryState.All.Concat(Broadcast.Subscriptions.SubscriptionMessageState.All).Select(word => $"Delivery.{word}"),
            .. Broadcast.Provenance.DeclarationState.All.SelectMany(word => new[] { $"Declared.{word}", $"Declared.Empty.{word}" }),
            .. Broadcast.Subscriptions.SubscriptionEvent.All.Append(Broadcast.Subscriptions.SubscriptionEvent.Test).Select(word => $"Event.{word}"),
            .. new[] { "unit", "interview", "channel", "family", "region", "day" }.Select(word => $"Sources.{word}"),
            .. Words.All<Broadcast.Planning.PlanState>().Select(word => $"PlanState.{word}"),
            .. Words.All<Broadcast.Planning.Model.MayMove>().Select(word => $"MayMove.{word}"),
            .. typeof(Broadcast.Planning.Model.PlanWeights).GetProperties().Where(weight => weight.PropertyType == typeof(int)).Select(weight => $"PlanWeight.{char.ToLowerInvariant(weight.Name[0])}{weight.Name[1..]}"),
            .. new[] { 400, 403, 404, 409, 429, 500, 503 }.SelectMany(status => new[] { $"Error.{status}.Title", $"Error.{status}.Text" }),
        ];
        keys.Where(key => !Chinese.ContainsKey(key)).ShouldBeEmpty();
    }

    [Fact]
    public void What_a_command_did_is_said_in_words() =>
        Files("*Page.razor").SelectMany(file => Done().Matches(File.ReadAllText(file))).Select(match => $"Done.{match.Groups["key"].Value}").Where(key => !Chinese.ContainsKey(key)).ShouldBeEmpty();

    [Fact]
    public void No_page_holds_Chinese_of_its_own() => Files("*.razor").Where(file => Han().IsMatch(File.ReadAllText(file))).Select(Path.GetFileName).ShouldBeEmpty();

    private static HashSet<string> Holes(string text) => [.. Hole().Matches(text).Select(match => match.Value)];

    private static Dictionary<string, string> Read(string file) => XDocument.Load(Path.Combine(Source, "Pages", file)).Root!.Elements("data")
        .ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value, StringComparer.Ordinal);

    private static IEnumerable<string> Files(params string[] patterns) => patterns.SelectMany(pattern => Directory.EnumerateFiles(Source, pattern, SearchOption.AllDirectories))
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string FindSource()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Broadcast.sln")))
        {
            folder = folder.Parent!;
        }

        return Path.Combine(folder.FullName, "src", "Broadcast");
    }

    [GeneratedRegex(@"\b(?:T|words)\[""(?<key>[^""]+)""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Key();

    [GeneratedRegex(@"Settle\(.*Ct\),\s*""(?<key>[a-zA-Z]+)""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Done();

    [GeneratedRegex(@"\{[0-9]\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hole();

    [GeneratedRegex(@"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Han();
}
