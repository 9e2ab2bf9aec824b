using System.Diagnostics;
using System.Globalization;
using CityOps.App.Database;
using CityOps.App.Database.Embedded;
using Npgsql;

namespace CityOps.App.Features.Backups;

/// <summary>PostgreSQL's own pg_dump and pg_restore: what a database holds is best known to them.</summary>
internal static class DumpProgram
{
    /// <summary>Writes a dump of the database, as of one moment, while others go on working.</summary>
    /// <exception cref="InvalidOperationException">With what the program says went wrong.</exception>
    public static Task DumpAsync(string connectionString, Stream into, CancellationToken ct) =>
        RunAsync(
            "pg_dump",
            ["--format=custom", "--no-password"],
            connectionString,
            (process, stop) => process.StandardOutput.BaseStream.CopyToAsync(into, stop),
            ct
        );

    /// <summary>Reads a dump into an empty database, all of it or nothing.</summary>
    /// <exception cref="InvalidOperationException">With what the program says went wrong.</exception>
    public static Task RestoreAsync(string connectionString, Stream from, CancellationToken ct) =>
        RunAsync(
            "pg_restore",
            [
                "--single-transaction",
                "--exit-on-error",
                "--no-owner",
                "--no-password",
                "--dbname",
                NameOf(connectionString),
            ],
            connectionString,
            async (process, stop) =>
            {
                try
                {
                    await from.CopyToAsync(process.StandardInput.BaseStream, stop);
                    process.StandardInput.Close();
                }
                catch (IOException)
                {
                    // It has ended before it read everything; why, it says itself.
                }
            },
            ct
        );

    private static async Task RunAsync(
        string program,
        string[] arguments,
        string connectionString,
        Func<Process, CancellationToken, Task> feed,
        CancellationToken ct
    )
    {
        var start = new ProcessStartInfo(Find(program), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var (name, value) in Environment(connectionString))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var said = process.StandardError.ReadToEndAsync(ct);
            var rest = program == "pg_restore" ? process.StandardOutput.ReadToEndAsync(ct) : Task.FromResult("");
            await feed(process, ct);
            await rest;
            await process.WaitForExitAsync(ct);
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException(
                    $"{program} ended with code {process.ExitCode}: {(await said).Trim()}"
                );
            }
        }
        catch (Exception) when (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    // The newest that is installed: an older one refuses a newer server, a newer one takes any.
    private static string Find(string program) =>
        PostgresInstallation.Find(new EmbeddedPostgresOptions("").Installations, null).Program(program);

    // In the environment, where other users cannot read a password as they can in the list of processes.
    private static IEnumerable<(string Name, string? Value)> Environment(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        return
        [
            ("LC_ALL", "C.UTF-8"),
            ("PGHOST", settings.Host),
            ("PGPORT", settings.Port.ToString(CultureInfo.InvariantCulture)),
            ("PGUSER", settings.Username),
            ("PGPASSWORD", settings.Password),
            ("PGDATABASE", settings.Database),
            (
                "PGSSLMODE",
                settings.SslMode switch
                {
                    SslMode.VerifyCA => "verify-ca",
                    SslMode.VerifyFull => "verify-full",
                    var mode => mode.ToString().ToLowerInvariant(),
                }
            ),
            ("PGSSLROOTCERT", settings.RootCertificate),
        ];
    }

    private static string NameOf(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString).Database!;
}
