namespace CityOps.App.Database.Embedded;

/// <summary>
/// Makes a new cluster. It is made under another name and renamed when complete, so <c>data</c> is never half a
/// cluster, and what an interrupted run left (a server was never started on it, so it holds no records) can be made
/// anew.
/// </summary>
internal static class InitialiseCluster
{
    /// <summary>The major version that made the data, or null where there is no cluster yet.</summary>
    public static int? MajorOf(ClusterPlace place)
    {
        var version = Path.Combine(place.DataFolder, "PG_VERSION");
        if (File.Exists(version))
        {
            return int.TryParse(File.ReadAllText(version).Trim(), out var major)
                ? major
                : throw Unrecognised(place, "its PG_VERSION is damaged");
        }

        return Directory.Exists(place.DataFolder) ? throw Unrecognised(place, "it has no PG_VERSION") : null;
    }

    public static async Task RunAsync(
        ClusterPlace place,
        PostgresInstallation installation,
        ILogger logger,
        CancellationToken ct
    )
    {
        var unfinished = Path.Combine(place.Folder, "initialising");
        if (Directory.Exists(unfinished))
        {
            logger.LogInformation(
                "Removing {Folder}, which an interrupted start left before the database was ever used",
                unfinished
            );
            Directory.Delete(unfinished, recursive: true);
        }

        logger.LogInformation("Creating a PostgreSQL {Major} cluster in {Folder}", installation.Major, place.Folder);
        var made = await place.User.RunAsync(
            installation.Program("initdb"),
            [
                "-D",
                unfinished,
                "--username",
                ClusterSettings.SuperUser,
                "--auth-local=peer",
                "--auth-host=reject",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--data-checksums",
                "--no-instructions",
            ],
            ct
        );
        if (!made.Succeeded)
        {
            throw new EmbeddedPostgresException(
                $"Error while creating the database cluster in {place.Folder} (initdb, exit code {made.ExitCode}). "
                    + $"{FailureAdvice.For(made.Output)}\n{made.Output}"
            );
        }

        Directory.Move(unfinished, place.DataFolder);
    }

    private static EmbeddedPostgresException Unrecognised(ClusterPlace place, string why) =>
        new(
            $"{place.DataFolder} is not a usable PostgreSQL cluster: {why}. Nothing was changed in it. "
                + "Restore it from a backup, or move it away to start with an empty database."
        );
}
