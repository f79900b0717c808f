using Microsoft.AspNetCore.Components;

namespace Broadcast.Pages.Parts.Forms;

/// <summary>A labelled field of a <see cref="PostForm"/>, with what is wrong with it said beside it.</summary>
public abstract class FieldBase : ComponentBase
{
    /// <summary>The form it stands in.</summary>
    [CascadingParameter]
    protected PostForm Form { get; set; } = default!;

    /// <summary>Its name, as the API calls it.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>Its label.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>A line below it.</summary>
    [Parameter]
    public string? Hint { get; set; }

    /// <summary>What it holds before anything was typed.</summary>
    [Parameter]
    public string? Proposed { get; set; }

    /// <summary>Whether it must be filled in.</summary>
    [Parameter]
    public bool Required { get; set; }

    /// <summary>Other attributes of the input.</summary>
    [Parameter(CaptureUnmatchedValues = true)]
    public IDictionary<string, object>? Others { get; set; }

    /// <summary>Its id on the page.</summary>
    public string Id => Form.IdOf(Name);

    /// <summary>What is wrong with it, in the words of the API.</summary>
    public IReadOnlyList<string> Messages => Form.Errors(Name);

    /// <summary>What it holds.</summary>
    protected string? Value => Form.Value(Name, Proposed);

    /// <summary>For <c>aria-invalid</c>.</summary>
    protected string? Invalid => Messages.Count > 0 ? "true" : null;

    /// <summary>For <c>aria-describedby</c>.</summary>
    protected string? DescribedBy
    {
        get
        {
            string?[] ids = [Messages.Count > 0 ? $"{Id}-error" : null, Hint is null ? null : $"{Id}-hint"];
            var given = string.Join(' ', ids.OfType<string>());
            return given.Length == 0 ? null : given;
        }
    }
}
