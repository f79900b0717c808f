using System.Globalization;
using Broadcast.Data;
using Broadcast.Hosting;
using Broadcast.Hosting.Bodies;

namespace Broadcast.Outbox;

/// <summary>What an administrator may say about a way; address and secret are kept when they are absent.</summary>
internal sealed record WayBody
{
    private const int LongestTemplate = 4000;

    public Given<string> Name { get; init; }

    public Given<string> Format { get; init; }

    public Given<string> Audience { get; init; }

    public Given<string> Address { get; init; }

    public Given<string> Secret { get; init; }

    public Given<List<string>> Kinds { get; init; }

    public Given<string> Template { get; init; }

    public Given<string> ContentType { get; init; }

    public Given<bool?> AllowPrivate { get; init; }

    public Given<bool?> Repeatable { get; init; }

    public Given<bool?> Active { get; init; }

    /// <summary>The way as it shall be, checked.</summary>
    public MessageWay Over(MessageWay now, WaySecrets secrets, Fields fields)
    {
        var isNew = now.AddressProtected.Length == 0;
        var format = Word("format", Format.Or(isNew ? null : Words.Of(now.Format)), now.Format, fields);
        var audience = Word("audience", Audience.Or(Words.Of(now.Audience)), now.Audience, fields);
        if (format != WayFormat.Http && audience == WayAudience.Guest)
        {
            fields.Wrong("audience", "A robot speaks to its group.");
        }

        var next = now with
        {
            Name = fields.Text("name", Name.Or(now.Name), 200),
            Format = format,
            Audience = audience,
            AddressProtected = ReadAddress(isNew, fields) is { } address ? secrets.Protect(address) : now.AddressProtected,
            SecretProtected = Secret.IsGiven ? (fields.OptionalText("secret", Secret.Value, 1000) is { } secret ? secrets.Protect(secret) : null) : now.SecretProtected,
            Kinds = Hosting.Json.Write(ReadKinds(now, audience, fields)),
            ContentType = format == WayFormat.Http
                ? fields.OneOf("contentType", ContentType.Or(now.ContentType) ?? MessageWay.Json, MessageWay.Json, MessageWay.Form, MessageWay.Plain)
                : MessageWay.Json,
            AllowsPrivate = AllowPrivate.Or(now.AllowsPrivate) ?? false,
            IsRepeatable = Repeatable.Or(now.IsRepeatable) ?? false,
            IsActive = Active.Or(now.IsActive) ?? true,
            Version = now.Version + 1,
        };
        return next with { Template = ReadTemplate(next, now, fields) };
    }

    private static T Word<T>(string field, string? given, T otherwise, Fields fields)
        where T : struct, Enum
    {
        var word = fields.OneOf(field, given, Words.All<T>());
        return Enum.TryParse<T>(word, ignoreCase: true, out var value) ? value : otherwise;
    }

    private string? ReadAddress(bool isNew, Fields fields)
    {
        if (!Address.IsGiven && !isNew)
        {
            return null;
        }

        var text = fields.Text("address", Address.Value, 2000);
        if (text.Length > 0 && !(Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0))
        {
            fields.Wrong("address", "An http or https address.");
            return null;
        }

        return text.Length == 0 ? null : text;
    }

    private IReadOnlyList<string> ReadKinds(MessageWay now, WayAudience audience, Fields fields)
    {
        var allowed = audience == WayAudience.Guest ? MessageKinds.ToGuest : MessageKinds.All;
        var kinds = Kinds.IsGiven ? Kinds.Value ?? [] : now.KindList;
        foreach (var (kind, i) in kinds.Select((kind, i) => (kind, i)).Where(one => !allowed.Contains(one.kind, StringComparer.Ordinal)))
        {
            fields.Wrong(string.Create(CultureInfo.InvariantCulture, $"kinds[{i}]"), $"One of {string.Join(", ", allowed)}.");
        }

        if (kinds.Count == 0)
        {
            fields.Wrong("kinds", "Required.");
        }

        return [.. kinds.Distinct(StringComparer.Ordinal)];
    }

    private string ReadTemplate(MessageWay next, MessageWay now, Fields fields)
    {
        var text = Template.Or(now.Template.Length > 0 ? now.Template : Proposed(next));
        var template = fields.Text("template", text, LongestTemplate);
        string[] known = next.Audience == WayAudience.Guest ? [.. WayTemplate.Open, .. WayTemplate.OfGuest] : WayTemplate.Open;
        var strange = WayTemplate.HolesOf(template).Except(known, StringComparer.Ordinal).ToList();
        if (strange.Count > 0)
        {
            fields.Wrong("template", $"Not known here: {string.Join(", ", strange)}. Known: {string.Join(", ", known)}.");
        }

        if (next is { Format: WayFormat.Http, ContentType: MessageWay.Json } && template.Length > 0 && !WayTemplate.IsJson(WayTemplate.Fill(template, WayTemplate.Sample, MessageWay.Json)))
        {
            fields.Wrong("template", "This is not valid JSON.");
        }

        return template;
    }

    private static string? Proposed(MessageWay way) => way.Format == WayFormat.Http ? null : "{subject}\n{when} · {where}\n{text}";
}
