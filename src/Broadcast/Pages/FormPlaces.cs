using System.Globalization;
using Broadcast.Outcomes;

namespace Broadcast.Pages;

/// <summary>Lines of a form that were left blank are not sent, so those after them are counted otherwise than they stand in the form.</summary>
internal static class FormPlaces
{
    /// <summary>The refusal with its errors at the lines that they are about.</summary>
    /// <param name="refusal">What the API says: its errors count what was sent.</param>
    /// <param name="list">The list's name, such as <c>segments</c>.</param>
    /// <param name="places">For each line that was sent its place in the form.</param>
    public static Refusal InPlace(this Refusal refusal, string list, IReadOnlyList<int> places)
    {
        return refusal.Errors is not { } errors ? refusal : refusal with { Errors = errors.ToDictionary(error => Named(error.Key), error => error.Value, StringComparer.Ordinal) };

        string Named(string field)
        {
            for (var sent = 0; sent < places.Count; sent++)
            {
                var start = At(sent);
                if (field.StartsWith(start, StringComparison.Ordinal))
                {
                    return At(places[sent]) + field[start.Length..];
                }
            }

            return field;
        }

        string At(int place) => string.Create(CultureInfo.InvariantCulture, $"{list}[{place}].");
    }
}
