using System.IO.Compression;
using System.Text;
using CityOps.App.Tables;
using CityOps.Testing;
using Microsoft.Data.Sqlite;
using NetTopologySuite.Features;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using NetTopologySuite.IO.Esri;

namespace CityOps.UnitTests.Tables;

/// <summary>Areas from the files that bureaus and surveyors send come out at one place, in WGS84.</summary>
public sealed class FeatureFileTests : IDisposable
{
    private const string Gk114 =
        "PROJCS[\"CGCS2000_3_Degree_GK_CM_114E\",GEOGCS[\"GCS_China_Geodetic_Coordinate_System_2000\",DATUM[\"D_China_2000\",SPHEROID[\"CGCS2000\",6378137.0,298.257222101]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Gauss_Kruger\"],PARAMETER[\"False_Easting\",500000.0],PARAMETER[\"False_Northing\",0.0],PARAMETER[\"Central_Meridian\",114.0],PARAMETER[\"Scale_Factor\",1.0],PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]]";

    // 113.3824 E, 22.5211 N and thereabouts, in EPSG:4547
    private static readonly Polygon Projected = Box(436_000, 2_491_000, 438_000, 2_493_000);
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("urn:ogc:def:crs:EPSG::4547", 436_000, 2_491_000)]
    [InlineData("EPSG:4547", 2_491_000, 436_000)] // north first, as surveyors write it
    [InlineData("EPSG:4526", 38_436_000, 2_491_000)]
    public void GeoJson_with_a_crs_is_projected(string crs, double x, double y)
    {
        var area = Assert.Single(Read(GeoJson(Box(x, y, x + 2000, y + 2000), crs)).Areas);

        Assert.Equal(113.38, area.Boundary.Centroid.X, 0.02);
        Assert.Equal(22.53, area.Boundary.Centroid.Y, 0.02);
        Assert.InRange(area.SquareMetres, 3.9e6, 4.1e6);
    }

    [Fact]
    public void Heights_and_measures_are_left_out_and_degrees_stay_as_they_are()
    {
        var area = Assert.Single(
            Read(
                """{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"features":[{"type":"Feature","properties":{"XZQDM":"442000001000","XZQMC":"石岐街道"},"geometry":{"type":"Polygon","coordinates":[[[113.3,22.5,1],[113.4,22.5,2],[113.4,22.6,3],[113.3,22.5,1]]]}}]}"""
            ).Areas
        );

        Assert.Equal(("442000001000", "石岐街道"), (area.Code, area.Name));
        Assert.Equal(113.3, area.Boundary.Coordinates[0].X);
        Assert.All(area.Boundary.Coordinates, c => Assert.True(double.IsNaN(c.Z)));
    }

    [Theory]
    [InlineData(null, 22.5, 113.3, "wrong way round")]
    [InlineData(null, 436_000, 2_491_000, "metres")]
    [InlineData("EPSG:4547", 113.3, 22.5, "no coordinates")]
    [InlineData("EPSG:4547", 38_436_000, 2_491_000, "EPSG:4526")]
    [InlineData(null, 13.3, 22.5, "outside China")]
    public void Coordinates_that_the_system_cannot_have_are_refused(string? crs, double x, double y, string said)
    {
        var size = x > 1000 ? 1000 : 0.1;
        var file = Read(GeoJson(Box(x, y, x + size, y + size), crs));

        Assert.Empty(file.Areas);
        Assert.Contains(said, Assert.Single(file.Bad).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-8", "UTF-8")]
    [InlineData("GB18030", "GBK")]
    [InlineData("GB18030", null)]
    [InlineData("utf-8", "ISO-8859-1")]
    public void A_zipped_shapefile_is_read_by_its_prj_and_in_its_encoding(string encoding, string? cpg)
    {
        var path = ShapefileZip(encoding, cpg, Gk114);

        var file = AreaFile.Read(path, new());

        var area = Assert.Single(file.Areas);
        Assert.Equal(("442000001", "石岐街道"), (area.Code, area.Name));
        Assert.Equal(113.38, area.Boundary.Centroid.X, 0.02);
        Assert.Equal(22.53, area.Boundary.Centroid.Y, 0.02);
    }

    [Fact]
    public void A_shapefile_that_does_not_say_its_system_is_asked_for_it_and_old_datums_are_refused()
    {
        var silent = ShapefileZip("utf-8", "UTF-8", null);
        var old = ShapefileZip("utf-8", "UTF-8", Gk114.Replace("China_2000", "Xian_1980", StringComparison.Ordinal));

        Assert.Contains(
            "--coord-system",
            Assert.Throws<InvalidDataException>(() => AreaFile.Read(silent, new())).Message,
            StringComparison.Ordinal
        );
        Assert.Single(AreaFile.Read(silent, new("EPSG:4547")).Areas);
        Assert.Contains(
            "西安80",
            Assert.Throws<InvalidDataException>(() => AreaFile.Read(old, new())).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_GeoPackage_is_read_by_its_own_reference_system()
    {
        var path = _folder["towns.gpkg"];
        using (var database = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            database.Open();
            using var command = database.CreateCommand();
            command.CommandText = """
                create table gpkg_spatial_ref_sys (srs_name text, srs_id integer, organization text, organization_coordsys_id integer, definition text);
                insert into gpkg_spatial_ref_sys values ('CGCS2000', 4547, 'EPSG', 4547, 'undefined');
                create table gpkg_geometry_columns (table_name text, column_name text, geometry_type_name text, srs_id integer, z integer, m integer);
                insert into gpkg_geometry_columns values ('towns', 'geom', 'POLYGON', 4547, 0, 0);
                create table towns (fid integer primary key, geom blob, code text, name text);
                insert into towns values (1, $geom, '442000001', '石岐街道');
                """;
            command.Parameters.AddWithValue("$geom", new GeoPackageGeoWriter().Write(Projected));
            command.ExecuteNonQuery();
        }

        var area = Assert.Single(AreaFile.Read(path, new()).Areas);

        Assert.Equal("442000001", area.Code);
        Assert.Equal(22.53, area.Boundary.Centroid.Y, 0.02);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Kml_and_Kmz_are_read_with_their_extended_data(bool zipped)
    {
        const string kml =
            """<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>石岐街道</name><ExtendedData><Data name="code"><value>442000001</value></Data></ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>113.3,22.5,0 113.4,22.5,0 113.4,22.6,0 113.3,22.5,0</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>""";
        var path = _folder[zipped ? "a.kmz" : "a.kml"];
        if (zipped)
        {
            using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
            using var entry = new StreamWriter(zip.CreateEntry("doc.kml").Open());
            entry.Write(kml);
        }
        else
        {
            File.WriteAllText(path, kml);
        }

        var area = Assert.Single(AreaFile.Read(path, new()).Areas);

        Assert.Equal(("442000001", "石岐街道"), (area.Code, area.Name));
    }

    [Theory]
    [InlineData("towns.dxf", "  0\nSECTION\n  2\nHEADER\n")]
    [InlineData("towns.tab", "!table\n!version 300\n")]
    public void Formats_that_are_not_read_name_the_way_out(string name, string content)
    {
        File.WriteAllText(_folder[name], content);

        var message = Assert.Throws<InvalidDataException>(() => AreaFile.Read(_folder[name], new())).Message;

        Assert.Contains($"ogr2ogr -t_srs EPSG:4326 towns.geojson {name}", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_a_file_geodatabase()
    {
        Directory.CreateDirectory(_folder["city.gdb"]);

        Assert.Contains(
            "ogr2ogr",
            Assert.Throws<InvalidDataException>(() => AreaFile.Read(_folder["city.gdb"], new())).Message,
            StringComparison.Ordinal
        );
    }

    private AreaFile Read(string json)
    {
        var path = _folder[$"{Guid.NewGuid():n}.geojson"];
        File.WriteAllText(path, json);
        return AreaFile.Read(path, new());
    }

    private static string GeoJson(Polygon shape, string? crs)
    {
        var ring = string.Join(',', shape.Coordinates.Select(c => FormattableString.Invariant($"[{c.X},{c.Y}]")));
        var named = crs is null ? "" : "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"" + crs + "\"}},";
        return $$$"""{"type":"FeatureCollection",{{{named}}}"features":[{"type":"Feature","properties":{"code":"442000001"},"geometry":{"type":"Polygon","coordinates":[[{{{ring}}}]]}}]}""";
    }

    private string ShapefileZip(string encoding, string? cpg, string? prj)
    {
        using var shp = new MemoryStream();
        using var shx = new MemoryStream();
        using var dbf = new MemoryStream();
        using var prjOut = new MemoryStream();
        Shapefile.WriteAllFeatures(
            [
                new NetTopologySuite.Features.Feature(
                    Projected,
                    new AttributesTable { { "XZQDM", "442000001" }, { "XZQMC", "石岐街道" } }
                ),
            ],
            shp,
            shx,
            dbf,
            prjOut,
            prj ?? "",
            CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? new UTF8Encoding(false)
        );
        var path = _folder[$"{Guid.NewGuid():n}.zip"];
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (
            var (ending, bytes) in new[]
            {
                (".shp", shp.ToArray()),
                (".shx", shx.ToArray()),
                (".dbf", dbf.ToArray()),
                (".prj", prj is null ? null : Encoding.ASCII.GetBytes(prj)),
                (".cpg", cpg is null ? null : Encoding.ASCII.GetBytes(cpg)),
            }
        )
        {
            if (bytes is not null)
            {
                using var entry = zip.CreateEntry("towns" + ending).Open();
                entry.Write(bytes);
            }
        }

        return path;
    }

    private static Polygon Box(double west, double south, double east, double north) =>
        new(new LinearRing([new(west, south), new(east, south), new(east, north), new(west, north), new(west, south)]));
}
