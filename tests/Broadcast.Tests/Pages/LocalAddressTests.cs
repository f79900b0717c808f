using Broadcast.Hosting;

namespace Broadcast.Tests.Pages;

/// <summary>No link of ours leads a person elsewhere.</summary>
public sealed class LocalAddressTests
{
    [Theory]
    [InlineData("/series?month=2026-03")]
    [InlineData("/")]
    public void An_address_of_ours_is_kept(string next) => LocalAddress.Of(next).ShouldBe(next);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("https://example.org/")]
    [InlineData("//example.org")]
    [InlineData("/\\example.org")]
    [InlineData("/a\r\nSet-Cookie: x=1")]
    [InlineData("/系列")]
    public void Anything_else_is_the_start_page(string? next) => LocalAddress.Of(next).ShouldBe("/");
}
