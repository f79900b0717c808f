using System.Globalization;
using Broadcast.Platforms;

namespace Broadcast.Provenance;

/// <summary><c>dotnet Broadcast.dll verify-certificate certificate.json [--evidence evidence.ndjson] [--keys jwks.json]</c>: checks a certificate anywhere, without a database.</summary>
internal static class VerifyCommand
{
    private const string Verb = "verify-certificate";
    private const int Valid = 0;
    private const int Invalid = 1;
    private const int Misused = 2;

    public static bool IsWanted(string[] args) => args.Length > 0 && args[0] == Verb;

    /// <summary>0: valid. 1: not. 2: there is something wrong with the call.</summary>
    public static async Task<int> Run(string[] args, TextWriter output, CancellationToken ct = default)
    {
        var (file, evidence, keys) = (Positional(args), Option(args, "--evidence"), Option(args, "--keys"));
        if (file is null || new[] { file, evidence, keys }.FirstOrDefault(path => path is not null && !File.Exists(path)) is { } missing)
        {
            await output.WriteLineAsync($"usage: {Verb} <certificate.json> [--evidence <evidence.ndjson>] [--keys <jwks.json>]");
            return Misused;
        }

        await using var platforms = new ServiceCollection().AddLogging().AddPlatforms().BuildServiceProvider();
        var check = new CertificateCheck(platforms.GetRequiredService<Connectors>());
        check.CheckSignature(await File.ReadAllTextAsync(file, ct), keys is null ? null : await File.ReadAllTextAsync(keys, ct));
        if (check.Content is not null && evidence is not null)
        {
            var folder = Directory.CreateTempSubdirectory("evidence-");
            using (var spool = ReadingSpool.Create(folder.FullName, check.Content.Id))
            using (var reader = new StreamReader(evidence))
            {
                await check.CheckEvidence(reader, spool, ct);
            }

            folder.Delete();
        }

        await Tell(check, evidence is not null, output);
        return check.Faults.Count == 0 ? Valid : Invalid;
    }

    private static async Task Tell(CertificateCheck check, bool hasEvidence, TextWriter output)
    {
        if (check.Content is { } content)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{content.Series.Code} {content.Series.Title}: {content.Total.Views:N0} views as of {content.AsOf:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}, rules {content.Rules}"));
            await output.WriteLineAsync($"signature: good, key {check.Key!.Kid}");
            await output.WriteLineAsync(hasEvidence
                ? string.Create(CultureInfo.InvariantCulture, $"evidence: {content.Evidence.Deliveries:N0} deliveries, {content.Evidence.BodiesDropped:N0} of them without body, root {content.Evidence.Root}")
                : "evidence: not looked at; export it and add --evidence");
        }

        if (check.Note is { } note)
        {
            await output.WriteLineAsync($"note: {note}");
        }

        foreach (var fault in check.Faults)
        {
            await output.WriteLineAsync($"WRONG: {fault}");
        }

        await output.WriteLineAsync(check.Faults.Count == 0 ? "VALID" : "NOT VALID");
    }

    private static string? Positional(string[] args) =>
        args.Skip(1).Where((argument, i) => !argument.StartsWith("--", StringComparison.Ordinal) && !args[i].StartsWith("--", StringComparison.Ordinal)).FirstOrDefault();

    private static string? Option(string[] args, string name)
    {
        var index = Array.IndexOf(args, name);
        return index > 0 && index + 1 < args.Length ? args[index + 1] : null;
    }
}
