using System.Text;

namespace CityOps.App.Database.Embedded;

/// <summary>
/// The server's configuration, written anew before each start. Sized for a small machine; durability stays at
/// PostgreSQL's own defaults (fsync and synchronous_commit on), because an acknowledgement means "committed".
/// </summary>
internal static class ClusterSettings
{
    /// <summary>The database superuser, which local accounts are mapped to (<see cref="IdentMap"/>).</summary>
    public const string SuperUser = "cityops";

    private const string FileName = "cityops.conf";

    /// <summary>Only the superuser, only over the socket, only for accounts that the map names.</summary>
    private const string HostBasedAuthentication = $"""
        local  all          {SuperUser}  peer map=cityops
        local  replication  {SuperUser}  peer map=cityops

        """;

    public static async Task WriteAsync(
        ClusterPlace place,
        IReadOnlyDictionary<string, string>? overrides,
        CancellationToken ct
    )
    {
        await WriteFileAsync("pg_hba.conf", HostBasedAuthentication);
        await WriteFileAsync("pg_ident.conf", IdentMap(place.User));
        await WriteFileAsync(FileName, Configuration(place, overrides));

        var main = Path.Combine(place.DataFolder, "postgresql.conf");
        if (!File.ReadLines(main).Contains($"include '{FileName}'"))
        {
            await File.AppendAllTextAsync(main, $"\ninclude '{FileName}'\n", ct);
        }

        async Task WriteFileAsync(string name, string text)
        {
            var path = Path.Combine(place.DataFolder, name);
            await File.WriteAllTextAsync(path, text, ct);
            // Written by root perhaps, read by the server's user; the folder around it is closed to anybody else.
            File.SetUnixFileMode(
                path,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead
            );
        }
    }

    private static string Configuration(ClusterPlace place, IReadOnlyDictionary<string, string>? overrides)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["listen_addresses"] = "",
            ["port"] = ClusterPlace.Port,
            ["unix_socket_directories"] = place.SocketFolder,
            ["unix_socket_permissions"] = "0700",
            ["max_connections"] = "200",
            ["shared_buffers"] = "256MB",
            ["effective_cache_size"] = "1GB",
            ["max_wal_size"] = "2GB",
            ["wal_compression"] = "lz4", // "on" is pglz, which costs a case's step more time than all of its triggers
            // Tile and list queries are short; compiling them costs more than it saves.
            ["jit"] = "off",
            ["random_page_cost"] = "1.1",
            // Days and months are Asia/Shanghai by explicit conversion, the same on any server.
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            // One file per weekday, overwritten a week later, so that the log can't fill the disk.
            ["logging_collector"] = "on",
            ["log_directory"] = place.LogFolder,
            ["log_filename"] = "postgres-%a.log",
            ["log_rotation_age"] = "1d",
            ["log_rotation_size"] = "0",
            ["log_truncate_on_rotation"] = "on",
            ["log_line_prefix"] = "%m [%p] %q%a ",
        };
        foreach (var (name, value) in overrides ?? new Dictionary<string, string>())
        {
            settings[name] = value;
        }

        var text = new StringBuilder(
            "# Written by cityops before each start; put changes of your own into postgresql.conf below the include.\n"
        );
        foreach (var (name, value) in settings)
        {
            text.Append(name).Append(" = '").Append(value.Replace("'", "''", StringComparison.Ordinal)).Append("'\n");
        }

        return text.ToString();
    }

    private static string IdentMap(ClusterUser user) =>
        string.Concat(
            new[] { "root", user.Name }.Distinct().Select(account => $"cityops  \"{account}\"  {SuperUser}\n")
        );
}
