using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace CityOps.App.Features.Maps.BaseMaps;

/// <summary>The base maps of the settings, and the PMTiles files among them.</summary>
public static class BaseMapsApi
{
    private const string MediaType = "application/vnd.pmtiles";

    public static IServiceCollection AddBaseMaps(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddSingleton<IValidateOptions<BaseMapOptions>, CheckBaseMaps>()
            .AddOptions<BaseMapOptions>()
            .Bind(configuration.GetSection(BaseMapOptions.Section))
            .ValidateOnStart();
        services
            .AddOptions<PageOrigins>()
            .Configure<IOptions<BaseMapOptions>>((page, maps) => page.OfTiles = Origins(maps.Value));
        return services;
    }

    public static void MapBaseMaps(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/map/base-maps").WithTags("map");
        api.MapGet("", List)
            .Allow("map.read")
            .Produces<IReadOnlyList<BaseMap>>()
            .WithSummary("The base maps to choose from, the usual one first");
        api.MapGet("/{file}", GetFile)
            .Refuses(Problems.BaseMapUnknown)
            .Allow("map.read")
            .ProducesFile(MediaType)
            .Produces(StatusCodes.Status206PartialContent)
            .Produces(StatusCodes.Status416RangeNotSatisfiable)
            .WithSummary("A PMTiles file that a base map names, or the range of it that is asked for");
    }

    /// <summary>Of every layer that comes from another server, without repetition.</summary>
    internal static IReadOnlyList<string> Origins(BaseMapOptions options) =>
        [
            .. options
                .BaseMaps.Where(map => map.Kind != BaseMap.Pmtiles)
                .SelectMany(map => map.Layers.SelectMany(layer => TileTemplate.Expand(layer, map, options)))
                .Select(TileTemplate.Origin)
                .Distinct(StringComparer.Ordinal),
        ];

    private static Ok<IReadOnlyList<BaseMap>> List(IOptions<BaseMapOptions> options, DataFolder data) =>
        TypedResults.Ok<IReadOnlyList<BaseMap>>([.. BaseMap.All(options.Value, data)]);

    /// <summary>The settings name the files; whatever else an address says, no path is made of it.</summary>
    private static IResult GetFile(
        string file,
        IOptions<BaseMapOptions> options,
        DataFolder data,
        HttpResponse response
    )
    {
        var name = options
            .Value.BaseMaps.Where(map => map.Kind == BaseMap.Pmtiles)
            .SelectMany(map => map.Layers)
            .FirstOrDefault(name => name == file);
        if (
            name is null
            || new FileInfo(Path.Combine(BaseMap.FolderOf(options.Value, data), name)) is not { Exists: true } found
        )
        {
            return Problems.BaseMapUnknown.With($"No base map has a file {file}.");
        }

        // A file that is replaced has another tag, by which the reader of ranges notices.
        response.Headers[HeaderNames.CacheControl] = "private, max-age=3600";
        return TypedResults.PhysicalFile(
            found.FullName,
            MediaType,
            lastModified: found.LastWriteTimeUtc,
            entityTag: new EntityTagHeaderValue($"\"{found.Length:x}-{found.LastWriteTimeUtc.Ticks:x}\""),
            enableRangeProcessing: true
        );
    }
}
