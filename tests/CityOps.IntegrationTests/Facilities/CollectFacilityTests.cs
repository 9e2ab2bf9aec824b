using CityOps.App.Features.Cases;
using CityOps.App.Features.Photos;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using NetVips;

namespace CityOps.IntegrationTests.Facilities;

/// <summary>Facilities collected and corrected in the field, by the same report as a problem; and files that are no
/// photos to be shown.</summary>
public sealed class CollectFacilityTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static object Report(object facility, int hour, double lon = 113.36) =>
        new
        {
            category = "X01",
            observedAt = $"2026-05-20T{hour:00}:00:00+08:00",
            facility,
            position = new
            {
                lon,
                lat = 22.56,
                coordSystem = "wgs84",
                accuracyMetres = 4,
            },
        };

    private static Task<ApiAnswer> SendAsync(HttpClient officer, Guid id, object report) =>
        officer.PutJsonAsync($"/api/v1/reports/{id}", report, Ct);

    [Fact]
    public async Task Collected_then_corrected_it_has_its_history_and_opens_no_case()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var id = Guid.NewGuid();
        var collected = Report(
            new
            {
                code = "L-77",
                type = "lamp",
                name = "东明路77号灯",
                attributes = new { height = 9 },
            },
            8
        );

        using var first = await SendAsync(officer, id, collected);
        using var again = await SendAsync(officer, id, collected);
        using var corrected = await SendAsync(
            officer,
            Guid.NewGuid(),
            Report(
                new
                {
                    code = "L-77",
                    status = "damaged",
                    isHere = true,
                },
                10,
                113.37
            )
        );
        using var older = await SendAsync(officer, Guid.NewGuid(), Report(new { code = "L-77", status = "in_use" }, 9));
        using var facility = await officer.ReadAsync("/api/v1/facilities/L-77", Ct);
        using var history = await officer.ReadAsync("/api/v1/facilities/L-77/history", Ct);

        Assert.Equal((201, 200, 201, 201), (first.Status, again.Status, corrected.Status, older.Status));
        Assert.Equal("L-77", first["facility"].GetString());
        Assert.Equal(
            ("damaged", 113.37, 9),
            (
                facility["status"].GetString(),
                facility["position.lon"].GetDouble(),
                facility["attributes.height"].GetInt32()
            )
        );
        Assert.Equal(
            ["report", "report"],
            history.Body.EnumerateArray().Select(c => c.GetProperty("source").GetString())
        );
        Assert.Equal(id, history.Body[1].GetProperty("reportId").GetGuid());
        await using var db = _app.NewContext();
        Assert.False(await db.Cases.AnyAsync(c => c.SourceId == id, Ct));
    }

    [Fact]
    public async Task What_cannot_be_collected_answers_its_own_code()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var parks = await _app.LogInAsync("officer-parks", Ct);

        using var type = await SendAsync(officer, Guid.NewGuid(), Report(new { type = "spaceship", name = "x" }, 8));
        using var name = await SendAsync(officer, Guid.NewGuid(), Report(new { type = "lamp" }, 8));
        using var status = await SendAsync(officer, Guid.NewGuid(), Report(new { code = "T-001", status = "gone" }, 8));
        using var foreign = await SendAsync(
            parks,
            Guid.NewGuid(),
            Report(new { code = "T-001", status = "damaged" }, 8)
        );

        Assert.Equal((422, "facility_type_unknown"), (type.Status, type.Code));
        Assert.Equal((422, "field_missing"), (name.Status, name.Code));
        Assert.Equal((422, "field_invalid"), (status.Status, status.Code));
        Assert.Equal((403, "outside_your_area"), (foreign.Status, foreign.Code));
    }

    [Fact]
    public async Task A_small_file_that_unfolds_to_a_picture_without_end_is_refused()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var black = Image.Black(16_000, 16_000);
        var bomb = black.PngsaveBuffer(compression: 6);
        using var created = await TusUpload.CreateAsync(
            officer,
            bomb.Length,
            Pictures.Sha256(bomb),
            Ct,
            type: "image/png"
        );

        using var sent = await TusUpload.PatchAsync(officer, created.Response.Headers.Location!, 0, bomb, Ct);

        Assert.True(bomb.Length < 1_000_000);
        Assert.Equal((422, "photo_too_many_pixels"), (sent.Status, sent.Code));
        await using var db = _app.NewContext();
        Assert.Empty(await db.Uploads.ToListAsync(Ct));
    }
}
