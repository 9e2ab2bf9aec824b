using System.IO.Compression;
using System.Text;

namespace CityOps.App.Tables.Shapes;

/// <summary>
/// What kind of file of features a file is, by its content; and what to do with those that are not read.
/// </summary>
internal static class FeatureFormat
{
    public enum Kind
    {
        /// <summary>A table perhaps.</summary>
        None,
        GeoJson,
        Shapefile,
        GeoPackage,
        Kml,
        Dxf,
        FileGeodatabase,
        MapInfo,
    }

    /// <exception cref="IOException">It cannot be read.</exception>
    public static Kind Of(string path)
    {
        if (Directory.Exists(path))
        {
            return Kind.FileGeodatabase;
        }

        using var file = File.OpenRead(path);
        var head = new byte[4096];
        var length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var text = Encoding.Latin1.GetString(head, 0, length);
        var start = text.TrimStart('ï', '»', '¿', ' ', '\t', '\r', '\n');
        return text.StartsWith("PK\u0003\u0004", StringComparison.Ordinal) ? OfZip(path)
            : text.StartsWith("SQLite format 3\0", StringComparison.Ordinal) ? Kind.GeoPackage
            : text.StartsWith("\0\0\u0027\n", StringComparison.Ordinal) ? Kind.Shapefile
            : start.StartsWith('{') || start.StartsWith("[{", StringComparison.Ordinal) ? Kind.GeoJson
            : start.StartsWith('<') && text.Contains("<kml", StringComparison.OrdinalIgnoreCase) ? Kind.Kml
            : start.StartsWith("0\r\nSECTION", StringComparison.Ordinal)
            || start.StartsWith("0\nSECTION", StringComparison.Ordinal)
            || text.StartsWith("AutoCAD Binary DXF", StringComparison.Ordinal)
            || text.StartsWith("AC10", StringComparison.Ordinal)
                ? Kind.Dxf
            : start.StartsWith("!table", StringComparison.OrdinalIgnoreCase)
            || (
                start.StartsWith("Version ", StringComparison.Ordinal)
                && text.Contains("Columns ", StringComparison.Ordinal)
            )
                ? Kind.MapInfo
            : Kind.None;
    }

    public static InvalidDataException Refuse(Kind kind, string name)
    {
        var what = kind switch
        {
            Kind.Dxf => "a drawing (DXF or DWG), which has no codes and names",
            Kind.MapInfo => "a MapInfo table",
            _ => "a file geodatabase",
        };
        var plain = Path.GetFileNameWithoutExtension(name);
        return new(
            $"{name} is {what}. Turn it into GeoJSON first: ogr2ogr -t_srs EPSG:4326 {plain}.geojson {name}{(kind == Kind.FileGeodatabase ? " LAYER" : "")}. "
                + $"不读取此格式，请先转换：ogr2ogr -t_srs EPSG:4326 {plain}.geojson {name}"
        );
    }

    private static Kind OfZip(string path)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            var endings = zip.Entries.Select(e => Path.GetExtension(e.Name).ToLowerInvariant()).ToHashSet();
            return endings.Contains(".shp") ? Kind.Shapefile
                : endings.Contains(".kml") ? Kind.Kml
                : endings.Contains(".gdbtable") ? Kind.FileGeodatabase
                : endings.Contains(".geojson") ? Kind.GeoJson
                : endings.Contains(".gpkg")
                    ? throw new InvalidDataException(
                        "Unpack the zip first: it holds a GeoPackage. 请先解压：其中是 GeoPackage。"
                    )
                : Kind.None;
        }
        catch (InvalidDataException problem)
            when (problem.InnerException is null && problem.Message.Contains("End of", StringComparison.Ordinal))
        {
            throw new InvalidDataException(
                $"{Path.GetFileName(path)} is a broken zip file: was it copied whole? 压缩文件已损坏，请重新复制。"
            );
        }
    }
}
