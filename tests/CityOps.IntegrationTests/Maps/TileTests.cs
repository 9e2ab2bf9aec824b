using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Maps;

/// <summary>Tiles over the test city: zoom 10 tile 834/446 holds both towns, zoom 16 places points to a few
/// centimetres.</summary>
public sealed class TileTests : IAsyncLifetime
{
    private const string WholeCity = "10/834/446";

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private TestApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await TestApp.StartAsync(_ct);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_case_is_a_point_at_its_place_on_deep_zooms()
    {
        await using var db = _app.NewContext();
        var opened = await NewCase.OpenAsync(db, _ct, 113.382391, 22.521113);
        using var client = await _app.LogInAsync("supervisor", _ct);

        var tile = await TileAsync(client, $"cases/{TileOf(113.382391, 22.521113, 16)}");

        var feature = Assert.Single(tile["cases"]);
        Assert.Equal((opened.Id.ToString(), opened.Number), (feature.Properties["id"], feature.Properties["number"]));
        Assert.Equal(1L, feature.Properties["register"]);
        var (x, y) = PlaceOf(113.382391, 22.521113, 16);
        Assert.InRange(feature.X, x - 1, x + 1);
        Assert.InRange(feature.Y, y - 1, y + 1);
    }

    [Fact]
    public async Task Cases_close_together_are_one_dot_on_shallow_zooms_that_counts_them_by_stage()
    {
        await using var db = _app.NewContext();
        await NewCase.OpenAsync(db, _ct, 113.3500, 22.5500);
        await NewCase.OpenAsync(db, _ct, 113.3502, 22.5502);
        await NewCase.OpenAsync(db, _ct, 113.3504, 22.5500, outcome: "rectified_on_site");
        await NewCase.OpenAsync(db, _ct, 113.4500, 22.5200);
        using var client = await _app.LogInAsync("supervisor", _ct);

        var dots = (await TileAsync(client, $"cases/{WholeCity}"))["cases"].OrderBy(dot => dot.X).ToList();

        Assert.Equal([(2L, 1L), (1L, 0L)], dots.Select(dot => (Count(dot, "register"), Count(dot, "closed"))));
        var (x, y) = PlaceOf(113.3502, 22.5501, 10);
        Assert.InRange(dots[0].X, x - 2, x + 2);
        Assert.InRange(dots[0].Y, y - 2, y + 2);
    }

    [Theory]
    [InlineData("5/26/13")]
    [InlineData("8/208/111")]
    [InlineData("12/3337/1784")]
    public async Task Every_shallow_zoom_counts_every_case_once(string tile)
    {
        await using var db = _app.NewContext();
        await NewCase.OpenAsync(db, _ct, 113.3500, 22.5500);
        await NewCase.OpenAsync(db, _ct, 113.3502, 22.5502, outcome: "rectified_on_site");
        using var client = await _app.LogInAsync("supervisor", _ct);

        var dots = (await TileAsync(client, $"cases/{tile}"))["cases"];

        Assert.Equal((1, 1), (dots.Sum(dot => Count(dot, "register")), dots.Sum(dot => Count(dot, "closed"))));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(16)]
    public async Task A_symbol_at_the_edge_is_on_both_tiles_so_that_neither_cuts_it(int zoom)
    {
        await using var db = _app.NewContext();
        var column = (int)((113.35 + 180) / 360 * (1 << zoom)) + 1;
        var edge = (double)column / (1 << zoom) * 360 - 180; // the western edge of this column
        await NewCase.OpenAsync(db, _ct, edge + 0.5 / (1 << zoom), 22.55);
        using var client = await _app.LogInAsync("supervisor", _ct);
        var row = TileOf(113.35, 22.55, zoom).Split('/')[2];

        var east = Assert.Single((await TileAsync(client, $"cases/{zoom}/{column}/{row}"))["cases"]);
        var west = Assert.Single((await TileAsync(client, $"cases/{zoom}/{column - 1}/{row}"))["cases"]);

        Assert.InRange(east.X, 0, 16);
        Assert.Equal(east.X + 4096, west.X);
        Assert.Equal(east.Y, west.Y);
    }

