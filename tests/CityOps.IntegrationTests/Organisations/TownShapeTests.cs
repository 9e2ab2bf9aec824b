using CityOps.App.Features.Organisations;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using NetTopologySuite.Geometries;

namespace CityOps.IntegrationTests.Organisations;

public sealed class TownShapeTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Towns_come_with_their_boundaries_where_asked_for_as_coarse_as_a_small_picture_takes()
    {
        // A coast with a corner every 9 m, and an island before it.
        await using (var db = fixture.App.NewContext())
        {
            var town = await db.Towns.SingleAsync(t => t.Code == TestCity.WestTown, Ct);
            var coast = Enumerable
                .Range(0, 1001)
                .Select(i => new Coordinate(113.3 + (i * 0.0001), 22.5 + (i % 2 * 0.0001)));
            town.Boundary = new MultiPolygon([
                new Polygon(new LinearRing([.. coast, new(113.4, 22.6), new(113.3, 22.6), new(113.3, 22.5)])),
                new Polygon(
                    new LinearRing([new(113.31, 22.4), new(113.32, 22.4), new(113.32, 22.41), new(113.31, 22.4)])
                ),
            ])
            {
                SRID = 4326,
            };
            await db.SaveChangesAsync(Ct);
        }

        using var officer = await fixture.App.LogInAsync("officer", Ct);
        using var plain = await officer.ReadAsync("/api/v1/towns", Ct);
        using var shaped = await officer.ReadAsync("/api/v1/towns?shape=true&limit=1", Ct);

        Assert.Equal(System.Text.Json.JsonValueKind.Null, plain["items"][0].GetProperty("shape").ValueKind);
        var west = shaped["items"].EnumerateArray().Single();
        var polygons = west.GetProperty("shape").GetProperty("coordinates").EnumerateArray().ToList();
        Assert.Equal("MultiPolygon", west.GetProperty("shape").GetProperty("type").GetString());
        Assert.Equal([5, 4], polygons.Select(polygon => polygon[0].GetArrayLength()));
        var next = shaped["next"].GetString();
        using var second = await officer.ReadAsync($"/api/v1/towns?shape=true&cursor={next}", Ct);
        Assert.Equal(TestCity.EastTown, second["items"][0].GetProperty("code").GetString());
        Assert.NotEqual(System.Text.Json.JsonValueKind.Null, second["items"][0].GetProperty("shape").ValueKind);
    }
}
