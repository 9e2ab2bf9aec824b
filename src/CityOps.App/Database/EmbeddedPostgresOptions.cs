namespace CityOps.App.Database;

/// <summary>Where the embedded cluster lives and what it is told beside the defaults.</summary>
/// <param name="DataFolder">The data folder (<c>--data</c>); the cluster goes into its subfolder
/// <c>postgres</c>.</param>
/// <param name="Settings">Lines for the server's configuration that override <see
/// cref="Embedded.ClusterSettings"/>.</param>
public sealed record EmbeddedPostgresOptions(string DataFolder, IReadOnlyDictionary<string, string>? Settings = null)
{
    /// <summary>The folder with one folder of binaries per major version, laid out as Debian's packages do.</summary>
    internal string Installations { get; init; } = "/usr/lib/postgresql";

    /// <summary>The folder for clusters whose data folder the server's user can't enter.</summary>
    internal string SystemFolder { get; init; } = "/var/lib/cityops";

    /// <summary>Free bytes below which a new cluster is not created: initdb, the first WAL segments and the demo
    /// city.</summary>
    internal long FreeBytesToInitialise { get; init; } = 512L << 20;

    /// <summary>Free bytes below which an existing cluster is not started: recovery must be able to write
    /// WAL.</summary>
    internal long FreeBytesToStart { get; init; } = 64L << 20;
}
