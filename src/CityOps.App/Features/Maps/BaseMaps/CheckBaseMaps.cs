using System.Text.RegularExpressions;
using CityOps.App.Database;
using Microsoft.Extensions.Options;

namespace CityOps.App.Features.Maps.BaseMaps;

/// <summary>Checks the base maps at start, and names what is wrong in a sentence each.</summary>
internal sealed partial class CheckBaseMaps(DataFolder data) : IValidateOptions<BaseMapOptions>
{
    /// <summary>The choice of none, in a browser.</summary>
    private const string None = "none";

    public ValidateOptionsResult Validate(string? name, BaseMapOptions options)
    {
        var faults = Faults(options, data).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    public static IEnumerable<string> Faults(BaseMapOptions options, DataFolder data)
    {
        foreach (var (i, map) in options.BaseMaps.Index())
        {
            var subject = $"Maps:BaseMaps:{i}{(map.Code is "" ? "" : $" ({map.Code})")}";
            if (options.BaseMaps.Take(i).Any(other => other.Code == map.Code))
            {
                yield return $"{subject}: an earlier base map has the same Code.";
            }

            foreach (var fault in Faults(map).Concat(map.Layers.SelectMany(layer => Faults(layer, map, options, data))))
            {
                yield return $"{subject}: {fault}.";
            }
        }
    }

    private static IEnumerable<string> Faults(BaseMapSetting map)
    {
        if (!Codes().IsMatch(map.Code) || map.Code == None)
        {
            yield return $"Code is of small letters, digits and hyphens, and not {None}";
        }

        if (map.Name.Trim() is "")
        {
            yield return "Name is missing";
        }

        if (map.Attribution.Trim() is "")
        {
            yield return "Attribution is missing: a map says whose it is";
        }

        if (map.AttributionUrl is not "" && !IsPage(map.AttributionUrl))
        {
            yield return "AttributionUrl is not an address of http or https";
        }

        if (!BaseMap.Kinds.Contains(map.Kind))
        {
            yield return $"Kind is xyz, wmts or pmtiles, not '{map.Kind}'";
        }

        if (!BaseMap.CoordSystems.Contains(map.CoordSystem))
        {
            yield return $"CoordSystem is wgs84, cgcs2000 or gcj02, not '{map.CoordSystem}'";
        }
        else if (map is { Kind: BaseMap.Pmtiles, CoordSystem: BaseMap.Gcj02 })
        {
            yield return "a PMTiles file is of wgs84 or cgcs2000; gcj02 is shifted of xyz and wmts only";
        }

        if (map.Layers.Length == 0)
        {
            yield return "Layers names no layer";
        }

        if (map.TileSize is not (256 or 512))
        {
            yield return $"TileSize is 256 or 512, not {map.TileSize}";
        }

        if ((map.MinZoom ?? 0) is < 0 or > 22 || (map.MaxZoom ?? 22) is < 0 or > 22 || map.MinZoom > map.MaxZoom)
        {
            yield return "MinZoom and MaxZoom are from 0 to 22, and the first is not the deeper";
        }
    }

    private static IEnumerable<string> Faults(string layer, BaseMapSetting map, BaseMapOptions options, DataFolder data)
    {
        var fault = map.Kind switch
        {
            BaseMap.Xyz or BaseMap.Wmts => TileTemplate.Fault(layer, map, options),
            BaseMap.Pmtiles => FaultOfFile(layer, BaseMap.FolderOf(options, data)),
            _ => null, // said already
        };
        return fault is null ? [] : [$"layer '{layer}' {fault}"];
    }

    private static string? FaultOfFile(string name, string folder)
    {
        if (name.Trim() is "" or "." or ".." || name.AsSpan().ContainsAny('/', '\\'))
        {
            return $"is not the name of a file in {folder}";
        }

        try
        {
            PmtilesHeader.Read(Path.Combine(folder, name));
            return null;
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return $"is not in {folder}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"in {folder} cannot be read";
        }
    }

    private static bool IsPage(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);

    [GeneratedRegex("^[a-z0-9-]{1,40}$")]
    private static partial Regex Codes();
}
