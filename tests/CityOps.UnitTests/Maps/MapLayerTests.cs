using System.Text.RegularExpressions;
using CityOps.App.Database;
using CityOps.App.Features.Maps;
using CityOps.Testing;

namespace CityOps.UnitTests.Maps;

/// <summary>A layer stands in the server's list, has its SQL and is drawn by the console (docs/maps.md).</summary>
public sealed partial class MapLayerTests
{
    private const string Server = "src/CityOps.App/Features/Maps/MapLayer.cs";
    private const string Console = "src/CityOps.Web/src/console/map/layers.ts";

    /// <summary>Queries of the map that are no layer's tiles.</summary>
    private static readonly string[] Others = ["cases_in_box", "extent", "summary"];

    [Fact]
    public void Every_layer_has_its_queries_and_every_query_its_layer()
    {
        var files = Sql.Names("queries/maps");
        var queries = MapLayer.All.SelectMany(layer => layer.Queries, (_, query) => query.Query).ToList();

        Assert.All(queries, query =>
            Assert.True(files.Contains(query), $"{Server}: write sql/queries/maps/{query}.sql.")
        );
        Assert.All(files.Except(Others), file =>
            Assert.True(queries.Contains(file), $"sql/queries/maps/{file}.sql: add its layer to {Server}.")
        );
    }

    [Fact]
    public void Every_layer_has_a_query_from_zoom_0_on() =>
        Assert.All(MapLayer.All, layer => Assert.Equal(0, layer.Queries[0].FromZoom));

    [Fact]
    public void The_summary_counts_the_layers_that_say_so()
    {
        var counted = CountedLayer()
            .Matches(Sql.Text("queries/maps/summary"))
            .Select(match => match.Groups["layer"].Value)
            .ToHashSet();
        var said = MapLayer.All.Where(layer => layer.IsCounted).Select(layer => layer.Code).ToHashSet();

        Findings.None(
            said.Except(counted)
                .Select(layer =>
                    $"sql/queries/maps/summary.sql: count the layer {layer}, or say IsCounted: false of it in {Server}."
                )
                .Concat(
                    counted
                        .Except(said)
                        .Select(layer => $"{Server}: say IsCounted of {layer}, which summary.sql counts.")
                )
        );
    }

    [Fact]
    public void The_console_draws_every_layer_and_no_other()
    {
        var drawn = ConsoleLayer()
            .Matches(File.ReadAllText(Repository.File(Console)))
            .Select(match => match.Groups["tiles"].Value)
            .ToHashSet();
        var served = MapLayer.All.Select(layer => layer.Code).ToHashSet();

        Assert.All(served, layer => Assert.True(drawn.Contains(layer), $"{Console}: draw the layer {layer}."));
        Assert.All(drawn, layer => Assert.True(served.Contains(layer), $"{Server}: add the layer {layer}."));
    }

    [GeneratedRegex(@"^select '(?<layer>\w+)'", RegexOptions.Multiline)]
    private static partial Regex CountedLayer();

    [GeneratedRegex(@"\btiles: '(?<tiles>\w+)'")]
    private static partial Regex ConsoleLayer();
}
