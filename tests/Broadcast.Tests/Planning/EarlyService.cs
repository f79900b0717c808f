using Broadcast.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Broadcast.Tests.Planning;

/// <summary>A service at the beginning of March 2026, before the series of the tests begin.</summary>
public sealed class EarlyService() : ServiceFixture(new ServiceSetup { Clock = new FakeTimeProvider(Now) })
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 1, 0, 0, TimeSpan.Zero);
}
