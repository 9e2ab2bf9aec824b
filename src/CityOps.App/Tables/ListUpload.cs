using CityOps.App.Database;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.AspNetCore.Mvc;

namespace CityOps.App.Tables;

/// <summary>A list as the body of a call, read as on the command line.</summary>
internal static class ListUpload
{
    public const int MaxBadRows = 1000;

    private const long MaxBytes = 64 * 1024 * 1024;

    // Only what can be no list is refused by its type: browsers name the others as they please.
    private static readonly string[] Types =
    [
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.ms-excel",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/geo+json",
        "application/zip",
        "application/geopackage+sqlite3",
        "application/vnd.google-earth.kml+xml",
        "application/vnd.google-earth.kmz",
        "application/octet-stream",
    ];

    private static readonly string[] AlsoTaken =
    [
        "application/json",
        "text/plain",
        "text/tab-separated-values",
        "application/x-zip-compressed",
        "application/x-sqlite3",
        "application/xml",
        "text/xml",
    ];

    public static RouteHandlerBuilder ReadsList(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new RequestSizeLimitAttribute(MaxBytes)).ReadsBody(Types);

    /// <returns>Refused: <c>unsupported_media_type</c>, <c>coord_system_unknown</c>, <c>list_unreadable</c>.</returns>
    public static async Task<Result<T>> ReadAsync<T>(
        HttpRequest request,
        DataFolder folder,
        ListOptions options,
        Func<string, T> read,
        CancellationToken ct
    )
        where T : class
    {
        var type = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        if (type is null || !(Types.Contains(type) || AlsoTaken.Contains(type)))
        {
            return Problems.UnsupportedMediaType.Refuse(
                $"A list is a file: {string.Join(", ", Types)}.",
                ("allowed", Types)
            );
        }

        if (options.CoordSystem is { } system && ReferenceSystem.Find(system) is null)
        {
            return Problems.CoordSystemUnknown.Refuse(
                $"The coordinate system {system} is not known; there are {ReferenceSystem.Accepted}.",
                ("allowed", CoordSystems.All)
            );
        }

        Directory.CreateDirectory(folder.Uploads);
        var file = Path.Combine(folder.Uploads, $"import-{Guid.NewGuid():n}");
        try
        {
            await using (var copy = File.Create(file))
            {
                await request.Body.CopyToAsync(copy, ct);
            }

            return read(file);
        }
        catch (InvalidDataException unreadable)
        {
            return Problems.ListUnreadable.Refuse(
                unreadable.Message.Replace(Path.GetFileName(file), "The file", StringComparison.Ordinal)
            );
        }
        finally
        {
            File.Delete(file);
        }
    }
}
