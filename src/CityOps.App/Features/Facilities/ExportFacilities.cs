using System.Text.Json;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace CityOps.App.Features.Facilities;

/// <summary>
/// Writes the register as one stream, row by row from the database to the socket, with the columns that <c>import
/// facilities</c>
/// reads: what was exported can be corrected and imported again.
/// </summary>
public static class ExportFacilities
{
    private static readonly string[] Header =
    [
        "code",
        "type",
        "name",
        "lon",
        "lat",
        "coordSystem",
        "town",
        "organisation",
        "gridCode",
        "componentCode",
        "status",
    ];

    public static async Task RunAsync(
        string form,
        IQueryable<Facility> facilities,
        HttpResponse response,
        CancellationToken ct
    )
    {
        response.ContentType = TableOutput.MediaType(form);
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
        {
            FileName = $"facilities.{form}",
        }.ToString();
        response.Headers.CacheControl = "no-store";
        var ordered = facilities.OrderBy(f => f.Code).AsNoTracking();
        await (
            form == "geojson"
                ? FeatureOutput.WriteAsync(response.BodyWriter, ordered.AsAsyncEnumerable(), WriteFeature, ct)
                : WriteTableAsync(form, response, ordered, ct)
        );
    }

    private static async Task WriteTableAsync(
        string form,
        HttpResponse response,
        IQueryable<Facility> facilities,
        CancellationToken ct
    )
    {
        // A table needs its columns first, so the attributes' names are asked for before the rows.
        var attributes = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var one in facilities.Select(f => f.Attributes).AsAsyncEnumerable().WithCancellation(ct))
        {
            attributes.UnionWith(one.RootElement.EnumerateObject().Select(a => a.Name));
            one.Dispose();
        }

        using TableOutput table = form == "csv" ? new CsvOutput(response.Body) : new XlsxOutput(response.Body, "设施");
        await table.WriteRowAsync([.. Header, .. attributes], ct);
        await foreach (var f in facilities.AsAsyncEnumerable().WithCancellation(ct))
        {
            await table.WriteRowAsync(
                [
                    f.Code,
                    f.Type,
                    f.Name,
                    f.Position.X,
                    f.Position.Y,
                    "wgs84",
                    f.TownCode,
                    f.OrganisationCode,
                    f.GridCode,
                    f.ComponentCode,
                    f.Status,
                    .. attributes.Select(name =>
                        f.Attributes.RootElement.TryGetProperty(name, out var value) ? Cell(value) : null
                    ),
                ],
                ct
            );
            f.Attributes.Dispose();
        }

        await table.CompleteAsync(ct);
    }

    private static object? Cell(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.TryGetDecimal(out var exact) ? exact : value.GetDouble(),
            JsonValueKind.Array when value.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String) =>
                string.Join('、', value.EnumerateArray().Select(one => one.GetString())),
            _ => value.GetRawText(),
        };

    private static void WriteFeature(Utf8JsonWriter json, Facility f)
    {
        JsonSerializer.Serialize(
            json,
            new
            {
                type = "Feature",
                geometry = f.Shape is { } shape
                    ? (object)FacilityShape.Sent(shape)!.Value
                    : new { type = "Point", coordinates = new[] { f.Position.X, f.Position.Y } },
                properties = new
                {
                    code = f.Code,
                    type = f.Type,
                    name = f.Name,
                    town = f.TownCode,
                    organisation = f.OrganisationCode,
                    gridCode = f.GridCode,
                    componentCode = f.ComponentCode,
                    status = f.Status,
                    attributes = f.Attributes.RootElement,
                },
            },
            FeatureOutput.Readable
        );
        f.Attributes.Dispose();
    }
}
