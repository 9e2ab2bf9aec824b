using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CityOps.App.Database;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Reports;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Reports;

/// <summary>A process dies while it commits reports in groups.</summary>
public sealed class ReportCrashTests
{
    private const int Phones = 16;
    private const int PerPhone = 60;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_kill_9_every_answered_report_is_there_with_its_photo_and_sent_again_each_is_stored_once()
    {
        await using var database = await TestDatabase.CreateAsync(Ct);
        await using var city = CityDatabase.At(database.ConnectionString);
        await using (var db = city.NewContext())
        {
            await TestCity.CreateAsync(db, Ct);
        }

        await using var app = await CityOpsProcess.StartAsync(new(database.ConnectionString), Ct);
        using var officer = await app.LogInAsync("officer", Ct);
        var photo = Pictures.Scene(16, width: 160, height: 120);
        var reports = Enumerable
            .Range(0, Phones * PerPhone)
            .Select(i => (Id: Guid.NewGuid(), WithPhoto: i % 4 == 0))
            .ToList();
        var answered = new ConcurrentBag<Guid>();
        var (count, killed) = (0, new TaskCompletionSource());
        await SendAllAsync(officer, reports, photo, (id, status) =>
        {
            answered.Add(id);
            if (Interlocked.Increment(ref count) == Phones * PerPhone / 3)
            {
                _ = app.KillAsync().ContinueWith(_ => killed.SetResult(), TaskScheduler.Default);
            }
        });
        await killed.Task;

        await using (var db = city.NewContext())
        {
            var stored = await db.Reports.Where(r => r.CaseId != null).Select(r => r.Id).ToListAsync(Ct);
            Assert.InRange(answered.Count, 1, reports.Count - 1);
            Assert.Empty(answered.Except(stored));
            Assert.Empty(await VerifyCommand.FindAsync(db, Ct));
        }

        await app.StartAgainAsync(Ct);
        var (fresh, again) = (0, 0);
        await SendAllAsync(officer, reports, photo, (id, status) =>
            Interlocked.Increment(ref status == 201 ? ref fresh : ref again)
        );

        Assert.Equal(reports.Count, fresh + again);
        Assert.True(again >= answered.Count);
        await using (var db = city.NewContext())
        {
            Assert.Equal(reports.Count, await db.Reports.CountAsync(Ct));
            Assert.Equal(reports.Count, await db.Cases.CountAsync(Ct));
            Assert.Empty(await VerifyCommand.FindAsync(db, Ct));
        }

        using var shown = await officer.GetAsync($"/api/v1/photos/{Pictures.Sha256(photo)}?size=thumb", Ct);
        Assert.True(shown.IsSuccessStatusCode);
    }

    private static async Task SendAllAsync(
        HttpClient officer,
        IReadOnlyList<(Guid Id, bool WithPhoto)> reports,
        byte[] photo,
        Action<Guid, int> answered
    ) =>
        await Task.WhenAll(
            reports
                .Chunk(PerPhone)
                .Select(async mine =>
                {
                    foreach (var (id, withPhoto) in mine)
                    {
                        try
                        {
                            using var form = Form(id, withPhoto ? photo : null);
                            using var answer = await officer.PostJsonAsync("/api/v1/reports", form, Ct);
                            Assert.Contains(answer.Status, (int[])[200, 201]);
                            answered(id, answer.Status);
                        }
                        catch (HttpRequestException)
                        {
                            return; // the process is gone
                        }
                    }
                })
        );

    private static MultipartFormDataContent Form(Guid id, byte[]? photo)
    {
        var report = new JsonObject
        {
            ["id"] = id,
            ["category"] = "03101",
            ["position"] = new JsonObject
            {
                ["lon"] = 113.35,
                ["lat"] = 22.55,
                ["coordSystem"] = "wgs84",
            },
            ["observedAt"] = "2026-06-01T08:00:00+08:00",
            ["description"] = $"第{id:n}件",
        };
        var form = new MultipartFormDataContent { { JsonContent.Create(report), "report" } };
        if (photo is not null)
        {
            form.Add(new ByteArrayContent(photo), "photo", "a.jpg");
        }

        return form;
    }
}
