namespace Broadcast.Data;

/// <summary>The databases the service runs on; both are first-class.</summary>
public enum DatabaseProvider
{
    /// <summary>Embedded, one file, one machine: the default.</summary>
    Sqlite,

    /// <summary>Any number of web and worker processes over one server.</summary>
    SqlServer,
}
