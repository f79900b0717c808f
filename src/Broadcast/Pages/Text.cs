namespace Broadcast.Pages;

/// <summary>Every word of the pages: <c>Text.resx</c> in Chinese, the default, and <c>Text.en.resx</c> in English, by the same keys.</summary>
public sealed record Text;
