using System.CommandLine;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Toilets.Phones;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Backups;

/// <summary>
/// <c>backup FILE</c>: all that a city is in one file, while it goes on working. The database is of one moment; the
/// photos are copied after it, so that each one that it refers to is there. The file can be restored only when it is
/// whole: until then it has another name.
/// </summary>
public static class BackupCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "e.g. city-2026-06-01.zip; must not exist yet" };
        var backup = new Command(
            "backup",
            "Write database, photos and templates into one file, while the city goes on working"
        )
        {
            file,
        };
        backup.SetVerb(
            (arguments, context, ct) => RunAsync(context, Path.GetFullPath(arguments.GetRequiredValue(file)), ct)
        );
        return backup;
    }

    private static async Task<int> RunAsync(VerbContext context, string path, CancellationToken ct)
    {
        if (File.Exists(path))
        {
            return context.Fail($"{path} exists already; a backup is never written over another file.");
        }

        var unfinished = path + ".unfinished";
        try
        {
            var about = await context.WatchAsync(WriteAsync(context, unfinished, ct), elapsed =>
                $"writing … {Megabytes(unfinished)} MB, {elapsed.TotalSeconds:F0} s"
            );
            DurableFile.MoveInto(unfinished, path);
            context.Print(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path}: {new FileInfo(path).Length:N0} bytes, {about.Photos:N0} photos of {about.PhotoBytes:N0} bytes, as of {CityTime.Local(about.MadeAt):yyyy-MM-dd HH:mm:ss}"
                )
            );
            context.Print(
                $"The keys of citizens' phone numbers are not in it: keep a copy of {PhoneKeyFile.PathOf(context.Folder, context.Configuration[$"{ToiletOptions.Section}:{nameof(ToiletOptions.PhoneKeyFile)}"])} elsewhere."
            );
            return 0;
        }
        catch (Exception problem)
            when (problem is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return context.Fail($"No backup was made: {problem.Message}");
        }
        finally
        {
            if (File.Exists(unfinished))
            {
                File.Delete(unfinished);
            }
        }
    }

    private static string Megabytes(string path) =>
        (File.Exists(path) ? new FileInfo(path).Length / 1_000_000 : 0).ToString("N0", CultureInfo.InvariantCulture);

    private static async Task<BackupFile.About> WriteAsync(VerbContext context, string path, CancellationToken ct)
    {
        // Brought to this version's schema first, as by every verb: dumps of earlier ones cannot all be restored
        // (sql/functions/case_grid.sql).
        await using var city = await context.OpenDatabaseAsync(ct);
        var now = context.Time.GetUtcNow();
        await using var file = new FileStream(
            path,
            new FileStreamOptions
            {
                // It holds the secrets of accounts and gateways.
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                Share = FileShare.None,
                Options = FileOptions.Asynchronous,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }
        );
        BackupFile.About about;
        await using (
            var zip = await ZipArchive.CreateAsync(
                file,
                ZipArchiveMode.Create,
                leaveOpen: true,
                entryNameEncoding: null,
                ct
            )
        )
        {
            // Dump and photos are compressed already.
            await using (
                var dump = await zip.CreateEntry(BackupFile.DumpEntry, CompressionLevel.NoCompression).OpenAsync(ct)
            )
            {
                await DumpProgram.DumpAsync(city.ConnectionString, dump, ct);
            }

            var (photos, bytes) = (0L, 0L);
            foreach (var (sha256, original) in new PhotoStore(context.Folder).All())
            {
                bytes += await AddAsync(zip, BackupFile.PhotosFolder + sha256, original, ct);
                photos++;
            }

            foreach (
                var name in BackupFile.Settings.Where(name => File.Exists(Path.Combine(context.Folder.Path, name)))
            )
            {
                await AddAsync(zip, BackupFile.SettingsFolder + name, Path.Combine(context.Folder.Path, name), ct);
            }

            about = new(BackupFile.Format, now, Sql.Names("migrations").Count, photos, bytes);
            await using var json = await zip.CreateEntry(BackupFile.AboutEntry).OpenAsync(ct);
            await JsonSerializer.SerializeAsync(json, about, JsonSerializerOptions.Web, ct);
        }

        file.Flush(flushToDisk: true);
        return about;
    }

    private static async Task<long> AddAsync(ZipArchive zip, string name, string path, CancellationToken ct)
    {
        await using var from = File.OpenRead(path);
        await using var entry = await zip.CreateEntry(name, CompressionLevel.NoCompression).OpenAsync(ct);
        await from.CopyToAsync(entry, ct);
        return from.Length;
    }
}
