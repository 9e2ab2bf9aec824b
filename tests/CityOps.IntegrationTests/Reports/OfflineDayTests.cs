using System.Globalization;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Patrols;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Reports;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.IntegrationTests.Reports;

/// <summary>
/// A day of three officers who were offline for hours and then send everything twice, in random order, over connections
/// that break anywhere: what arrives is exactly what they recorded.
/// </summary>
public sealed class OfflineDayTests
{
    private static readonly DateTimeOffset Morning = new(2026, 6, 1, 8, 0, 0, TimeSpan.FromHours(8));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(20260601)]
    [InlineData(4711)]
    public async Task Everything_arrives_once_whatever_the_order_and_the_network(int seed)
    {
        await using var app = await TestApp.StartAsync(Ct);
        var days = new[] { "officer", "officer-parks", "verifier" }
            .Select((login, i) => OfflineDay.Plan(login, Morning, seed + i))
            .ToList();
        int cuts;
        await using (var network = CuttingProxy.Start(app.Http, seed, (300, 12_000)))
        {
            await Task.WhenAll(
                days.Select(
                    async (day, i) =>
                    {
                        using var phone = await OfflinePhone.LogInAsync(app, network.Address, day.Login, Ct);
                        await phone.SendAllTwiceAsync(day, new Random(seed * 31 + i), Ct);
                    }
                )
            );
            cuts = network.Cuts;
        }

        Assert.True(cuts > 50, $"The network broke only {cuts} times, so the day proves little.");
        await using var db = app.NewContext();
        await ReportsAreThoseRecordedAsync(app, db, days);
        await PatrolsAreThoseRecordedAsync(app, db, days);
    }

    private static async Task ReportsAreThoseRecordedAsync(
        TestApp app,
        App.Database.CityOpsDb db,
        List<OfflineDay> days
    )
    {
        var recorded = days.SelectMany(d => d.Reports).ToList();
        var stored = await db.Reports.AsNoTracking().ToListAsync(Ct);
        Assert.Equal(
            recorded.Select(r => (r.Id, r.PatrolId, r.ObservedAt.ToUniversalTime(), r.Description)).Order(),
            stored.Select(r => (r.Id, r.PatrolId, r.ObservedAt.ToUniversalTime(), r.Description!)).Order()
        );
        Assert.Equal(recorded.Count, await db.Cases.CountAsync(Ct));

        var photos = recorded.SelectMany(r => r.Photos.Select((photo, i) => (r.Id, (short)i, Pictures.Sha256(photo))));
        var attached = await db.Attachments.AsNoTracking().ToListAsync(Ct);
        Assert.Equal(
            photos.Order(),
            attached.Select(a => (a.SubjectId, a.Ordinal, Convert.ToHexStringLower(a.Sha256))).Order()
        );
        var store = app.Services.GetRequiredService<PhotoStore>();
        foreach (var photo in recorded.SelectMany(r => r.Photos))
        {
            Assert.Equal(photo, await File.ReadAllBytesAsync(store.Original(Pictures.Sha256(photo)), Ct));
        }

        Assert.Equal(recorded.Sum(r => r.Photos.Count), await db.Photos.CountAsync(Ct));
        foreach (var day in days)
        {
            using var officer = await app.LogInAsync(day.Login, Ct);
            foreach (var report in day.Reports)
            {
                using var receipt = await officer.ReadAsync($"/api/v1/reports/{report.Id}", Ct);
                Assert.All(receipt["photos"].EnumerateArray(), p =>
                    Assert.Equal("verified", p.GetProperty("state").GetString())
                );
                Assert.Equal(
                    report.PatrolId is not null,
                    receipt.Body.GetProperty("patrolArrived").ValueKind == System.Text.Json.JsonValueKind.True
                );
            }
        }
    }

    private static async Task PatrolsAreThoseRecordedAsync(
        TestApp app,
        App.Database.CityOpsDb db,
        List<OfflineDay> days
    )
    {
        Assert.Equal(days.Sum(d => d.Patrols.Count), await db.Patrols.CountAsync(Ct));
        foreach (var day in days)
        {
            using var officer = await app.LogInAsync(day.Login, Ct);
            foreach (var patrol in day.Patrols)
            {
                using var stored = await officer.ReadAsync($"/api/v1/patrols/{patrol.Id}", Ct);
                var of = day.Reports.Where(r => r.PatrolId == patrol.Id).ToList();
                Assert.Equal(patrol.StartedAt, stored["startedAt"].GetDateTimeOffset());
                Assert.Equal(patrol.EndedAt, stored["endedAt"].GetDateTimeOffset());
                Assert.Equal(
                    (patrol.Persons, patrol.Track.Count, of.Count),
                    (stored["persons"].GetInt32(), stored["positions"].GetInt32(), stored["problems"].GetInt32())
                );
                Assert.Equal(
                    of.Select(r => r.Id).Order(),
                    stored["found"].EnumerateArray().Select(f => f.GetProperty("report").GetGuid()).Order()
                );
                var times = await db
                    .Database.SqlQuery<DateTimeOffset>(
                        $"select observed_at as \"Value\" from patrol_position where patrol_id = {patrol.Id} order by 1"
                    )
                    .ToListAsync(Ct);
                Assert.Equal(
                    patrol.Track.Select(p => p.At.ToString("O", CultureInfo.InvariantCulture)),
                    times.Select(t => t.ToOffset(TimeSpan.FromHours(8)).ToString("O", CultureInfo.InvariantCulture))
                );
            }
        }
    }
}
