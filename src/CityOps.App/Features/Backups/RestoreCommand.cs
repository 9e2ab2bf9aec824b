using System.CommandLine;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using CityOps.App.Database;
using CityOps.App.Features.Photos;
using CityOps.App.Verbs;
using Npgsql;

namespace CityOps.App.Features.Backups;

/// <summary>
/// <c>restore FILE</c>: makes a city of a backup, in a data folder that holds none: nothing that is there is ever
/// overwritten. The database is restored whole or
/// not at all; each photo is checked against its SHA-256. Afterwards the database has this version's schema.
/// </summary>
public static class RestoreCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "what backup has written" };
        var restore = new Command(
            "restore",
            "Make a city of a backup, in a data folder (--data) and a database that hold none yet"
        )
        {
            file,
        };
        restore.SetVerb(
            (arguments, context, ct) => RunAsync(context, Path.GetFullPath(arguments.GetRequiredValue(file)), ct)
        );
        return restore;
    }

    private static async Task<int> RunAsync(VerbContext context, string path, CancellationToken ct)
    {
        try
        {
            await using var zip = await OpenAsync(path, ct);
            var about = await BackupFile.ReadAboutAsync(zip, ct);
            await using var city = await CityDatabase.OpenAsItStandsAsync(
                context.Configuration,
                context.Folder,
                context.Logs,
                ct,
                context.Run.Actor
            );
            if (await HoldsCityAsync(city.ConnectionString, ct))
            {
                return context.Fail(
                    $"There is a city already, and a restore overwrites none. Name another data folder, such as --data {context.Folder.Path}-restored"
                        + (city.Embedded is null ? ", and an empty database in Database:ConnectionString." : ".")
                );
            }

            // The photos first, so that a database never refers to one that is missing.
            var (photos, damaged) = await TakePhotosAsync(zip, about, context, ct);
            await TakeSettingsAsync(zip, context.Folder, ct);
            await using (var dump = await zip.GetEntry(BackupFile.DumpEntry)!.OpenAsync(ct))
            {
                await context.WatchAsync(DumpProgram.RestoreAsync(city.ConnectionString, dump, ct), elapsed =>
                    $"restoring the database … {elapsed.TotalSeconds:F0} s"
                );
            }

            var migrated = await Migrations.ApplyAsync(
                city.ConnectionString,
                context.Logs.CreateLogger(nameof(RestoreCommand)),
                ct
            );
            await context.Run.AuditAsync(city, ct); // the log that was restored goes on with who restored it
            context.Print(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The city as of {CityTime.Local(about.MadeAt):yyyy-MM-dd HH:mm:ss} is in {context.Folder.Path}: {photos:N0} photos; {migrated.Count} files of SQL applied to bring it to this version."
                )
            );
            foreach (var sha256 in damaged)
            {
                context.Print($"photo {sha256} is damaged in the backup and was left out");
            }

            return damaged.Count == 0 && photos == about.Photos
                ? 0
                : context.Fail($"{about.Photos - photos} of {about.Photos} photos are missing.");
        }
        catch (Exception problem)
            when (problem
                    is InvalidDataException
                        or IOException
                        or UnauthorizedAccessException
                        or InvalidOperationException
            )
        {
            return context.Fail($"{path} was not restored: {problem.Message}");
        }
    }

    private static async Task<ZipArchive> OpenAsync(string path, CancellationToken ct)
    {
        try
        {
            return await ZipFile.OpenReadAsync(path, ct);
        }
        catch (InvalidDataException problem)
        {
            throw new InvalidDataException("it is no backup, or its end is missing: copy it again", problem);
        }
    }

    private static async Task<(long Photos, List<string> Damaged)> TakePhotosAsync(
        ZipArchive zip,
        BackupFile.About about,
        VerbContext context,
        CancellationToken ct
    )
    {
        var folder = context.Folder;
        var store = new PhotoStore(folder);
        Directory.CreateDirectory(folder.Uploads);
        var (photos, damaged) = (0L, new List<string>());
        foreach (var entry in zip.Entries)
        {
            if (BackupFile.PhotoOf(entry) is not { } sha256)
            {
                continue;
            }

            var arriving = Path.Combine(folder.Uploads, $"restore-{sha256}");
            if (await CopyAsync(entry, arriving, ct) == sha256)
            {
                store.Take(arriving, sha256);
                photos++;
                context.Progress(
                    string.Create(CultureInfo.InvariantCulture, $"photos … {photos:N0} of {about.Photos:N0}")
                );
            }
            else
            {
                File.Delete(arriving);
                damaged.Add(sha256);
            }
        }

        return (photos, damaged);
    }

    /// <returns>The SHA-256 of what came; null when the entry could not be read to its end.</returns>
    private static async Task<string?> CopyAsync(ZipArchiveEntry entry, string path, CancellationToken ct)
    {
        await using var to = File.Create(path);
        using var hash = SHA256.Create();
        try
        {
            await using var from = await entry.OpenAsync(ct);
            await using var hashed = new CryptoStream(to, hash, CryptoStreamMode.Write, leaveOpen: true);
            await from.CopyToAsync(hashed, ct);
            await hashed.FlushFinalBlockAsync(ct);
        }
        catch (InvalidDataException)
        {
            return null; // the archive's own checksum tells that it is damaged
        }

        to.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.Hash!);
    }

    private static async Task TakeSettingsAsync(ZipArchive zip, DataFolder folder, CancellationToken ct)
    {
        foreach (var name in BackupFile.Settings)
        {
            if (zip.GetEntry(BackupFile.SettingsFolder + name) is not { } entry)
            {
                continue;
            }

            var path = Path.Combine(folder.Path, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var to = new FileStream(
                path,
                new FileStreamOptions
                {
                    Mode = FileMode.Create,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            );
            await using var from = await entry.OpenAsync(ct);
            await from.CopyToAsync(to, ct);
        }
    }

    private static async Task<bool> HoldsCityAsync(string connectionString, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync(ct);
        await using var exists = new NpgsqlCommand(
            "select to_regclass('public.schema_migration') is not null",
            connection
        );
        return await exists.ExecuteScalarAsync(ct) is true;
    }
}
