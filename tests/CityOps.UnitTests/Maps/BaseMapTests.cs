using System.Text;
using CityOps.App.Database;
using CityOps.App.Features.Maps.BaseMaps;
using CityOps.Testing;
using Microsoft.Extensions.Configuration;

namespace CityOps.UnitTests.Maps;

public sealed class BaseMapTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private DataFolder Data => new(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Keys_and_subdomains_take_their_places_and_rows_of_WMTS_are_those_of_XYZ()
    {
        var options = Options(
            new BaseMapSetting
            {
                Code = "tdt",
                Name = "天地图",
                Kind = "wmts",
                Attribution = "天地图",
                Subdomains = ["0", "1"],
                Layers =
                [
                    "https://t{s}.tianditu.gov.cn/vec_w/wmts?TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}&tk={key:tdt}",
                ],
            }
        );
        options.Keys["tdt"] = "a+b";

        Assert.Empty(CheckBaseMaps.Faults(options, Data));
        var map = Assert.Single(BaseMap.All(options, Data));
        Assert.Equal(
            [
                "https://t0.tianditu.gov.cn/vec_w/wmts?TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=a%2Bb",
                "https://t1.tianditu.gov.cn/vec_w/wmts?TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=a%2Bb",
            ],
            Assert.Single(map.Layers).Tiles
        );
        Assert.Equal(["https://t0.tianditu.gov.cn", "https://t1.tianditu.gov.cn"], BaseMapsApi.Origins(options));
    }

    [Theory]
    [InlineData("http://tiles.example/{x}/{y}.png", "lacks {z}, {x} or {y}")]
    [InlineData("http://tiles.example/{z}/{x}.png", "lacks {z}, {x} or {y}")]
    [InlineData("http://{s}.example/{z}/{x}/{y}", "has {s}, and Subdomains is empty")]
    [InlineData("http://tiles.example/{z}/{x}/{y}?tk={key:none}", "there is no Maps:Keys:none")]
    [InlineData("http://tiles.example/{z}/{x}/{y}?{quadkey}", "has {quadkey}, which stands for nothing")]
    [InlineData("tiles/{z}/{x}/{y}", "is not an address of http or https")]
    [InlineData("ftp://tiles.example/{z}/{x}/{y}", "is not an address of http or https")]
    [InlineData("https://*;script-src x/{z}/{x}/{y}", "is not an address of http or https")]
    [InlineData("https://{x}.example/{z}/{x}/{y}", "is not an address of http or https")]
    public void A_wrong_address_is_named_in_a_sentence(string address, string why)
    {
        var fault = Assert.Single(CheckBaseMaps.Faults(Options(Xyz(address)), Data));

        Assert.StartsWith($"Maps:BaseMaps:0 (plan): layer '{address}' ", fault, StringComparison.Ordinal);
        Assert.Contains(why, fault, StringComparison.Ordinal);
        Assert.EndsWith(".", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_or_unknown_is_named_in_a_sentence_each()
    {
        var faults = CheckBaseMaps
            .Faults(
                Options(
                    new BaseMapSetting
                    {
                        Code = "A map",
                        Kind = "wms",
                        CoordSystem = "bd09",
                        MinZoom = 9,
                        MaxZoom = 3,
                        TileSize = 300,
                        AttributionUrl = "javascript:alert(1)",
                    },
                    Xyz("https://tiles.example/{z}/{x}/{y}"),
                    Xyz("https://tiles.example/{z}/{x}/{y}")
                ),
                Data
            )
            .ToList();

        Assert.Equal(
            [
                "Maps:BaseMaps:0 (A map): Code is of small letters, digits and hyphens, and not none.",
                "Maps:BaseMaps:0 (A map): Name is missing.",
                "Maps:BaseMaps:0 (A map): Attribution is missing: a map says whose it is.",
                "Maps:BaseMaps:0 (A map): AttributionUrl is not an address of http or https.",
                "Maps:BaseMaps:0 (A map): Kind is xyz, wmts or pmtiles, not 'wms'.",
                "Maps:BaseMaps:0 (A map): CoordSystem is wgs84, cgcs2000 or gcj02, not 'bd09'.",
                "Maps:BaseMaps:0 (A map): Layers names no layer.",
                "Maps:BaseMaps:0 (A map): TileSize is 256 or 512, not 300.",
                "Maps:BaseMaps:0 (A map): MinZoom and MaxZoom are from 0 to 22, and the first is not the deeper.",
                "Maps:BaseMaps:2 (plan): an earlier base map has the same Code.",
            ],
            faults
        );
    }

    [Theory]
    [InlineData("absent.pmtiles", "is not in ")]
    [InlineData("../cityops.json", "is not the name of a file in ")]
    [InlineData("words.pmtiles", "is not a PMTiles file")]
    [InlineData("short.pmtiles", "is not a PMTiles file")]
    [InlineData("old.pmtiles", "is of version 2 of PMTiles, and 3 is read")]
    [InlineData("brotli.pmtiles", "is compressed in a way that browsers cannot read")]
    public void A_file_that_is_not_there_or_no_PMTiles_file_is_named_in_a_sentence(string name, string why)
    {
        Directory.CreateDirectory(_folder["maps"]);
        File.WriteAllText(_folder["maps/words.pmtiles"], new string('x', 200));
        File.WriteAllText(_folder["maps/short.pmtiles"], "PMTiles");
        File.WriteAllBytes(_folder["maps/old.pmtiles"], Changed(7, 2));
        File.WriteAllBytes(_folder["maps/brotli.pmtiles"], Changed(98, 3));

        var fault = Assert.Single(CheckBaseMaps.Faults(Options(Pmtiles(name)), Data));

        Assert.Contains($"layer '{name}' {why}", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_PMTiles_file_says_itself_what_it_holds()
    {
        Directory.CreateDirectory(_folder["maps"]);
        File.WriteAllBytes(
            _folder["maps/city.pmtiles"],
            PmtilesFile.Of(isVector: true, new() { [(9, 417, 223)] = [1], [(10, 834, 446)] = [2] })
        );
        var options = Options(Pmtiles("city.pmtiles"));

        Assert.Empty(CheckBaseMaps.Faults(options, Data));
        var layer = Assert.Single(Assert.Single(BaseMap.All(options, Data)).Layers);
        Assert.Equal((true, 9, 10), (layer.IsVector, layer.MinZoom, layer.MaxZoom));
        Assert.Equal("/api/v1/map/base-maps/city.pmtiles", layer.File);
        Assert.Equal([-180, -85, 180, 85], layer.Bounds);
        Assert.Empty(BaseMapsApi.Origins(options));
    }

    [Fact]
    public void The_examples_of_the_docs_are_right()
    {
        Directory.CreateDirectory(_folder["maps"]);
        File.WriteAllBytes(_folder["maps/zhongshan.pmtiles"], PmtilesFile.Of(false, new() { [(0, 0, 0)] = [1] }));
        var examples = File.ReadAllText(Repository.File("docs/maps.md"))
            .Split("```json\n")[1..]
            .Select(part => part.Split("```")[0])
            .ToList();

        Assert.Equal(3, examples.Count);
        foreach (var example in examples)
        {
            var options = new ConfigurationBuilder()
                .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(example)))
                .Build()
                .GetSection(BaseMapOptions.Section)
                .Get<BaseMapOptions>(binder => binder.ErrorOnUnknownConfiguration = true)!;
            Assert.Empty(CheckBaseMaps.Faults(options, Data));
            Assert.Equal(options.BaseMaps.Length, BaseMap.All(options, Data).Count());
        }
    }

    private static byte[] Changed(int at, byte value)
    {
        var bytes = PmtilesFile.Of(isVector: false, new() { [(0, 0, 0)] = [1] });
        bytes[at] = value;
        return bytes;
    }

    private static BaseMapOptions Options(params BaseMapSetting[] maps) => new() { BaseMaps = maps };

    private static BaseMapSetting Xyz(string address) =>
        new()
        {
            Code = "plan",
            Name = "底图",
            Kind = "xyz",
            Attribution = "测绘院",
            Layers = [address],
        };

    private static BaseMapSetting Pmtiles(string file) =>
        new()
        {
            Code = "file",
            Name = "底图",
            Kind = "pmtiles",
            Attribution = "测绘院",
            Layers = [file],
        };
}
