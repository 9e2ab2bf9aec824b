using System.Globalization;
using System.Text.RegularExpressions;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Grids;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Organisations.Import;
using CityOps.App.Tables;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Grids;

/// <summary>The bureau's official grids and town boundaries, and what follows from them.</summary>
public sealed class GridTests : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();
    private TestApp _app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await TestApp.StartAsync(Ct);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    private static string Square(string properties, double west, double south, double east, double north) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"type":"Feature","properties":{{{{properties}}}},"geometry":{"type":"Polygon","coordinates":[[[{{{west}}},{{{south}}}],[{{{east}}},{{{south}}}],[{{{east}}},{{{north}}}],[{{{west}}},{{{north}}}],[{{{west}}},{{{south}}}]]]}}"""
        );

    private AreaFile Read(params string[] features)
    {
        var file = _folder[$"{Guid.NewGuid():n}.geojson"];
        File.WriteAllText(file, $$"""{"type":"FeatureCollection","features":[{{string.Join(',', features)}}]}""");
        return AreaFile.Read(file, new());
    }

    private AreaFile WestGrids() =>
        Read(
            Square("\"code\":\"442000001001001\",\"name\":\"一\"", 113.30, 22.5, 113.35, 22.6),
            Square("\"网格编码\":\"442000001001002\"", 113.35, 22.5, 113.40, 22.6)
        );

    [Fact]
    public async Task A_dry_run_keeps_nothing_and_bad_features_are_named_by_number_and_code()
    {
        var file = Read(
            Square("\"code\":\"442000001001001\"", 113.30, 22.5, 113.35, 22.6),
            Square("\"code\":\"4420000010\"", 113.30, 22.5, 113.35, 22.6),
            Square("\"code\":\"442000999001001\"", 113.30, 22.5, 113.35, 22.6),
            Square("\"code\":\"442000001001001\"", 113.35, 22.5, 113.40, 22.6),
            Square("\"code\":\"442000001001009\"", 116.35, 39.5, 116.40, 39.6),
            Square("\"name\":\"无\"", 113.30, 22.5, 113.35, 22.6),
            """{"type":"Feature","properties":{"code":"442000001001003"},"geometry":{"type":"Point","coordinates":[113.3,22.5]}}""",
            """{"type":"Feature","properties":{"code":"442000001001004"},"geometry":{"type":"Polygon","coordinates":[[[113.3,22.5],[113.4,22.6],[113.4,22.5],[113.3,22.6],[113.3,22.5]]]}}"""
        );
        await using var db = _app.NewContext();

        var outcome = await ImportGrids.RunAsync(db, file, new(DryRun: true, SkipBad: false), Ct);

        Assert.Equal(
            [
                (2, "grid_code_invalid"),
                (3, "town_unknown"),
                (4, "code_repeated"),
                (5, "position_outside_town"),
                (6, "field_missing"),
                (7, "polygon_invalid"),
                (8, "polygon_invalid"),
            ],
            outcome.Bad.Select(b => (b.Row, b.Code))
        );
        Assert.Equal((1, false), (outcome.New, outcome.Kept));
        await using var stored = _app.NewContext();
        Assert.False(await stored.Grids.AnyAsync(Ct));
    }

    [Fact]
    public async Task Facilities_get_the_grid_that_they_lie_in_and_codes_are_measured_by_the_grids_there_are()
    {
        await using var db = _app.NewContext();

        var outcome = await ImportGrids.RunAsync(db, WestGrids(), new(DryRun: false, SkipBad: false), Ct);
        await using var later = _app.NewContext();
        var again = await ImportGrids.RunAsync(later, WestGrids(), new(DryRun: false, SkipBad: false), Ct);
        using var admin = await _app.LogInAsync("admin", Ct);
        using var grids = await admin.ReadAsync($"/api/v1/grids?town={TestCity.WestTown}&shape=true", Ct);
        var place = new
        {
            lon = 113.32,
            lat = 22.55,
            coordSystem = "wgs84",
        };
        using var placed = await admin.PutJsonAsync(
            $"/api/v1/facilities/{Guid.NewGuid()}",
            new
            {
                code = "N-1",
                type = "lamp",
                name = "灯",
                position = place,
            },
            Ct
        );
        using var unknown = await admin.PutJsonAsync(
            $"/api/v1/facilities/{Guid.NewGuid()}",
            new
            {
                code = "N-2",
                type = "lamp",
                name = "灯",
                position = place,
                gridCode = "442000001001007",
            },
            Ct
        );

        // T-001 stands on the line between both
        Assert.Equal((2, 0, 1, true), (outcome.New, outcome.Changed, outcome.Found, outcome.Kept));
        Assert.Equal((0, 0, 2, 0), (again.New, again.Changed, again.Unchanged, again.Removed));
        Assert.Equal(
            [("442000001001001", 1), ("442000001001002", 0)],
            grids["items"]
                .EnumerateArray()
                .Select(g => (g.GetProperty("code").GetString(), g.GetProperty("facilities").GetInt32()))
        );
        Assert.Equal("MultiPolygon", grids["items"][0].GetProperty("shape").GetProperty("type").GetString());
        Assert.Equal("442000001001001", placed["gridCode"].GetString());
        Assert.Equal((422, "grid_code_invalid"), (unknown.Status, unknown.Code));
        await using var moved = _app.NewContext();
        var lamp = await moved.Facilities.SingleAsync(f => f.Code == "N-1", Ct);
        lamp.Position = TestCity.Point(113.38, 22.55);
        await moved.SaveChangesAsync(Ct);
        Assert.Equal(
            "442000001001002",
            await moved.Facilities.Where(f => f.Code == "N-1").Select(f => f.GridCode).SingleAsync(Ct)
        );
    }

    [Fact]
    public async Task A_patrol_covers_official_grids_where_there_are_any()
    {
        await using var db = _app.NewContext();
        await ImportGrids.RunAsync(db, WestGrids(), new(DryRun: false, SkipBad: false), Ct);
        using var officer = await _app.LogInAsync("officer", Ct);
        var (id, start) = (Guid.NewGuid(), DateTimeOffset.UtcNow.AddHours(-2));
        using var track = await officer.PostJsonAsync(
            $"/api/v1/patrols/{id}/track",
            new
            {
                positions = Enumerable
                    .Range(0, 5)
                    .Select(i => new
                    {
                        observedAt = start.AddMinutes(i),
                        lon = 113.32 + (i * 0.0005),
                        lat = 22.55,
                    }),
            },
            Ct
        );

        using var put = await officer.PutJsonAsync(
            $"/api/v1/patrols/{id}",
            new
            {
                category = "X01",
                startedAt = start,
                position = new
                {
                    lon = 113.32,
                    lat = 22.55,
                    coordSystem = "wgs84",
                },
            },
            Ct
        );

        Assert.Equal(201, put.Status);
        Assert.Equal(
            ("official", 1, 0.5),
            (put["gridKind"].GetString(), put["gridCells"].GetInt32(), put["gridCoverage"].GetDouble())
        );
    }

    [Fact]
    public async Task Towns_that_leave_a_hole_lose_records_or_have_another_size_are_asked_for_and_slivers_are_told()
    {
        var east = Square($"\"code\":\"{TestCity.EastTown}\"", 113.4, 22.5, 113.5, 22.6);
        await using (var db = _app.NewContext())
        {
            var west = Square($"\"code\":\"{TestCity.WestTown}\"", 113.3, 22.5, 113.4, 22.6);
            Assert.True((await ImportTowns.RunAsync(db, Read(west, east), new(false, false), Ct)).Kept);
        }

        // Around the toilet and the road by it; and a sliver of 0.0005° squared.
        var holed = $$$"""
            {"type":"Feature","properties":{"code":"{{{TestCity.WestTown}}}"},"geometry":{"type":"Polygon","coordinates":[
              [[113.3,22.5],[113.4,22.5],[113.4,22.6],[113.3,22.6],[113.3,22.5]],
              [[113.34,22.54],[113.34,22.56],[113.36,22.56],[113.36,22.54],[113.34,22.54]],
              [[113.38,22.58],[113.38,22.5805],[113.3805,22.5805],[113.3805,22.58],[113.38,22.58]]]}}
            """;
        var small = Square($"\"code\":\"{TestCity.EastTown}\"", 113.4, 22.5, 113.47, 22.6);

        await using var first = _app.NewContext();
        var asked = await ImportTowns.RunAsync(first, Read(holed, small), new(false, false), Ct);
        await using var second = _app.NewContext();
        var accepted = await ImportTowns.RunAsync(second, Read(holed, small), new(false, false, Accept: true), Ct);

        Assert.Empty(asked.Bad);
        Assert.Equal((false, true), (asked.Kept, accepted.Kept));
        Assert.Collection(
            asked.Asks.Order(StringComparer.Ordinal),
            lost =>
                Assert.StartsWith(
                    "2 facilities, cases and sections would lie in no town (0 do now). ",
                    lost,
                    StringComparison.Ordinal
                ),
            size => Assert.Matches("^442000002 has 79\\.[0-9]+ km², before 114\\.[0-9]+ km²\\. ", size),
            hole => Assert.Matches("^A hole of 4\\.5[0-9] km² at 113\\.3500, 22\\.5500 belongs to no town\\. ", hole)
        );
        Assert.Contains(asked.Notes, note =>
            Regex.IsMatch(note, "^Between the towns are 1 gaps of together 28[0-9]{2} m²")
        );
    }

    [Fact]
    public async Task Official_boundaries_replace_the_approximate_ones_and_move_no_record()
    {
        await using (var arrange = _app.NewContext())
        {
            arrange.Facilities.Add(
                new Facility
                {
                    Code = "B-1",
                    Type = "lamp",
                    Name = "灯",
                    Position = TestCity.Point(113.395, 22.55),
                    TownCode = TestCity.WestTown,
                    CreatedAt = DateTimeOffset.UnixEpoch,
                }
            );
            await arrange.SaveChangesAsync(Ct);
        }

        var good = new[]
        {
            Square($"\"code\":\"{TestCity.WestTown}\",\"name\":\"西镇街道\"", 113.3, 22.5, 113.39, 22.6),
            Square("\"name\":\"东镇\"", 113.39, 22.5, 113.5, 22.6),
        };
        var bad = new[]
        {
            Square("\"code\":\"442000003\",\"name\":\"叠镇\"", 113.31, 22.51, 113.38, 22.59),
            Square("\"name\":\"无此镇\"", 114, 23, 114.1, 23.1),
            Square("\"code\":\"44200\",\"name\":\"短\"", 114, 23, 114.1, 23.1),
            Square("\"code\":\"442000004\"", 115, 23, 115.1, 23.1),
        };
        await using var db = _app.NewContext();

        var dry = await ImportTowns.RunAsync(db, Read(good), new(DryRun: true, SkipBad: false), Ct);
        await using var db2 = _app.NewContext();
        var refused = await ImportTowns.RunAsync(db2, Read([.. good, .. bad]), new(DryRun: false, SkipBad: false), Ct);
        await using var untouched = _app.NewContext();
        Assert.True(await untouched.Towns.AllAsync(t => t.BoundaryIsApproximate, Ct));
        await using var db3 = _app.NewContext();
        var kept = await ImportTowns.RunAsync(db3, Read(good), new(DryRun: false, SkipBad: false), Ct);
        await using var db4 = _app.NewContext();
        var again = await ImportTowns.RunAsync(db4, Read(good), new(DryRun: false, SkipBad: false), Ct);

        Assert.Equal((0, 2, false), (dry.New, dry.Changed, dry.Kept));
        Assert.Equal(
            [(3, "polygon_invalid"), (4, "field_missing"), (5, "field_invalid"), (6, "field_missing")],
            refused.Bad.Select(b => (b.Row, b.Code))
        );
        Assert.Equal((false, true), (refused.Kept, kept.Kept));
        Assert.Equal((2, 1, 0), (kept.Changed, kept.Displaced.Facilities, kept.Displaced.Cases));
        Assert.Equal((0, 2), (again.Changed, again.Unchanged));
        await using var stored = _app.NewContext();
        Assert.True(await stored.Towns.AllAsync(t => !t.BoundaryIsApproximate, Ct));
        Assert.Equal("西镇街道", (await stored.Towns.SingleAsync(t => t.Code == TestCity.WestTown, Ct)).Name);
        Assert.Equal(TestCity.WestTown, (await stored.Facilities.SingleAsync(f => f.Code == "B-1", Ct)).TownCode);
    }
}
