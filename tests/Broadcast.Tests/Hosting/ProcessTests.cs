using System.Net.Sockets;
using System.Text.RegularExpressions;
using Broadcast.Access;

namespace Broadcast.Tests.Hosting;

/// <summary>The service seen from its terminal.</summary>
public sealed partial class ProcessTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("Broadcast:Database:Provider", "Oracle")]
    [InlineData("Broadcast:Database:Provider", "1")]
    [InlineData("Broadcast:Hangfire:Storage", "Redis")]
    [InlineData("Broadcast:Hangfire:Storage", "SqlServer")]
    [InlineData("Broadcast:Hangfire:PrepareSchema", "perhaps")]
    [InlineData("Broadcast:Roles", "web,cook")]
    [InlineData("Broadcast:Pull:LiveIntervalSeconds", "0")]
    [InlineData("Broadcast:Pull:LiveIntervalSeconds", "soon")]
    [InlineData("Broadcast:Auth:AdminToken", "two words")]
    [InlineData("Broadcast:Mail:Host", "two words")]
    [InlineData("Broadcast:Mail:Port", "0")]
    [InlineData("Broadcast:Mail:Port", "25.5")]
    [InlineData("Broadcast:Mail:Tls", "perhaps")]
    [InlineData("Broadcast:Mail:From", "nobody")]
    [InlineData("Broadcast:Mail:Producer", "a@b@c")]
    [InlineData("Broadcast:Mail:PickupDirectory", "/proc/nowhere")]
    [InlineData("Broadcast:Mail:Imap:Host", "two words")]
    [InlineData("Broadcast:DataDirectory", "/proc/nowhere")]
    [InlineData("ConnectionStrings:Broadcast", "Nonsense=1")]
    [InlineData("urls", "nonsense")]
    [InlineData("urls", "http://127.0.0.1:99999")]
    public async Task A_bad_setting_ends_the_program_with_one_line_that_names_it(string key, string value) =>
        await EndsNaming(key, $"{key}={value}");

    [Theory]
    [InlineData("Broadcast:Mail:Imap:User", "Broadcast:Mail:Imap:Password=x")]
    [InlineData("Broadcast:Mail:Imap:Password", "Broadcast:Mail:Imap:User=x")]
    [InlineData("Broadcast:Mail:Imap:Port", "Broadcast:Mail:Imap:Port=0")]
    [InlineData("Broadcast:Mail:Imap:Tls", "Broadcast:Mail:Imap:Tls=perhaps")]
    public async Task A_mailbox_that_is_named_needs_all_its_settings(string key, string other) => await EndsNaming(key, "Broadcast:Mail:Imap:Host=mail.example", other);

    [Fact]
    public async Task Sql_server_without_a_connection_string_is_a_bad_setting() =>
        await EndsNaming("ConnectionStrings:Broadcast", "Broadcast:Database:Provider=SqlServer");

    [Theory]
    [InlineData("Server=127.0.0.1,1;User Id=sa;Password=x;Encrypt=False")]
    [InlineData("Server=127.0.0.1,1;Database=broadcast;User Id=sa;Password=x;Encrypt=False")]
    [InlineData("Server=192.0.2.1;Database=broadcast;User Id=sa;Password=x;Encrypt=False")]
    [InlineData("Server=no-such-host.invalid;Database=broadcast;User Id=sa;Password=x;Encrypt=False")]
    public async Task A_database_that_cannot_be_reached_is_a_bad_setting(string connection) =>
        await EndsNaming("ConnectionStrings:Broadcast", "Broadcast:Database:Provider=SqlServer", $"ConnectionStrings:Broadcast={connection}");

    [Fact]
    public async Task A_file_that_is_no_database_is_a_bad_setting()
    {
        await File.WriteAllTextAsync(_folder.File("broadcast.db"), new string('x', 8192), TestContext.Current.CancellationToken);
        await EndsNaming("ConnectionStrings:Broadcast");
    }

    [Fact]
    public async Task An_address_that_is_in_use_is_a_bad_setting()
    {
        using var occupant = new TcpListener(System.Net.IPAddress.Loopback, 0);
        occupant.Start();
        await EndsNaming("urls", $"urls=http://{occupant.LocalEndpoint}");
    }

    [Fact]
    public async Task The_first_start_makes_the_administrators_token_prints_it_once_and_keeps_it_for_its_owner()
    {
        var first = await PrintedByOneRun();
        var file = _folder.File(AdminToken.FileName);
        var token = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        token.Length.ShouldBeGreaterThanOrEqualTo(32);
        Regex.Count(first, Regex.Escape(token)).ShouldBe(1);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        (await PrintedByOneRun()).ShouldNotContain(token);
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldBe(token);
    }

    [Fact]
    public async Task Sigterm_ends_it_with_0_in_time_and_quietly()
    {
        using var program = RunningProgram.Start(_folder);
        await program.Ready();
        await program.Terminate();
        (await program.Ended()).ShouldBe(0);
        (await program.ErrorLines()).ShouldBeEmpty();
    }

    public void Dispose() => _folder.Dispose();

    private async Task EndsNaming(string key, params string[] settings)
    {
        using var program = RunningProgram.Start(_folder, settings);
        var code = await program.Ended();
        var line = (await program.ErrorLines()).ShouldHaveSingleItem();
        line.ShouldStartWith($"{key}: ");
        line.Length.ShouldBeGreaterThan(key.Length + 10);
        StackFrame().IsMatch(line).ShouldBeFalse(line);
        code.ShouldBe(1);
    }

    private async Task<string> PrintedByOneRun()
    {
        using var program = RunningProgram.Start(_folder);
        await program.Ready();
        await program.Terminate();
        await program.Ended();
        return await program.Output;
    }

    [GeneratedRegex(@"\bat [A-Za-z]+\.[A-Za-z.]+\(", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StackFrame();
}
