namespace Broadcast.Hosting;

/// <summary>A setting that is wrong: the program says so in one line and ends with 1.</summary>
/// <param name="key">The setting, as <c>Section:Key</c>.</param>
/// <param name="problem">What is wrong with it.</param>
internal sealed class SettingsException(string key, string problem) : Exception($"{key}: {problem}")
{
    /// <summary>The setting, as <c>Section:Key</c>.</summary>
    public string Key { get; } = key;
}
