using CityOps.Testing;

namespace CityOps.IntegrationTests.Facilities;

public sealed class FacilityTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_toilets_code_is_issued_listed_drawn_and_replaced()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        using var officer = await _app.LogInAsync("officer", Ct);

        using var bare = await officer.ReadAsync("/api/v1/facilities/T-001/qr.svg", Ct);
        using var refused = await officer.PostJsonAsync("/api/v1/facilities/T-001/qr-code", null, Ct);
        using var first = await admin.PostJsonAsync("/api/v1/facilities/T-001/qr-code", null, Ct);
        using var second = await admin.PostJsonAsync("/api/v1/facilities/T-001/qr-code", null, Ct);
        using var list = await officer.ReadAsync("/api/v1/facilities?type=toilet", Ct);
        using var none = await officer.ReadAsync("/api/v1/facilities?type=bridge", Ct);
        var svg = await officer.GetStringAsync("/api/v1/facilities/T-001/qr.svg", Ct);
        var png = await officer.GetByteArrayAsync("/api/v1/facilities/T-001/qr.png", Ct);

        Assert.Equal((404, "facility_has_no_code"), (bare.Status, bare.Code));
        Assert.Equal((403, "forbidden"), (refused.Status, refused.Code));
        Assert.Equal((201, 201), (first.Status, second.Status));
        Assert.Matches($"^{_app.Http}q/T-001-1-[0-9A-Z]{{8}}$", first["qrUrl"].GetString()!);
        Assert.Matches($"^{_app.Http}q/T-001-2-[0-9A-Z]{{8}}$", second["qrUrl"].GetString()!);
        var toilet = Assert.Single(list["items"].EnumerateArray());
        Assert.Equal(
            ("T-001", "松苑公厕", second["qrUrl"].GetString()),
            (
                toilet.GetProperty("code").GetString(),
                toilet.GetProperty("name").GetString(),
                toilet.GetProperty("qrUrl").GetString()
            )
        );
        Assert.Equal(113.35, toilet.GetProperty("position").GetProperty("lon").GetDouble());
        Assert.Empty(none["items"].EnumerateArray());
        Assert.StartsWith("<svg", svg, StringComparison.Ordinal);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
    }

    [Fact]
    public async Task Unknown_facilities_and_cursors_answer_their_own_codes()
    {
        using var admin = await _app.LogInAsync("admin", Ct);

        using var read = await admin.ReadAsync("/api/v1/facilities/nowhere", Ct);
        using var issue = await admin.PostJsonAsync("/api/v1/facilities/nowhere/qr-code", null, Ct);
        using var cursor = await admin.ReadAsync("/api/v1/facilities?cursor=nonsense", Ct);

        Assert.Equal((404, "facility_not_found"), (read.Status, read.Code));
        Assert.Equal((404, "facility_not_found"), (issue.Status, issue.Code));
        Assert.Equal((400, "invalid_cursor"), (cursor.Status, cursor.Code));
    }
}
