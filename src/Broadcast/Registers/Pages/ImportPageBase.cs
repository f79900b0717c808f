using System.Globalization;
using Broadcast.Access;
using Broadcast.Outcomes;
using Broadcast.Pages;
using Microsoft.AspNetCore.Components;

namespace Broadcast.Registers.Pages;

/// <summary>A page on which a file is chosen, looked through and then taken in. It works without a script; between the steps the file waits for who sent it. Which list it is, and what becomes of it, says the page of each.</summary>
public abstract class ImportPageBase : PageBase
{
    internal const int RowsAPage = 100;

    private int _page = 1;

    [Inject]
    internal ImportFiles Files { get; set; } = default!;

    /// <summary>What is imported.</summary>
    internal abstract FileList List { get; }

    /// <summary>Whether the reader chooses what becomes of what is there; otherwise it is changed.</summary>
    internal virtual bool HasModes => true;

    internal ImportMode Mode => HasModes && Asked("mode") != "upsert" ? ImportMode.Create : ImportMode.Upsert;

    /// <summary>The name of the file that is looked at.</summary>
    internal string FileName { get; private set; } = "";

    /// <summary>What the file would come to; null while there is none.</summary>
    internal ImportReport? Report { get; private set; }

    /// <summary>Whether a file is asked for that is not here any more.</summary>
    internal bool IsGone => AskedId("file") is not null && Report is null && Refusal is null;

    internal string? FileId => AskedId("file")?.ToString();

    internal string? AskedMode => Asked("mode");

    internal bool IsNarrowed => Asked("show") == "problems";

    /// <summary>The rows of the report that are asked for.</summary>
    internal IReadOnlyList<ImportRow> Rows { get; private set; } = [];

    internal int Page => Math.Clamp(_page, 1, Math.Max(1, Pages));

    internal int Pages => (Rows.Count + RowsAPage - 1) / RowsAPage;

    /// <summary>This page with some of its query changed.</summary>
    internal string Link(params ReadOnlySpan<(string Name, string? Value)> changes) => Here(changes);

    /// <summary>Carries out <c>look</c> and <c>import</c>.</summary>
    internal async Task Carry()
    {
        if (!MayImport)
        {
            Refuse(Refusal.Forbidden());
        }
        else if (Posted.Action == "look")
        {
            await Keep();
        }
        else if (Posted.Action == "import" && await Read(Posted.SubjectId) is { } table)
        {
            var outcome = await Import(table);
            if (!outcome.IsRefused)
            {
                await Files.Drop(Posted.SubjectId, Me, Ct);
            }

            Settle(outcome, "imported", outcome.Value);
        }
    }

    /// <summary>Whether this reader may import at all.</summary>
    private protected abstract bool MayImport { get; }

    /// <summary>What a file would come to.</summary>
    private protected abstract Task<Outcome<ImportReport>> Preview(Table table);

    /// <summary>Takes a file in; where to go then.</summary>
    private protected abstract Task<Outcome<string>> Import(Table table);

    /// <summary>Looks at the file that is asked for.</summary>
    private protected async Task Look()
    {
        if (AskedId("file") is not { } id || Posted.Action == "look" || await Read(id) is not { } table)
        {
            return;
        }

        var report = await Preview(table);
        if (report.IsRefused)
        {
            Refuse(report.Refusal);
            return;
        }

        Report = report.Value;
        Rows = [.. Report.Rows.Where(row => !IsNarrowed || row.Problems.Count > 0)];
        _page = int.TryParse(Asked("page"), CultureInfo.InvariantCulture, out var page) ? page : 1;
    }

    /// <summary>Keeps the file, if it is a table at all, and shows what stands in it.</summary>
    private async Task Keep()
    {
        if (Http.Request.Form.Files["file"] is not { Length: > 0 } file)
        {
            Refuse(Refusal.Field("file", "Required."));
            return;
        }

        if (file.Length > TableFile.LargestBytes)
        {
            Refuse(TableFile.TooLarge);
            return;
        }

        var body = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(body, Ct);
        var table = await TableFile.Read(new MemoryStream(body), null, null, Ct);
        if (table.IsRefused)
        {
            Refuse(table.Refusal.Errors is { } errors ? Refusal.Field("file", errors.Values.First()[0]) : table.Refusal);
            return;
        }

        var id = await Files.Keep(List, Path.GetFileName(file.FileName), body, Me, Now, Ct);
        var mode = !HasModes ? null : Posted["mode"] == "upsert" ? "upsert" : "create";
        Go(Here(("file", id.ToString()), ("mode", mode), ("show", null), ("page", null)));
    }

    private async Task<Table?> Read(Guid id)
    {
        if (await Files.Find(id, List, Me, Ct) is not { } file)
        {
            return null;
        }

        FileName = file.Name;
        var table = await TableFile.Read(new MemoryStream(file.Body), null, null, Ct);
        return table.IsRefused ? null : table.Value;
    }
}
