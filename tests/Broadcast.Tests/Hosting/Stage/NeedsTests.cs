namespace Broadcast.Tests.Hosting;

public sealed class NeedsTests
{
    [Fact]
    public void What_is_there_is_found() => File.Exists(Needs.Program("bash")).ShouldBeTrue();

    [Fact]
    public void What_is_missing_is_named_with_its_package_and_skipped_here_or_failed_in_ci()
    {
        var thrown = Thrown().ShouldNotBeNull();
        thrown.Message.ShouldContain("apt-get install libnginx-mod-rtmp");
        var isCi = Environment.GetEnvironmentVariable("CI") == "true";
        thrown.Message.StartsWith("$XunitDynamicSkip$", StringComparison.Ordinal).ShouldBe(!isCi);
    }

    /// <summary>By hand, because the usual ways let a skip through.</summary>
    private static Exception? Thrown()
    {
        try
        {
            Needs.File("/nowhere/module.so", "libnginx-mod-rtmp");
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
