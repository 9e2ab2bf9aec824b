using System.Globalization;
using System.Text.Json.Nodes;
using CityOps.App.Geo;
using Microsoft.Data.Sqlite;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace CityOps.App.Tables.Shapes;

/// <summary>A GeoPackage (OGC 12-128r18): one layer of features of it.</summary>
internal static class ReadGeoPackage
{
    public static FoundFeatures Run(string path, IReadOnlyList<string> layers)
    {
        var name = Path.GetFileName(path);
        try
        {
            using var database = new SqliteConnection(
                new SqliteConnectionStringBuilder
                {
                    DataSource = path,
                    Mode = SqliteOpenMode.ReadOnly,
                    Pooling = false,
                }.ConnectionString
            );
            database.Open();
            var (table, column, system) = Layer(database, name, layers);
            return new("GeoPackage", system, Features(database, table, column));
        }
        catch (SqliteException problem)
        {
            throw new InvalidDataException(
                $"{name} is no GeoPackage that can be read: {problem.Message} 无法读取该 GeoPackage。",
                problem
            );
        }
    }

    private static (string Table, string Column, ReferenceSystem System) Layer(
        SqliteConnection database,
        string name,
        IReadOnlyList<string> layers
    )
    {
        using var command = database.CreateCommand();
        command.CommandText = """
            select g.table_name, g.column_name, s.organization || ':' || s.organization_coordsys_id, s.definition
            from gpkg_geometry_columns g join gpkg_spatial_ref_sys s on s.srs_id = g.srs_id order by g.table_name
            """;
        using var reader = command.ExecuteReader();
        var found = new List<(string Table, string Column, string Code, string Wkt)>();
        while (reader.Read())
        {
            found.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        }

        var wanted = layers.Count == 0 ? found : [.. found.Where(l => layers.Contains(l.Table))];
        if (wanted.Count != 1)
        {
            throw new InvalidDataException(
                $"{name} holds {found.Count} layers of features: {string.Join(", ", found.Select(l => l.Table))}. Say which: --sheet NAME (by API ?sheet=). 含有 {found.Count} 个图层，请用 --sheet 指定其一。"
            );
        }

        var (table, column, code, wkt) = wanted[0];
        return (
            table,
            column,
            ReferenceSystem.Find(code)
                ?? ReferenceSystem.OfWkt(wkt)
                ?? throw new InvalidDataException(
                    $"{name} is in {code}, which is not read; there are {ReferenceSystem.Accepted}. Or turn it: ogr2ogr -t_srs EPSG:4326 new.gpkg {name}"
                )
        );
    }

    private static List<FoundFeature> Features(SqliteConnection database, string table, string column)
    {
        using var command = database.CreateCommand();
        command.CommandText = $"select * from \"{table.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        using var reader = command.ExecuteReader();
        var shapes = new GeoPackageGeoReader();
        var features = new List<FoundFeature>();
        while (reader.Read())
        {
            var properties = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
            Geometry? shape = null;
            CellFault? fault = null;
            for (var i = 0; i < reader.FieldCount; i++)
            {
                var value = reader.GetValue(i);
                if (reader.GetName(i) == column)
                {
                    (shape, fault) = Shape(shapes, value);
                }
                else if (TextOf(value) is { } text)
                {
                    properties[reader.GetName(i)] = JsonValue.Create(text);
                }
            }

            features.Add(new(null, features.Count + 1, properties, shape, fault));
        }

        return features;
    }

    private static (Geometry? Shape, CellFault? Fault) Shape(GeoPackageGeoReader reader, object value)
    {
        if (value is not byte[] blob)
        {
            return (null, null);
        }

        try
        {
            return (reader.Read(blob), null);
        }
        catch (Exception problem)
            when (problem is ArgumentException or IOException or ParseException or FormatException)
        {
            return (null, new($"its geometry cannot be read: {problem.Message}", "图形无法读取"));
        }
    }

    private static string? TextOf(object value) =>
        value switch
        {
            DBNull or byte[] => null,
            double number => CellText.Of(number, null).Text,
            _ => Csv.Cell(Convert.ToString(value, CultureInfo.InvariantCulture)),
        };
}
