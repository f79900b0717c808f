namespace Broadcast.Provenance;

/// <summary>The words of the reports: <c>ReportText.resx</c> in Chinese, the default, and <c>ReportText.en.resx</c> in English, by the same keys.</summary>
internal sealed class ReportText;
