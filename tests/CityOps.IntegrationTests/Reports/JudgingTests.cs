using CityOps.App.Database;
using CityOps.App.Features.Reports;
using CityOps.App.Hosting;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.IntegrationTests.Reports;

/// <summary>Flags come for certain, and the same ones whatever happened at once.</summary>
public sealed class JudgingTests
{
    private const int Reports = 36;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static DateTimeOffset Morning { get; } = new(2026, 5, 4, 8, 0, 0, TimeSpan.FromHours(8));

    private sealed record Judged(Guid Id, string Flags, string Reasons);

    [Theory]
    [InlineData(1)]
    [InlineData(20260504)]
    public async Task What_arrives_at_once_is_flagged_as_if_it_had_come_one_by_one(int seed)
    {
        await using var app = await TestApp.StartAsync(Ct);
        using var officer = await app.LogInAsync("officer", Ct);
        using var parks = await app.LogInAsync("officer-parks", Ct);
        using var arrived = new CancellationTokenSource();
        var judging = Enumerable
            .Range(0, 2)
            .Select(_ =>
                Task.Run(
                    async () =>
                    {
                        while (!arrived.IsCancellationRequested)
                        {
                            await app.JudgeReportsAsync(Ct); // several nodes do so at once
                            await Task.Delay(10, Ct);
                        }
                    },
                    Ct
                )
            )
            .ToList();
        await Parallel.ForEachAsync(
            Arrivals(officer, parks, new Random(seed)),
            new ParallelOptions { MaxDegreeOfParallelism = 12, CancellationToken = Ct },
            async (arrive, _) => await arrive()
        );
        await arrived.CancelAsync();
        await Task.WhenAll(judging);
        await app.JudgeReportsAsync(Ct);
        await using var db = app.NewContext();
        var asTheyCame = await ReadAsync(db);

        await db.Database.ExecuteSqlRawAsync("update report set flags = '{{}}', flag_reasons = '{{}}'", Ct);
        foreach (var report in asTheyCame) // when everything is here
        {
            await FlagReports.AfterReportAsync(db, report.Id, Ct);
            await app.JudgeReportsAsync(Ct);
        }

        Assert.Equal(await ReadAsync(db), asTheyCame);
        var flags = string.Join(' ', asTheyCame.Select(r => r.Flags));
        Assert.All(["impossible_speed", "repeated_position", "reused_photo"], flag =>
            Assert.Contains(flag, flags, StringComparison.Ordinal)
        );
    }

    // Reports of two officers from three places, two of them seven kilometres from the third, with photos that are
    // alike in pairs.
    private static List<Func<Task>> Arrivals(HttpClient officer, HttpClient parks, Random random)
    {
        double[] places = [113.351234, 113.352345, 113.421234];
        var photos = Enumerable.Range(0, 8).Select(i => Pictures.Scene(i / 2, quality: i % 2 == 0 ? 90 : 60)).ToArray();
        var arrivals = photos
            .Select(photo => (Func<Task>)(() => TusUpload.SendPhotoAsync(officer, photo, Ct)))
            .ToList();
        for (var i = 0; i < Reports; i++)
        {
            var (by, at) = (random.Next(2) == 0 ? officer : parks, Morning.AddMinutes(random.Next(0, 120)));
            var (lon, photo) = (places[random.Next(places.Length)], photos[random.Next(photos.Length)]);
            arrivals.Add(() => ReportAsync(by, Guid.NewGuid(), at, lon, photo));
        }

        return [.. arrivals.OrderBy(_ => random.Next())];
    }

    [Fact]
    public async Task What_was_stored_before_the_process_ended_is_judged_by_the_next_one()
    {
        await using var app = await TestApp.StartAsync(Ct); // without the role jobs: nothing judges
        using var officer = await app.LogInAsync("officer", Ct);
        var late = Guid.NewGuid();
        await ReportAsync(officer, Guid.NewGuid(), Morning, 113.35);
        await ReportAsync(officer, late, Morning.AddMinutes(2), 113.45);
        using var before = await officer.ReadAsync($"/api/v1/reports/{late}", Ct);

        await using var city = CityDatabase.At(app.Database.ConnectionString);
        await using var next = CityOpsHost.Build(
            ServeOptions.OnFreePorts with
            {
                Roles = new HashSet<string> { ServeOptions.Jobs },
            },
            app.Folder,
            city
        );
        await next.StartAsync(Ct);
        ApiAnswer receipt;
        do
        {
            receipt = await officer.ReadAsync($"/api/v1/reports/{late}", Ct);
        } while (receipt["flags"].GetArrayLength() == 0);

        await next.StopAsync(Ct);
        Assert.Equal(0, before["flags"].GetArrayLength());
        Assert.Equal("impossible_speed", Assert.Single(receipt["flags"].EnumerateArray()).GetString());
    }

    [Fact]
    public async Task A_round_that_fails_leaves_its_work_to_the_next_one()
    {
        await using var app = await TestApp.StartAsync(Ct);
        using var officer = await app.LogInAsync("officer", Ct);
        await ReportAsync(officer, Guid.NewGuid(), Morning, 113.35);
        await using var source = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(app.Database.ConnectionString) { Options = "-c lock_timeout=50ms" }
        );
        var impatient = new JudgeReports(source, Options.Create(new FlagOptions()));
        await using var db = app.NewContext();

        await using (await db.Database.BeginTransactionAsync(Ct))
        {
            await db.Database.ExecuteSqlRawAsync("select from report for update", Ct);
            await Assert.ThrowsAsync<PostgresException>(() => impatient.RunAsync(Ct));
        }

        var left = await LeftAsync(db);
        await impatient.RunAsync(Ct);
        Assert.Equal((1, 0), (left, await LeftAsync(db)));
    }

    private static async Task ReportAsync(HttpClient by, Guid id, DateTimeOffset at, double lon, params byte[][] photos)
    {
        using var sent = await by.PutJsonAsync(
            $"/api/v1/reports/{id}",
            new
            {
                category = "03101",
                observedAt = at,
                position = new
                {
                    lon,
                    lat = 22.55,
                    coordSystem = "wgs84",
                },
                photos = photos.Select(photo => new
                {
                    sha256 = Pictures.Sha256(photo),
                    bytes = photo.Length,
                    type = "image/jpeg",
                }),
            },
            Ct
        );
        Assert.Equal(201, sent.Status);
    }

    private static Task<int> LeftAsync(CityOpsDb db) =>
        db.Database.SqlQuery<int>($"select count(*)::integer as \"Value\" from flag_prompt").SingleAsync(Ct);

    private static Task<List<Judged>> ReadAsync(CityOpsDb db) =>
        db
            .Database.SqlQuery<Judged>(
                $"select id, array_to_string(flags, ' ') as flags, flag_reasons::text as reasons from report order by id"
            )
            .ToListAsync(Ct);
}
