using Broadcast.Data;
using Microsoft.Data.Sqlite;

namespace Broadcast.Hosting;

/// <summary>Where Hangfire keeps its jobs.</summary>
internal enum HangfireStorage
{
    InMemory,
    SqlServer,
}

/// <summary>What this process does.</summary>
[Flags]
internal enum ProcessRoles
{
    Web = 1,
    Worker = 2,
}

/// <summary>The settings of a process, read once and checked at the start (the table "Running" of the contract).</summary>
internal sealed record Settings
{
    public required string DataDirectory { get; init; }

    public required DatabaseOptions Database { get; init; }

    public required HangfireStorage HangfireStorage { get; init; }

    /// <summary>False leaves Hangfire's tables to an administrator.</summary>
    public required bool HangfirePreparesSchema { get; init; }

    public required ProcessRoles Roles { get; init; }

    /// <summary>The administrator's token; null when the service makes one itself.</summary>
    public required string? AdminToken { get; init; }

    /// <summary>Where the keys stand that encrypt secrets and sign cookies; several machines share one folder.</summary>
    public required string KeyDirectory { get; init; }

    /// <summary>What links of ours begin with, without a slash at the end; null: as the request came.</summary>
    public required string? PublicUrl { get; init; }

    /// <summary>How often a live channel is pulled.</summary>
    public required TimeSpan PullInterval { get; init; }

    /// <summary>How mail leaves.</summary>
    public required MailSettings Mail { get; init; }

    public bool Is(ProcessRoles role) => Roles.HasFlag(role);

    /// <summary>Reads and checks them.</summary>
    /// <exception cref="SettingsException">A setting is wrong; the message names it.</exception>
    public static Settings Read(IConfiguration configuration)
    {
        var section = new SettingsReader(configuration);
        var directory = section.Directory("Broadcast:DataDirectory", DefaultDataDirectory());
        var provider = section.Choice("Broadcast:Database:Provider", DatabaseProvider.Sqlite);
        return new Settings
        {
            DataDirectory = directory,
            Database = ReadDatabase(section, provider, directory),
            HangfireStorage = ReadHangfire(section, provider),
            HangfirePreparesSchema = section.Flag("Broadcast:Hangfire:PrepareSchema", true),
            Roles = ReadRoles(section),
            AdminToken = section.Secret("Broadcast:Auth:AdminToken"),
            KeyDirectory = section.Directory("Broadcast:Auth:KeyDirectory", Path.Combine(directory, "keys")),
            PublicUrl = section.Address("Broadcast:PublicUrl"),
            PullInterval = TimeSpan.FromSeconds(section.Number("Broadcast:Pull:LiveIntervalSeconds", 15, 1, 3600)),
            Mail = MailSettings.Read(section, Path.Combine(directory, "mail")),
        };
    }

    private static DatabaseOptions ReadDatabase(SettingsReader section, DatabaseProvider provider, string directory)
    {
        const string Key = "ConnectionStrings:Broadcast";
        var given = section.Text(Key);
        if (provider == DatabaseProvider.SqlServer)
        {
            return new DatabaseOptions(provider, SqlServerConnection(given ?? throw new SettingsException(Key, "is required with the SqlServer provider")));
        }

        if (given is null)
        {
            return DatabaseOptions.SqliteFile(Path.Combine(directory, "broadcast.db"));
        }

        try
        {
            return DatabaseOptions.SqliteFile(Path.GetFullPath(new SqliteConnectionStringBuilder(given).DataSource, directory));
        }
        catch (ArgumentException e)
        {
            throw new SettingsException(Key, $"is not an SQLite connection string: {e.Message}");
        }
    }

    private static string SqlServerConnection(string given)
    {
        try
        {
            var parsed = new Microsoft.Data.SqlClient.SqlConnectionStringBuilder(given);
            return parsed.InitialCatalog.Length > 0 ? given : throw new SettingsException("ConnectionStrings:Broadcast", "names no database (Database=...)");
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new SettingsException("ConnectionStrings:Broadcast", $"is not a SQL Server connection string: {e.Message}");
        }
    }

    private static HangfireStorage ReadHangfire(SettingsReader section, DatabaseProvider provider)
    {
        const string Key = "Broadcast:Hangfire:Storage";
        var natural = provider == DatabaseProvider.SqlServer ? HangfireStorage.SqlServer : HangfireStorage.InMemory;
        if (section.Text(Key) is null or "" || string.Equals(section.Text(Key), "Auto", StringComparison.OrdinalIgnoreCase))
        {
            return natural;
        }

        var chosen = section.Choice(Key, natural, "Auto");
        return chosen == HangfireStorage.SqlServer && provider == DatabaseProvider.Sqlite
            ? throw new SettingsException(Key, "SqlServer needs Broadcast:Database:Provider = SqlServer")
            : chosen;
    }

    private static ProcessRoles ReadRoles(SettingsReader section)
    {
        const string Key = "Broadcast:Roles";
        var given = section.List(Key);
        if (given.Count == 0)
        {
            return ProcessRoles.Web | ProcessRoles.Worker;
        }

        var roles = default(ProcessRoles);
        foreach (var word in given)
        {
            roles |= word.ToLowerInvariant() switch
            {
                "web" => ProcessRoles.Web,
                "worker" => ProcessRoles.Worker,
                "both" => ProcessRoles.Web | ProcessRoles.Worker,
                _ => throw new SettingsException(Key, $"'{word}' is no role: web, worker, or both"),
            };
        }

        return roles;
    }

    /// <summary><c>data</c> beside <c>Broadcast.sln</c> when run from a checkout, else beside the program.</summary>
    private static string DefaultDataDirectory()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Broadcast.sln")))
            {
                return Path.Combine(folder.FullName, "data");
            }
        }

        return Path.Combine(AppContext.BaseDirectory, "data");
    }
}
