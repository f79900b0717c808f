using Broadcast.Access;
using Broadcast.Outcomes;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broadcast.Pages;

/// <summary>What every page has: words, the caller, the clock, and what was posted. Pages are rendered on the server; a form posts to the address it stands at.</summary>
public abstract class PageBase : ComponentBase
{
    /// <summary>The words in the reader's language.</summary>
    [Inject]
    protected IStringLocalizer<Text> T { get; set; } = default!;

    /// <summary>Where the browser is, and where it is sent.</summary>
    [Inject]
    protected NavigationManager Navigation { get; set; } = default!;

    /// <summary>What time it is.</summary>
    [Inject]
    protected TimeProvider Clock { get; set; } = default!;

    /// <summary>The request that is answered.</summary>
    [CascadingParameter]
    protected HttpContext Http { get; set; } = default!;

    /// <summary>What was posted; empty for a GET.</summary>
    public Posted Posted => field ??= Posted.Of(Http);

    /// <summary>Why what was posted was not carried out.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Who is signed in; null on a public page.</summary>
    protected Caller? Caller => Access.Caller.Of(Http.User);

    /// <summary>The moment this page shows, the same for all of it.</summary>
    protected DateTimeOffset Now => field == default ? field = Clock.GetUtcNow() : field;

    /// <summary>Ends when the reader goes away.</summary>
    protected CancellationToken Ct => Http.RequestAborted;

    /// <summary>Whether the caller has a role, or one above it.</summary>
    protected bool Is(Role role) => Caller is { } caller && caller.Role >= role;

    /// <summary>Whether the caller reads everything, the evidence included.</summary>
    protected bool ReadsAll => Caller is { ReadsAll: true };

    /// <summary>Who is signed in, on a page that lets nobody else in.</summary>
    protected Caller Me => Caller ?? throw new InvalidOperationException("This page lets in readers who are not signed in.");

    /// <summary>A value of the address; null when it is missing.</summary>
    protected string? Asked(string name) => Http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    /// <summary>An id in the address; null when it is missing or none.</summary>
    protected Guid? AskedId(string name) => Guid.TryParse(Asked(name), out var id) ? id : null;

    // What the last command did and how it is taken back is said once: it does not go along to the next address.
    private static readonly string[] SaidOnce = ["done", "undo", "on"];

    /// <summary>This page's address with some of its query changed; null takes a value out.</summary>
    protected string Here(params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        var query = Http.Request.Query.Where(pair => !SaidOnce.Contains(pair.Key)).ToDictionary(pair => pair.Key, pair => (string?)pair.Value.ToString(), StringComparer.Ordinal);
        foreach (var (name, value) in changes)
        {
            query[name] = value;
        }

        return Http.Request.Path + QueryString.Create(query.Where(pair => !string.IsNullOrEmpty(pair.Value)));
    }

    /// <summary>Carries out what was posted, if this caller may, and sends the browser on; what is refused stays on the page.</summary>
    /// <param name="outcome">What it came to.</param>
    /// <param name="done">The word for what happened, of the texts <c>Done.*</c>.</param>
    /// <param name="address">Where to; this page when null.</param>
    protected void Settle<TValue>(Outcome<TValue> outcome, string done, string? address = null)
    {
        if (outcome.IsRefused)
        {
            Refuse(outcome.Refusal);
        }
        else
        {
            Go(address ?? Here(), done);
        }
    }

    /// <summary>Keeps why a command was not carried out, for the form to show beside what was typed.</summary>
    protected void Refuse(Refusal refusal)
    {
        Refusal = refusal;
        Http.Response.StatusCode = Slugs.Status(refusal.Slug);
    }

    /// <summary>Sends the browser on after a command, so that reloading repeats nothing; <paramref name="done"/> is the word that tells what happened.</summary>
    protected void Go(string address, string? done = null)
    {
        var sign = address.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        Navigation.NavigateTo(done is null ? address : $"{address}{sign}done={Uri.EscapeDataString(done)}");
    }
}
