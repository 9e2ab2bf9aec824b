using System.Globalization;

namespace CityOps.App.Database.Embedded;

/// <summary>The binaries of one major version of PostgreSQL, as Debian's packages lay them out, with PostGIS.</summary>
internal sealed record PostgresInstallation(int Major, string Folder)
{
    private const int OldestMajor = 15;

    /// <summary>Path of a program such as <c>initdb</c>.</summary>
    public string Program(string name) => Path.Combine(Folder, "bin", name);

    /// <summary>The version as the server reports it, such as <c>15.18 (Debian 15.18-0+deb12u1)</c>.</summary>
    public async Task<string> VersionAsync(CancellationToken ct)
    {
        var printed = await Command.RunAsync(Program("postgres"), ["--version"], ct);
        if (!printed.Succeeded)
        {
            throw new EmbeddedPostgresException($"{Program("postgres")} does not run: {printed.Output}");
        }

        return printed.Output.Replace("postgres (PostgreSQL) ", "", StringComparison.Ordinal);
    }

    /// <summary>When the server's program was put there: it tells whether <see cref="VersionAsync"/> may have
    /// changed.</summary>
    public DateTime InstalledAt => File.GetLastWriteTimeUtc(Program("postgres"));

    /// <summary>The newest installed version, for a new cluster, or exactly the one that made existing data.</summary>
    public static PostgresInstallation Find(string installations, int? majorOfData)
    {
        var installed = Installed(installations);
        if (majorOfData is { } major)
        {
            return installed.FirstOrDefault(i => i.Major == major)
                ?? throw new EmbeddedPostgresException(
                    $"The data was made by PostgreSQL {major}, which is not installed (installed: {Names(installed)}). "
                        + $"Install it: apt-get install postgresql-{major} postgresql-{major}-postgis-3"
                );
        }

        var usable = installed.Where(i => i.Major >= OldestMajor).OrderByDescending(i => i.Major).ToList();
        var newest = usable.FirstOrDefault()
            ?? throw new EmbeddedPostgresException(
                $"PostgreSQL {OldestMajor} or newer is not installed (installed: {Names(installed)}). "
                    + "Install it: apt-get install postgresql postgresql-postgis"
            );
        return usable.FirstOrDefault(i => i.HasPostgis)
            ?? throw new EmbeddedPostgresException(
                $"PostGIS for PostgreSQL {newest.Major} is not installed. "
                    + $"Install it: apt-get install postgresql-{newest.Major}-postgis-3"
            );
    }

    private bool HasPostgis =>
        File.Exists(
            Path.GetFullPath(Path.Combine(Folder, $"../../../share/postgresql/{Major}/extension/postgis.control"))
        );

    private static List<PostgresInstallation> Installed(string installations) =>
        !Directory.Exists(installations)
            ? []
            : Directory
                .EnumerateDirectories(installations)
                .Where(folder => File.Exists(Path.Combine(folder, "bin", "initdb")))
                .Select(folder =>
                    int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var major)
                        ? new PostgresInstallation(major, folder)
                        : null
                )
                .OfType<PostgresInstallation>()
                .OrderBy(installation => installation.Major)
                .ToList();

    private static string Names(List<PostgresInstallation> installed) =>
        installed.Count == 0 ? "none" : string.Join(", ", installed.Select(i => i.Major));
}
