using Broadcast.Data;
using Broadcast.Hosting;
using Microsoft.Extensions.Configuration;

namespace Broadcast.Tests.Hosting;

public sealed class SettingsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Left_alone_it_is_sqlite_in_the_data_directory_with_hangfire_in_memory_and_both_roles()
    {
        var settings = Read();
        settings.Database.Provider.ShouldBe(DatabaseProvider.Sqlite);
        settings.Database.ConnectionString.ShouldContain(_folder.File("broadcast.db"));
        settings.HangfireStorage.ShouldBe(HangfireStorage.InMemory);
        settings.Roles.ShouldBe(ProcessRoles.Web | ProcessRoles.Worker);
        settings.PullInterval.ShouldBe(TimeSpan.FromSeconds(15));
        settings.AdminToken.ShouldBeNull();
    }

    [Theory]
    [InlineData("Auto", HangfireStorage.SqlServer)]
    [InlineData("", HangfireStorage.SqlServer)]
    [InlineData("InMemory", HangfireStorage.InMemory)]
    [InlineData("sqlserver", HangfireStorage.SqlServer)]
    internal void With_sql_server_hangfire_lives_there_unless_told_otherwise(string word, HangfireStorage expected) =>
        Read(("Broadcast:Database:Provider", "SqlServer"), ("ConnectionStrings:Broadcast", "Server=x;Database=y"), ("Broadcast:Hangfire:Storage", word))
            .HangfireStorage.ShouldBe(expected);

    [Theory]
    [InlineData("web", ProcessRoles.Web)]
    [InlineData("worker", ProcessRoles.Worker)]
    [InlineData("Worker, Web", ProcessRoles.Web | ProcessRoles.Worker)]
    [InlineData("both", ProcessRoles.Web | ProcessRoles.Worker)]
    internal void A_process_may_serve_or_work_or_both(string words, ProcessRoles expected) => Read(("Broadcast:Roles", words)).Roles.ShouldBe(expected);

    [Fact]
    public void An_sqlite_file_may_stand_elsewhere() =>
        Read(("ConnectionStrings:Broadcast", "Data Source=sub/other.db")).Database.ConnectionString.ShouldContain(_folder.File(Path.Combine("sub", "other.db")));

    public void Dispose() => _folder.Dispose();

    private Settings Read(params (string Key, string Value)[] given)
    {
        var values = given.ToDictionary(setting => setting.Key, string? (setting) => setting.Value);
        values["Broadcast:DataDirectory"] = _folder.Path;
        return Settings.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
    }
}
