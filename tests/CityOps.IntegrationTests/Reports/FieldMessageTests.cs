using System.Text.Json;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Reports;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Reports;

/// <summary>Reports and feedback as gateways publish them: the same rules as over HTTP, acknowledged once
/// committed.</summary>
public sealed class FieldMessageTests : IAsyncLifetime
{
    private TestApp _app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await TestApp.StartAsync(Ct);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static string Report(Guid id, string category = "03101") =>
        JsonSerializer.Serialize(
            new
            {
                id,
                category,
                observedAt = "2026-06-01T08:00:00+08:00",
                description = "camera 17",
                position = new
                {
                    lon = 113.35,
                    lat = 22.55,
                    coordSystem = "wgs84",
                },
            }
        );

    [Fact]
    public async Task A_camera_report_is_committed_when_it_is_acknowledged_and_opens_one_case()
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);
        var id = Guid.NewGuid();

        await gateway.PublishAsync(Report(id), Ct, $"cityops/v1/{gateway.Id}/reports");
        await gateway.PublishAsync($"[{Report(id)},{Report(Guid.NewGuid())}]", Ct, $"cityops/v1/{gateway.Id}/reports");

        await using var db = _app.NewContext();
        var report = await db.Reports.SingleAsync(r => r.Id == id, Ct);
        Assert.Equal(
            ("camera", TestCity.Gateway, "sanitation"),
            (report.Source, report.GatewayId, report.OrganisationCode)
        );
        Assert.Equal(2, await db.Cases.CountAsync(Ct));
        Assert.Empty(await Stored.ReasonsAsync(_app.Database, Ct));
    }

    [Fact]
    public async Task What_a_camera_cannot_report_is_recorded_by_its_code()
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);
        await using var other = await MqttGateway.ConnectAsync(_app, Ct, TestCity.OtherGateway);
        var id = Guid.NewGuid();

        await gateway.PublishAsync(Report(id), Ct, $"cityops/v1/{gateway.Id}/reports");
        await gateway.PublishAsync(Report(Guid.NewGuid(), "nonsense"), Ct, $"cityops/v1/{gateway.Id}/reports");
        await gateway.PublishAsync("""{"category":"03101"}""", Ct, $"cityops/v1/{gateway.Id}/reports");
        await gateway.PublishAsync(Report(id, "01101"), Ct, $"cityops/v1/{gateway.Id}/reports");
        await other.PublishAsync(Report(id), Ct, $"cityops/v1/{other.Id}/reports");

        Assert.Equal(
            ["category_unknown", "field_missing", "report_conflict", "report_of_another_officer"],
            (await Stored.ReasonsAsync(_app.Database, Ct)).Order()
        );
    }

    [Fact]
    public async Task A_kiosks_feedback_is_stored_and_a_foreign_code_is_recorded()
    {
        string code;
        await using (var db = _app.NewContext())
        {
            var toilet = await db.Facilities.SingleAsync(Ct);
            code = (await QrCodes.IssueAsync(db, toilet.Id, toilet.Code, DateTimeOffset.UnixEpoch, Ct)).Code;
            await db.SaveChangesAsync(Ct);
        }

        string Feedback(string of) =>
            JsonSerializer.Serialize(
                new
                {
                    id = Guid.NewGuid(),
                    code = of,
                    kind = "broken",
                    stars = 1,
                }
            );
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);

        await gateway.PublishAsync(Feedback(code), Ct, $"cityops/v1/{gateway.Id}/feedback");
        await gateway.PublishAsync(Feedback("T-001-9-AAAAAAAA"), Ct, $"cityops/v1/{gateway.Id}/feedback");

        await using var stored = _app.NewContext();
        Assert.Equal("L0305", (await stored.Cases.SingleAsync(Ct)).CategoryCode);
        Assert.Equal(["qr_code_foreign"], await Stored.ReasonsAsync(_app.Database, Ct));
    }
}
