using System.Globalization;

namespace Broadcast.Pages;

/// <summary>
/// A posted form as it was typed. Each form names its action, and its subject where one page holds several of a kind, so that what was typed goes back into the form it came from.
/// </summary>
public sealed record Posted
{
    /// <summary>The field that names the action.</summary>
    public const string ActionField = "_action";

    /// <summary>The field that names what the action is about.</summary>
    public const string SubjectField = "_subject";

    private readonly IFormCollection? _form;

    private Posted(IFormCollection? form) => _form = form;

    /// <summary>What is to be done; empty when nothing was posted.</summary>
    public string Action => this[ActionField];

    /// <summary>What it is about, where the action needs one.</summary>
    public string Subject => this[SubjectField];

    /// <summary>The subject as an id; empty when it is none.</summary>
    public Guid SubjectId => Guid.TryParse(Subject, out var id) ? id : Guid.Empty;

    /// <summary>The text of a field, trimmed; empty when it is missing.</summary>
    public string this[string name] => _form?[name].ToString().Trim() ?? "";

    /// <summary>The text of a field; null when it is blank.</summary>
    public string? Text(string name) => this[name] is { Length: > 0 } text ? text : null;

    /// <summary>All values of a field that may be chosen several times.</summary>
    public IReadOnlyList<string> All(string name) => _form is null ? [] : [.. _form[name].OfType<string>()];

    /// <summary>An id; null when it is blank or none.</summary>
    public Guid? Id(string name) => Guid.TryParse(this[name], out var id) ? id : null;

    /// <summary>All ids of a field; what is none is left out.</summary>
    public IReadOnlyList<Guid> Ids(string name) => [.. All(name).Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty).Where(id => id != Guid.Empty)];

    /// <summary>A whole number; null when it is blank or none.</summary>
    public int? Number(string name) => int.TryParse(this[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A number with a point; null when it is blank or none.</summary>
    public double? Decimal(string name) =>
        double.TryParse(this[name], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A date; null when it is blank or none.</summary>
    public DateOnly? Date(string name) => DateOnly.TryParseExact(this[name], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>Whether the form had a field, blank or not.</summary>
    public bool Has(string name) => _form?.ContainsKey(name) == true;

    /// <summary>Whether a box was ticked.</summary>
    public bool Ticked(string name) => Text(name) is not null;

    /// <summary>A local date and time, as <c>datetime-local</c> sends it, in a zone; null when it is blank or none.</summary>
    public DateTimeOffset? Moment(string name, TimeZoneInfo zone)
    {
        string[] formats = ["yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss"];
        return DateTime.TryParseExact(this[name], formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            ? new DateTimeOffset(local, zone.GetUtcOffset(local))
            : null;
    }

    /// <summary>Whether this is what the form of an action and subject sent.</summary>
    public bool Is(string action, string? subject) => Action == action && Subject == (subject ?? "");

    internal static Posted Of(HttpContext context) => new(context.Request.HasFormContentType ? context.Request.Form : null);
}
