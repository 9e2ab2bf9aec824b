using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;

namespace CityOps.App.Features.Maps;

/// <summary>The map: vector tiles by layer, what there is on it, and what a dot stands for.</summary>
public static class MapsApi
{
    public static IServiceCollection AddMaps(this IServiceCollection services) => services.AddSingleton<MapDatabase>();

    public static void MapMaps(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/tiles/{layer}/{z}/{x}/{y}.mvt", GetTileAsync)
            .Refuses(Problems.TileLayerUnknown, Problems.TileAddressInvalid, Problems.FilterUnknown)
            .Allow("map.read")
            .WithTags("map")
            .ProducesFile(ReadTile.MediaType)
            .Produces(StatusCodes.Status204NoContent)
            .WithSummary(
                $"A vector tile of layer {string.Join(", ", MapLayer.All.Select(layer => layer.Code))}; 204 where there is nothing; ?types= those of facilities"
            );
        var api = routes.MapGroup("/api/v1/map").WithTags("map");
        api.MapGet("", GetSummaryAsync)
            .Allow("map.read")
            .Produces<MapSummary>()
            .WithSummary("What there is on the map, by layer and kind; ?only= a town's code");
        api.MapGet("/cases", GetCasesAsync)
            .Refuses(Problems.BoxInvalid, Problems.FilterUnknown)
            .Allow("map.read")
            .Produces<CasesInBox>()
            .WithSummary("The cases in a box, newest first: what a dot counted from several stands for");
    }

    private static async Task<IResult> GetTileAsync(
        string layer,
        string z,
        string x,
        string y,
        Caller caller,
        HttpResponse response,
        MapDatabase database,
        TimeProvider time,
        CancellationToken ct,
        string? types = null
    )
    {
        var (tile, refusal) = TileAddress.Parse(layer, z, x, y);
        if (tile is null)
        {
            return refusal!.Answer();
        }

        if (types is not null && !tile.Layer.HasTypes)
        {
            return Problems.FilterUnknown.With($"Layer {layer} has no types; facilities has.", ("field", "types"));
        }

        var bytes = await ReadTile.RunAsync(database, tile, InputText.List(types), caller, time.GetUtcNow(), ct);

        // Asked for anew each time, for a case may have moved on; the ETag saves the transfer where none has.
        response.Headers.CacheControl = "private, no-cache";
        return bytes.Length == 0
            ? TypedResults.NoContent()
            : TypedResults.Bytes(bytes, ReadTile.MediaType, entityTag: ReadTile.EntityTag(bytes));
    }

    private static async Task<IResult> GetSummaryAsync(
        Caller caller,
        MapDatabase database,
        TimeProvider time,
        CancellationToken ct,
        string? only = null
    ) => TypedResults.Ok(await ReadSummary.RunAsync(database, caller, only, time.GetUtcNow(), ct));

    private static async Task<IResult> GetCasesAsync(
        double west,
        double south,
        double east,
        double north,
        Caller caller,
        MapDatabase database,
        CancellationToken ct,
        string? stages = null
    )
    {
        var (box, refusal) = Box.Check(west, south, east, north);
        var shown = stages?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        refusal ??= KnownValues.Refuse("stages", shown, ListCasesInBox.Stages);
        return refusal?.Answer()
            ?? (IResult)TypedResults.Ok(await ListCasesInBox.RunAsync(database, box!, shown, caller, ct));
    }
}