    [Theory]
    [InlineData("facilities", "facilities", "T-001")]
    [InlineData("sensors", "sensors", "WL-0001")]
    [InlineData("sensors", "sections", "S-01")]
    public async Task Facilities_sensors_and_roads_beside_an_edge_are_on_both_tiles(
        string layer,
        string part,
        string code
    )
    {
        const int zoom = 16;
        var column = (int)((113.35 + 180) / 360 * (1 << zoom)) + 1;
        var edge = (double)column / (1 << zoom) * 360 - 180;
        await using var move = _app.Database.DataSource.CreateCommand(
            """
            with place as (select st_setsrid(st_point($1, 22.55), 4326) as at), facilities as (
              update facility set position = place.at from place where code = 'T-001'
            ), sensors as (
              update sensor set position = place.at from place where code = 'WL-0001'
            )
            update section set line = st_makeline(place.at, st_translate(place.at, 0, 0.0005)) from place
            where code = 'S-01'
            """
        );
        move.Parameters.Add(new() { Value = edge + (0.5 / (1 << zoom)) });
        await move.ExecuteNonQueryAsync(_ct);
        using var client = await _app.LogInAsync("supervisor", _ct);
        var row = TileOf(113.35, 22.55, zoom).Split('/')[2];

        var east = await FindAsync(column);
        var west = await FindAsync(column - 1);

        async Task<VectorTile.Feature> FindAsync(int x) =>
            (await TileAsync(client, $"{layer}/{zoom}/{x}/{row}"))[part].Single(f => f.Properties["code"].Equals(code));
        Assert.InRange(east.X, 0, 16);
        Assert.Equal(east.X + 4096, west.X);
    }

    [Fact]
    public async Task A_step_moves_the_case_to_its_new_stage()
    {
        await using var db = _app.NewContext();
        var opened = await NewCase.OpenAsync(db, _ct);
        using var client = await _app.LogInAsync("supervisor", _ct);
        await NewCase.StepAsync(db, opened, "file", _ct);

        var dot = Assert.Single((await TileAsync(client, $"cases/{WholeCity}"))["cases"]);
        var summary = await client.GetFromJsonAsync<JsonElement>("/api/v1/map", _ct);

        Assert.Equal((0, 1), (Count(dot, "register"), Count(dot, "dispatch")));
        Assert.Equal("""{"dispatch":1}""", summary.GetProperty("cases").GetRawText());
    }

    [Theory]
    [InlineData("officer", 2)] // sanitation puts right what it and parks report
    [InlineData("officer-parks", 1)] // reported one of them
    [InlineData("contractor", 0)]
    [InlineData("dispatcher", 2)]
    public async Task Callers_see_the_cases_that_are_theirs(string login, int cases)
    {
        await using var db = _app.NewContext();
        await NewCase.OpenAsync(db, _ct, 113.35, 22.55);
        await NewCase.OpenAsync(db, _ct, 113.355, 22.55, organisation: "parks");
        using var client = await _app.LogInAsync(login, _ct);

        var dots = await TileAsync(client, $"cases/{WholeCity}");
        var points = await TileAsync(client, "cases/14/13350/7138");
        var box = await client.GetFromJsonAsync<JsonElement>(
            "/api/v1/map/cases?west=113.3&south=22.5&east=113.4&north=22.6",
            _ct
        );
        var summary = await client.GetFromJsonAsync<JsonElement>("/api/v1/map", _ct);

        Assert.Equal(cases, dots.GetValueOrDefault("cases")?.Sum(dot => Count(dot, "register")) ?? 0);
        Assert.Equal(cases, points.GetValueOrDefault("cases")?.Count ?? 0);
        Assert.Equal(cases, box.GetProperty("total").GetInt32());
        Assert.Equal(
            cases,
            summary.GetProperty("cases").TryGetProperty("register", out var count) ? count.GetInt32() : 0
        );
    }

    [Fact]
    public async Task Towns_bring_their_areas_and_names()
    {
        using var client = await _app.LogInAsync("officer", _ct);

        var tile = await TileAsync(client, $"towns/{WholeCity}");

        Assert.Equal(["西镇", "东镇"], tile["towns"].Select(town => town.Properties["name"]));
        Assert.Equal(
            ["西镇", "东镇"],
            tile["town_names"].OrderBy(name => name.X).Select(name => name.Properties["name"])
        );
    }

    [Fact]
    public async Task Sensors_are_silent_until_heard_of_then_at_their_level()
    {
        using var client = await _app.LogInAsync("officer", _ct);
        await using var command = _app.Database.DataSource.CreateCommand(
            """
            insert into sensor_state (sensor_id, observed_at, depth_mm, heard_at)
            select id, now(), 260, now() - case when code = 'WL-0003' then interval '3 days' else interval '1 hour' end
            from sensor where code <> 'WL-0002'
            """
        );
        await command.ExecuteNonQueryAsync(_ct);

        var sensors = (await TileAsync(client, $"sensors/{WholeCity}"))["sensors"];

        Assert.Equal(
            [("WL-0001", "orange"), ("WL-0002", "silent"), ("WL-0003", "silent")],
            sensors.Select(s => ((string)s.Properties["code"], (string)s.Properties["level"])).Order()
        );
    }

