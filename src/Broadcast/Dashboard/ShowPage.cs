using System.Globalization;
using Broadcast.Hosting;
using Broadcast.Outcomes;
using Broadcast.Pages;
using Broadcast.Scheduling;
using Microsoft.AspNetCore.Components;

namespace Broadcast.Dashboard;

/// <summary>A page that shows a series' audience: to everybody when the series is public, else to whoever is signed in.</summary>
public abstract class ShowPage : PageBase
{
    /// <summary>The series.</summary>
    [Parameter]
    public Guid Id { get; set; }

    /// <summary>What is shown; null when this reader may not see it.</summary>
    protected Show? Show { get; private set; }

    /// <summary>The words on the curves.</summary>
    protected string ChartWords => Json.Write(new { concurrent = T["Audience.Concurrent"].Value, peak = T["Show.Peak"].Value, views = T["Show.Increment"].Value });

    [Inject]
    private IServiceProvider Services { get; set; } = default!;

    /// <summary>A part of a whole, as the style sheet reads it.</summary>
    public static string ShareOf(Int128 part, Int128 whole) => (whole <= 0 ? 0 : (double)part / (double)whole).ToString("0.####", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        var read = await Services.GetRequiredService<ShowReader>().Read(Id, Now, Ct);
        if (!read.IsRefused)
        {
            Show = read.Value;
        }
        else if (read.Refusal.Slug == Slugs.Unauthorized)
        {
            Navigation.NavigateTo($"/sign-in?next={Uri.EscapeDataString(Http.Request.Path)}");
        }
        else
        {
            Navigation.NotFound();
        }
    }

    /// <summary>When each part really began, for the marks on the curve.</summary>
    protected static string PartsOf(Interview interview) => Json.Write(
        interview.Segments.Where(part => part.ActualStartsAt is not null).Select(part => new { at = part.ActualStartsAt, title = part.Title }));
}
