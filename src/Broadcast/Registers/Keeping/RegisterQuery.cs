using Broadcast.Hosting;

namespace Broadcast.Registers;

/// <summary>Which entries are asked for; null does not narrow. A register looks at what it knows of.</summary>
internal sealed record RegisterQuery
{
    public string? Text { get; init; }

    public string? Code { get; init; }

    public string? Region { get; init; }

    public string? Level { get; init; }

    public Guid? UnitId { get; init; }

    public string? Month { get; init; }

    public static RegisterQuery Of(HttpRequest request) => new()
    {
        Text = request.Text("q"),
        Code = request.Text("code"),
        Region = request.Text("region"),
        Level = request.Text("level"),
        UnitId = request.Id("unitId"),
        Month = request.Text("month"),
    };
}
