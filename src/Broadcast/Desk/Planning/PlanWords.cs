using System.Globalization;
using Broadcast.Pages;
using Broadcast.Planning.Model;
using Microsoft.Extensions.Localization;

namespace Broadcast.Desk.Planning;

/// <summary>What the planner says, in the reader's language: a text for each code. A code without one is said as the API says it.</summary>
internal static class PlanWords
{
    /// <summary>Why a unit was left out.</summary>
    public static string Why(PlanReason reason, IStringLocalizer<Text> words) => Say($"PlanReason.{reason.Code}", reason, words);

    /// <summary>What an assignment breaks.</summary>
    public static string Broken(PlanReason reason, IStringLocalizer<Text> words) => Say($"PlanBreaks.{reason.Code}", reason, words);

    /// <summary>What would help, one for one as the reason names it.</summary>
    public static IEnumerable<(string Code, string Text)> Help(PlanReason reason, IStringLocalizer<Text> words) =>
        reason.Help.Zip(reason.HelpTexts, (code, text) => (code, words[$"PlanHelp.{code}"] is { ResourceNotFound: false } found ? found.Value : text));

    private static string Say(string key, PlanReason reason, IStringLocalizer<Text> words)
    {
        var about = reason.Params;
        object[] values =
        [
            Share(about, words), about.Of ?? 0, about.Count ?? 0, about.Limit ?? 0, Month(about.Month), Dates(about, words), Names(about, words), about.Slots ?? 0,
        ];
        var one = about.Count == 1 ? words[$"{key}.one", values] : null;
        var found = one is { ResourceNotFound: false } ? one : words[key, values];
        return found.ResourceNotFound ? reason.Text : found.Value;
    }

    private static string Share(ReasonParams about, IStringLocalizer<Text> words)
    {
        if (about is not { Slots: { } slots, Of: { } of })
        {
            return Number(about.Slots ?? about.Of ?? 0);
        }

        var share = slots < of ? words["PlanShare.Some", Number(slots), Number(of)].Value : slots == 1 ? words["PlanShare.Only"].Value : words["PlanShare.All", Number(of)].Value;
        return about.Month is { } month ? words["PlanShare.Month", share, Month(month)] : share;
    }

    private static string Month(int? month) => month is { } number ? CultureInfo.CurrentUICulture.DateTimeFormat.GetMonthName(number) : "";

    private static string Dates(ReasonParams about, IStringLocalizer<Text> words) => (about.From, about.To) switch
    {
        ({ } from, { } to) => words["PlanDates.Between", Moments.Day(from, words), Moments.Day(to, words)],
        ({ } from, null) => words["PlanDates.From", Moments.Day(from, words)],
        (null, { } to) => words["PlanDates.To", Moments.Day(to, words)],
        _ => words["PlanDates.Own"],
    };

    private static string Names(ReasonParams about, IStringLocalizer<Text> words)
    {
        var names = string.Join(words["PlanNames.Comma"], about.Names ?? []);
        return about.Names is { } some && about.Count > some.Count ? words["PlanNames.More", names, Number(about.Count.Value - some.Count)] : names;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
