using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using CityOps.App.Database;

namespace CityOps.App.Features.Backups;

/// <summary>
/// A backup is a zip file, so that it can be looked into and checked with any tool: <c>backup.json</c> says what it is,
/// <c>database.dump</c> is pg_dump's custom format, <c>photos/</c> has the verified photos by their SHA-256,
/// <c>settings/</c> the data folder's other files.
/// </summary>
internal static partial class BackupFile
{
    public const int Format = 1;
    public const string AboutEntry = "backup.json";
    public const string DumpEntry = "database.dump";
    public const string PhotosFolder = "photos/";
    public const string SettingsFolder = "settings/";

    /// <summary>Files of the data folder, beside the photos, that a city is not the same without; those that are there
    /// are kept.</summary>
    public static IReadOnlyList<string> Settings { get; } =
    ["templates/bulletin.docx", "demo-accounts.json", "demo-gateways.json"];

    /// <param name="Format">Of the file; a newer one is not read.</param>
    /// <param name="Migrations">How many SQL migrations the database had seen.</param>
    /// <param name="Photos">How many are in the file.</param>
    /// <param name="PhotoBytes">All of them together.</param>
    public sealed record About(int Format, DateTimeOffset MadeAt, int Migrations, long Photos, long PhotoBytes);

    /// <summary>Reads what the file says of itself.</summary>
    /// <exception cref="InvalidDataException">It is no backup, or one that this version cannot read.</exception>
    public static async Task<About> ReadAboutAsync(ZipArchive zip, CancellationToken ct)
    {
        if (zip.GetEntry(AboutEntry) is not { } entry || zip.GetEntry(DumpEntry) is null)
        {
            throw new InvalidDataException("it has no backup.json or no database.dump");
        }

        await using var json = await entry.OpenAsync(ct);
        About? about;
        try
        {
            about = await JsonSerializer.DeserializeAsync<About>(json, JsonSerializerOptions.Web, ct);
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"its backup.json cannot be read: {problem.Message}", problem);
        }

        return about switch
        {
            null => throw new InvalidDataException("its backup.json is empty"),
            { Format: > Format } => throw new InvalidDataException(
                $"it is of format {about.Format}, and this version of CityOps reads {Format}"
            ),
            { } when about.Migrations > Sql.Names("migrations").Count => throw new InvalidDataException(
                $"its database has {about.Migrations} migrations, more than this version of CityOps knows: restore it with the version that made it, or a newer one"
            ),
            _ => about,
        };
    }

    /// <summary>The SHA-256 that names a photo's entry; null for other names, whatever path they may lead to.</summary>
    public static string? PhotoOf(ZipArchiveEntry entry) =>
        PhotoName().Match(entry.FullName) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex("^photos/([0-9a-f]{64})$")]
    private static partial Regex PhotoName();
}