    [Fact]
    public async Task Facilities_bring_their_code_type_and_name()
    {
        using var client = await _app.LogInAsync("officer", _ct);

        var toilet = Assert.Single((await TileAsync(client, $"facilities/{WholeCity}"))["facilities"]);

        Assert.Equal(
            ("T-001", "toilet", "松苑公厕"),
            (toilet.Properties["code"], toilet.Properties["type"], toilet.Properties["name"])
        );
    }

    [Fact]
    public async Task A_tile_that_has_not_changed_is_not_sent_again()
    {
        using var client = await _app.LogInAsync("officer", _ct);
        using var first = await client.GetAsync($"/tiles/towns/{WholeCity}.mvt", _ct);
        using var again = new HttpRequestMessage(HttpMethod.Get, $"/tiles/towns/{WholeCity}.mvt");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using var second = await client.SendAsync(again, _ct);

        Assert.Equal(
            ("application/vnd.mapbox-vector-tile", true),
            (first.Content.Headers.ContentType!.MediaType, first.Headers.CacheControl!.Private)
        );
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Theory]
    [InlineData("roads/10/834/446", 404, "tile_layer_unknown")]
    [InlineData("cases/10/1024/446", 400, "tile_address_invalid")]
    [InlineData("cases/10/834/-1", 400, "tile_address_invalid")]
    [InlineData("cases/23/0/0", 400, "tile_address_invalid")]
    [InlineData("cases/ten/834/446", 400, "tile_address_invalid")]
    public async Task An_impossible_tile_says_why(string tile, int status, string code)
    {
        using var client = await _app.LogInAsync("officer", _ct);

        using var answer = await client.GetAsync($"/tiles/{tile}.mvt", _ct);

        Assert.Equal(
            (status, code),
            (
                (int)answer.StatusCode,
                (await answer.Content.ReadFromJsonAsync<JsonElement>(_ct)).GetProperty("code").GetString()
            )
        );
    }

    [Fact]
    public async Task An_empty_tile_is_no_content_and_a_stranger_gets_none()
    {
        using var client = await _app.LogInAsync("officer", _ct);
        using var stranger = _app.Client();

        using var empty = await client.GetAsync("/tiles/cases/16/1/1.mvt", _ct);
        using var refused = await stranger.GetAsync("/tiles/cases/16/1/1.mvt", _ct);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Unauthorized), (empty.StatusCode, refused.StatusCode));
    }

    [Theory]
    [InlineData("west=114&south=22.5&east=113&north=22.6")]
    [InlineData("west=NaN&south=22.5&east=113&north=22.6")]
    [InlineData("west=113&south=22.5&east=Infinity&north=22.6")]
    public async Task A_box_that_is_none_is_refused(string box)
    {
        using var client = await _app.LogInAsync("officer", _ct);

        using var answer = await client.GetAsync($"/api/v1/map/cases?{box}", _ct);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(
            "box_invalid",
            (await answer.Content.ReadFromJsonAsync<JsonElement>(_ct)).GetProperty("code").GetString()
        );
    }

    private async Task<Dictionary<string, List<VectorTile.Feature>>> TileAsync(HttpClient client, string tile)
    {
        using var answer = await client.GetAsync($"/tiles/{tile}.mvt", _ct);
        answer.EnsureSuccessStatusCode();
        return VectorTile.Read(await answer.Content.ReadAsByteArrayAsync(_ct));
    }

    private static long Count(VectorTile.Feature dot, string stage) =>
        dot.Properties.TryGetValue(stage, out var count) ? (long)count : 0;

    // Web mercator, in units of 4096 a tile.
    private static (long East, long South) World(double lon, double lat, int zoom) =>
        (
            (long)((lon + 180) / 360 * (4096L << zoom)),
            (long)((1 - (Math.Asinh(Math.Tan(double.DegreesToRadians(lat))) / Math.PI)) / 2 * (4096L << zoom))
        );

    private static string TileOf(double lon, double lat, int zoom)
    {
        var (east, south) = World(lon, lat, zoom);
        return $"{zoom}/{east >> 12}/{south >> 12}";
    }

    private static (long X, long Y) PlaceOf(double lon, double lat, int zoom)
    {
        var (east, south) = World(lon, lat, zoom);
        return (east & 4095, south & 4095);
    }
}
