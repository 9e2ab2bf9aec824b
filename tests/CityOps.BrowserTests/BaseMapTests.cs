using CityOps.Testing;
using Microsoft.Playwright;
using NetVips;

namespace CityOps.BrowserTests;

/// <summary>A city with base maps of another server and of files.</summary>
public sealed class BaseMapTests(Chromium chromium) : IAsyncLifetime
{
    // The pair of the coordinate systems' test vector: where a Chinese map has a place, and where it is.
    private static readonly (double Lon, double Lat) Gcj = (113.387867630, 22.518417395);
    private static readonly (double Lon, double Lat) Wgs = (113.382391, 22.521113);

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly ScratchFolder _folder = new();
    private TileServer _tiles = null!;
    private TestApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        _tiles = await TileServer.StartAsync(Gcj, _ct);
        var blue = TileServer.Plain([120, 150, 240], [250, 250, 250]);
        await File.WriteAllBytesAsync(
            _folder["picture.pmtiles"],
            PmtilesFile.Of(isVector: false, new() { [(8, 208, 111)] = blue }),
            _ct
        );
        var database = await TestDatabase.CreateCityAsync(_ct);
        await File.WriteAllBytesAsync(
            _folder["streets.pmtiles"],
            PmtilesFile.Of(isVector: true, new() { [(8, 208, 111)] = await StreetsAsync(database) }),
            _ct
        );
        _app = await TestApp.StartOverAsync(database, _ct, builder =>
        {
            void Set(int i, string name, string value) => builder.Configuration[$"Maps:BaseMaps:{i}:{name}"] = value;
            void Add(int i, string code, string name, string kind, string layer)
            {
                Set(i, "Code", code);
                Set(i, "Name", name);
                Set(i, "Kind", kind);
                Set(i, "Layers:0", layer);
                Set(i, "Attribution", $"© {name}");
            }

            builder.Configuration["Maps:Folder"] = _folder.Path;
            Add(0, "plan", "平面图", "xyz", $"{_tiles.Address}plan/{{z}}/{{x}}/{{y}}.png");
            Add(1, "gcj", "高德式地图", "xyz", $"{_tiles.Address}gcj/{{z}}/{{x}}/{{y}}.png");
            Set(1, "CoordSystem", "gcj02");
            Add(2, "picture", "影像文件", "pmtiles", "picture.pmtiles");
            Add(3, "streets", "矢量文件", "pmtiles", "streets.pmtiles");
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _tiles.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_first_base_map_lies_under_our_layers_and_another_is_chosen_and_kept()
    {
        var page = await OpenAsync(await chromium.DesktopAsync(_app.Http));
        var look = new Look(page, "desktop");

        await DrawsAsync(page, "base-plan-0", colour => colour[1] > colour[0] + 15 && colour[1] > colour[2] + 15);
        await Assertions.Expect(page.Locator("[data-test=attribution]")).ToContainTextAsync("© 平面图");
        await page.RenderedAtAsync(["sensors"], 113.351, 22.551);
        await look.AtAsync("map-base-xyz");

        await page.Locator("[data-test=base-picture]").CheckAsync();
        await DrawsAsync(page, "base-picture-0", colour => colour[2] > colour[0] + 15 && colour[2] > colour[1] + 10);
        await Assertions.Expect(page.Locator("[data-test=attribution]")).ToContainTextAsync("© 影像文件");
        await look.AtAsync("map-base-pmtiles");

        await page.Locator("[data-test=base-streets]").CheckAsync();
        await StreetsAreDrawnAsync(page);
        await look.AtAsync("map-base-vector");

        await page.ReloadAsync();
        await page.MapIsReadyAsync();
        await Assertions.Expect(page.Locator("[data-test=base-streets]")).ToBeCheckedAsync();
        await StreetsAreDrawnAsync(page);
        await page.Locator("[data-test=base-none]").CheckAsync();
        await Assertions.Expect(page.Locator("[data-test=attribution]")).ToHaveCountAsync(0);

        Assert.Empty(look.Findings);
        Assert.Empty(await page.EvaluateAsync<string[]>("window.violations"));
    }

    [Fact]
    public async Task What_a_GCJ02_map_draws_lies_at_its_WGS84_place()
    {
        var page = await OpenAsync(await chromium.DesktopAsync(_app.Http));
        await page.Locator("[data-test=base-gcj]").CheckAsync();
        await page.EvaluateAsync(
            "center => void document.querySelector('[data-test=map]').cityMap.jumpTo({ center, zoom: 15 })",
            new[] { Wgs.Lon, Wgs.Lat }
        );

        await DrawsAsync(page, "base-gcj-0", colour => colour.Max() < 110, Wgs, 8);
        Assert.True((await ColourAsync(page, Gcj, 8)).Min() > 180, "What lies under the shifted place is not shifted.");
        Assert.Empty(await page.EvaluateAsync<string[]>("window.violations"));
    }

    [Fact]
    public async Task A_map_server_that_is_down_is_said_quietly_and_the_map_goes_on()
    {
        _tiles.IsDown = true;
        var page = await OpenAsync(await chromium.PhoneAsync(_app.Http));
        var look = new Look(page, "phone");

        await Assertions.Expect(page.Locator("[data-test=base-trouble]")).ToContainTextAsync("平面图");
        await page.RenderedAtAsync(["sensors"], 113.351, 22.551);
        await Assertions.Expect(page.Locator(".map__trouble")).ToHaveCountAsync(0);
        await look.AtAsync("map-base-down");

        _tiles.IsDown = false;
        await page.EvaluateAsync("void document.querySelector('[data-test=map]').cityMap.zoomTo(12)");
        await Assertions.Expect(page.Locator("[data-test=base-trouble]")).ToHaveCountAsync(0);
        await page.Locator(".layers__head").ClickAsync();
        await look.AtAsync("map-base-choice");
        Assert.Empty(look.Findings);
    }

    [Fact]
    public async Task On_the_phone_the_base_map_lies_below_the_outlines_and_another_is_a_tap_away()
    {
        await using var phone = await FieldPhone.NewAsync(_app.Http);
        await WatchPolicyAsync(phone.Page);
        var look = new Look(phone.Page, "phone");
        await phone.LogInAsync("officer");
        await phone.KnowsTheCityAsync();
        await phone.Page.Locator("[data-test=tab-patrol]").TapAsync();
        await phone.Page.Locator("[data-test=start-patrol]").TapAsync();

        await phone.Page.WaitForFunctionAsync(
            """
            () => [...document.querySelectorAll('[data-test=base] img')].filter((tile) => tile.naturalWidth > 0).length > 1
            """
        );
        await Assertions.Expect(phone.Page.Locator("[data-test=attribution]")).ToContainTextAsync("© 平面图");
        await look.AtAsync("field-base");
        Assert.Empty(await phone.Page.EvaluateAsync<string[]>("window.violations"));
        await phone.Page.Locator("[data-test=base-next]").TapAsync();
        await Assertions.Expect(phone.Page.Locator("[data-test=attribution]")).ToContainTextAsync("© 高德式地图");
        await phone.Page.Locator("[data-test=base-next]").TapAsync();
        await Assertions.Expect(phone.Page.Locator("[data-test=base]")).ToHaveCountAsync(0);
        Assert.Empty(look.Findings);
    }

    /// <summary>Water, roads and a place's name in the layers of OpenMapTiles, around the test city.</summary>
    private async Task<byte[]> StreetsAsync(TestDatabase database)
    {
        await using var command = database.DataSource.CreateCommand(
            """
            select (select st_asmvt(t, 'water') from (
                      select st_makeenvelope(0, 2260, 4096, 4096) as geom, 'ocean' as class) t)
                || (select st_asmvt(t, 'transportation') from (
                      select st_makeline(st_makepoint(x, 1800), st_makepoint(x, 2260)) as geom,
                             case when x % 100 = 0 then 'primary' else 'minor' end as class
                      from generate_series(2200, 3100, 20) as x
                      union all
                      select st_makeline(st_makepoint(2000, y), st_makepoint(3400, y + 40)), 'trunk'
                      from generate_series(1900, 2200, 150) as y) t)
                || (select st_asmvt(t, 'place') from (
                      select st_makepoint(2560, 2210) as geom, 'town' as class, '石岐' as name) t)
            """
        );
        return (byte[])(await command.ExecuteScalarAsync(_ct))!;
    }

    /// <summary>What the page's policy refuses is kept in <c>window.violations</c>.</summary>
    private static Task WatchPolicyAsync(IPage page) =>
        page.AddInitScriptAsync(
            "window.violations = []; addEventListener('securitypolicyviolation', (event) => "
                + "window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));"
        );

    private static async Task<IPage> OpenAsync(IPage page)
    {
        await WatchPolicyAsync(page);
        await page.LogInAsync("supervisor", address: "/map");
        await page.MapIsReadyAsync();
        return page;
    }

    private static Task StreetsAreDrawnAsync(IPage page) =>
        page.WaitForFunctionAsync(
            """
            () => ['water', 'transportation-mains', 'place'].every((part) => document.querySelector('[data-test=map]')
              .cityMap.queryRenderedFeatures({ layers: [`base-streets-0-${part}`] }).length > 0)
            """
        );

    /// <summary>Waits until a layer of a base map is under all of ours and a place of the map has its colour.</summary>
    private static async Task DrawsAsync(
        IPage page,
        string layer,
        Func<double[], bool> isOfBase,
        (double Lon, double Lat)? at = null,
        int side = 40
    )
    {
        await page.WaitForFunctionAsync(
            """
            (layer) => {
              const map = document.querySelector('[data-test=map]').cityMap;
              const ids = map.getStyle().layers.map(({ id }) => id);
              return ids.includes(layer) && ids.indexOf(layer) === 1 && map.areTilesLoaded();
            }
            """,
            layer
        );
        var colour = Array.Empty<double>();
        for (var i = 0; i < 60; i++)
        {
            colour = await ColourAsync(page, at ?? (113.47, 22.515), side);
            if (isOfBase(colour))
            {
                return;
            }

            await page.WaitForTimeoutAsync(250);
        }

        Assert.Fail($"{layer} is not drawn: the place has the colour {string.Join(' ', colour)}.");
    }

    /// <summary>Red, green and blue of a square around a place, from 0 to 255.</summary>
    private static async Task<double[]> ColourAsync(IPage page, (double Lon, double Lat) place, int side)
    {
        var at = await page.EvaluateAsync<float[]>(
            """
            ({ lon, lat }) => {
              const element = document.querySelector('[data-test=map]');
              const box = element.getBoundingClientRect();
              const { x, y } = element.cityMap.project([lon, lat]);
              return [box.x + x, box.y + y];
            }
            """,
            new { lon = place.Lon, lat = place.Lat }
        );
        var (x, y) = (at[0] - side / 2, at[1] - side / 2);
        var picture = await page.ScreenshotAsync(
            new()
            {
                Clip = new()
                {
                    X = x,
                    Y = y,
                    Width = side,
                    Height = side,
                },
            }
        );
        using var image = Image.NewFromBuffer(picture);
        return [.. Enumerable.Range(0, 3).Select(band => image[band].Avg())];
    }
}
