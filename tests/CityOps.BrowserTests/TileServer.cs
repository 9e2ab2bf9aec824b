using System.Collections.Concurrent;
using CityOps.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NetVips;

namespace CityOps.BrowserTests;

/// <summary>
/// A map server on another origin: under <c>/plan</c> tiles of a greenish map, under <c>/gcj</c> a white map with one
/// black square, where a GCJ-02 map has a place.
/// </summary>
internal sealed class TileServer : IAsyncDisposable
{
    public const int TileSize = 256;

    private readonly WebApplication _app;
    private readonly (double Lon, double Lat) _marked;
    private readonly ConcurrentDictionary<string, byte[]> _drawn = new();

    private TileServer(WebApplication app, Uri address, (double Lon, double Lat) marked)
    {
        _app = app;
        Address = address;
        _marked = marked;
    }

    public Uri Address { get; }

    /// <summary>Answers 503 from now on.</summary>
    public bool IsDown { get; set; }

    /// <param name="marked">Where the map of <c>/gcj</c> has its square, as that map has places.</param>
    public static async Task<TileServer> StartAsync((double Lon, double Lat) marked, CancellationToken ct)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add(address.ToString());
        var server = new TileServer(app, address, marked);
        app.MapGet("/plan/{z:int}/{x:int}/{y:int}.png", (int z, int x, int y, HttpResponse response) =>
            server.Answer(response, $"plan {(x + y) % 2}", () => Plan((x + y) % 2 == 0))
        );
        app.MapGet("/gcj/{z:int}/{x:int}/{y:int}.png", (int z, int x, int y, HttpResponse response) =>
            server.Answer(response, $"gcj {z}/{x}/{y}", () => server.Marked(z, x, y))
        );
        await app.StartAsync(ct);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>A tile of one colour with a street across.</summary>
    public static byte[] Plain(double[] colour, double[] street)
    {
        using var ground = Image.Black(TileSize, TileSize, bands: 3) + colour;
        using var drawn = ground
            .Cast(Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Srgb)
            .Mutate(image => image.DrawRect(street, 0, 120, TileSize, 8, fill: true));
        return drawn.PngsaveBuffer();
    }

    private static byte[] Plan(bool isEven) => Plain(isEven ? [120, 220, 120] : [105, 205, 105], [250, 240, 200]);

    private IResult Answer(HttpResponse response, string key, Func<byte[]> draw)
    {
        response.Headers.AccessControlAllowOrigin = "*";
        return IsDown
            ? TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable)
            : TypedResults.Bytes(_drawn.GetOrAdd(key, _ => draw()), "image/png");
    }

    private byte[] Marked(int z, int x, int y)
    {
        var world = TileSize * Math.Pow(2, z);
        var sine = Math.Sin(double.DegreesToRadians(_marked.Lat));
        var column = (int)((_marked.Lon + 180) / 360 * world) - x * TileSize;
        var row = (int)((0.5 - Math.Log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * world) - y * TileSize;
        using var ground = Image.Black(TileSize, TileSize, bands: 3) + new double[] { 255, 255, 255 };
        using var drawn = ground
            .Cast(Enums.BandFormat.Uchar)
            .Copy(interpretation: Enums.Interpretation.Srgb)
            .Mutate(image => image.DrawRect([0, 0, 0], column - 12, row - 12, 24, 24, fill: true));
        return drawn.PngsaveBuffer();
    }
}
