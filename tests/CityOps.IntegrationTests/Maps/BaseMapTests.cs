using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Maps;

/// <summary>A city with a map of another server and one of a PMTiles file; beside that lies a file that no setting
/// names.</summary>
public sealed class BaseMapTests : IAsyncLifetime
{
    private const string File1 = "/api/v1/map/base-maps/city.pmtiles";

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly ScratchFolder _folder = new();
    private TestApp _app = null!;

    public async ValueTask InitializeAsync()
    {
        var file = PmtilesFile.Of(isVector: false, new() { [(8, 208, 111)] = [1, 2, 3] });
        await File.WriteAllBytesAsync(_folder["city.pmtiles"], file, _ct);
        await File.WriteAllBytesAsync(_folder["other.pmtiles"], file, _ct);
        _app = await TestApp.StartAsync(_ct, builder =>
        {
            var settings = builder.Configuration;
            settings["Maps:Folder"] = _folder.Path;
            settings["Maps:Keys:office"] = "k1";
            settings["Maps:BaseMaps:0:Code"] = "plan";
            settings["Maps:BaseMaps:0:Name"] = "平面图";
            settings["Maps:BaseMaps:0:NameEn"] = "Plan";
            settings["Maps:BaseMaps:0:Kind"] = "xyz";
            settings["Maps:BaseMaps:0:CoordSystem"] = "gcj02";
            settings["Maps:BaseMaps:0:Layers:0"] = "https://tiles.example.cn/{z}/{x}/{-y}.png?key={key:office}";
            settings["Maps:BaseMaps:0:Attribution"] = "测绘院";
            settings["Maps:BaseMaps:1:Code"] = "city";
            settings["Maps:BaseMaps:1:Name"] = "离线底图";
            settings["Maps:BaseMaps:1:Kind"] = "pmtiles";
            settings["Maps:BaseMaps:1:Layers:0"] = "city.pmtiles";
            settings["Maps:BaseMaps:1:Attribution"] = "© OpenStreetMap";
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Base_maps_are_listed_as_browsers_draw_them_and_pages_may_read_their_servers()
    {
        using var client = await _app.LogInAsync("officer", _ct);

        using var answer = await client.GetAsync("/api/v1/map/base-maps", _ct);
        var maps = (await answer.Content.ReadFromJsonAsync<JsonElement>(_ct)).EnumerateArray().ToList();

        Assert.Equal(
            ["平面图 Plan", "离线底图 离线底图"],
            maps.Select(map => $"{Text(map, "name")} {Text(map, "nameEn")}")
        );
        var tiles = maps[0].GetProperty("layers")[0];
        Assert.Equal("gcj02", Text(maps[0], "coordSystem"));
        Assert.Equal("https://tiles.example.cn/{z}/{x}/{y}.png?key=k1", tiles.GetProperty("tiles")[0].GetString());
        Assert.True(tiles.GetProperty("isFromSouth").GetBoolean());
        Assert.Equal(File1, Text(maps[1].GetProperty("layers")[0], "file"));
        Assert.Contains(
            "connect-src 'self' https://tiles.example.cn;",
            answer.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_file_is_read_by_ranges()
    {
        using var client = await _app.LogInAsync("officer", _ct);
        var length = new FileInfo(_folder["city.pmtiles"]).Length;

        using var first = await RangeAsync(client, 0, 6);
        using var beyond = await RangeAsync(client, length, length + 10);
        using var whole = await client.GetAsync(File1, _ct);

        Assert.Equal(HttpStatusCode.PartialContent, first.StatusCode);
        Assert.Equal("PMTiles", Encoding.ASCII.GetString(await first.Content.ReadAsByteArrayAsync(_ct)));
        Assert.Equal($"bytes 0-6/{length}", first.Content.Headers.ContentRange!.ToString());
        Assert.Equal(first.Headers.ETag, whole.Headers.ETag);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
        Assert.Equal((HttpStatusCode.OK, length), (whole.StatusCode, whole.Content.Headers.ContentLength));
    }

    [Theory]
    [InlineData("other.pmtiles")]
    [InlineData("absent.pmtiles")]
    [InlineData("..%2Fcity.pmtiles")]
    [InlineData("..%5Ccity.pmtiles")]
    [InlineData("%2Fetc%2Fpasswd")]
    public async Task A_file_that_no_base_map_names_is_not_given(string name)
    {
        using var client = await _app.LogInAsync("officer", _ct);

        using var answer = await client.GetAsync($"/api/v1/map/base-maps/{name}", _ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("base_map_unknown", Text(await answer.Content.ReadFromJsonAsync<JsonElement>(_ct), "code"));
    }

    [Fact]
    public async Task Who_is_not_logged_in_reads_no_file_and_one_that_has_gone_is_no_fault_of_the_server()
    {
        using var stranger = _app.Client();
        using var client = await _app.LogInAsync("officer", _ct);

        using var refused = await stranger.GetAsync(File1, _ct);
        File.Delete(_folder["city.pmtiles"]);
        using var gone = await client.GetAsync(File1, _ct);
        var left = await client.GetFromJsonAsync<JsonElement>("/api/v1/map/base-maps", _ct);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal("plan", Text(Assert.Single(left.EnumerateArray().ToList()), "code"));
    }

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();

    private async Task<HttpResponseMessage> RangeAsync(HttpClient client, long from, long to)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, File1);
        request.Headers.Range = new RangeHeaderValue(from, to);
        return await client.SendAsync(request, _ct);
    }
}
