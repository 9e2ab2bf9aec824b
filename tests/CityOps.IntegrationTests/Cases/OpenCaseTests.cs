using System.Security.Cryptography;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Reports;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Cases;

public sealed class OpenCaseTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Report Report(Guid officer, DateTimeOffset at, string? outcome) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Source = "patrol",
            CategoryCode = "01101",
            OrganisationCode = "municipal",
            OfficerId = officer,
            RawLon = 113.35,
            RawLat = 22.55,
            CoordSystem = "wgs84",
            Position = TestCity.Point(113.35, 22.55),
            TownCode = TestCity.WestTown,
            ObservedAt = at,
            ReceivedAt = at,
            Outcome = outcome,
            ContentSha256 = SHA256.HashData([]),
        };

    [Fact]
    public async Task Records_of_past_months_are_brought_in_by_the_hundred_in_one_transaction()
    {
        await using var db = _app.NewContext();
        var officer = await db.Accounts.Where(a => a.Login == "officer").Select(a => a.Id).SingleAsync(Ct);
        var day = new DateTimeOffset(2023, 10, 9, 9, 0, 0, TimeSpan.FromHours(8));

        await using (var transaction = await db.Database.BeginTransactionAsync(Ct))
        {
            for (var i = 0; i < 300; i++)
            {
                var report = Report(
                    officer,
                    day.AddMinutes(i),
                    (i % 3) switch
                    {
                        0 => "rectified_on_site",
                        1 => "transferred",
                        _ => null,
                    }
                );
                db.Reports.Add(report);
                await OpenReportCase.RunAsync(db, report, report.ObservedAt, Ct);
            }

            await db.SaveChangesAsync(Ct);
            await transaction.CommitAsync(Ct);
        }

        db.ChangeTracker.Clear();
        var cases = await db.Cases.OrderBy(c => c.Number).ToListAsync(Ct);
        Assert.Equal(300, cases.Count);
        Assert.Equal(("中城案〔2023〕000001", "中城案〔2023〕000300"), (cases[0].Number, cases[^1].Number));
        Assert.Equal(
            [("closed", 100), ("pending_handle", 100), ("pending_register", 100)],
            cases.GroupBy(c => c.Status).Select(g => (g.Key, g.Count())).OrderBy(g => g.Key)
        );
        Assert.Equal(day, cases[0].ClosedAt);
        Assert.Empty(await VerifyCommand.FindAsync(db, Ct));
    }

    [Fact]
    public async Task Without_a_transaction_no_case_is_opened()
    {
        await using var db = _app.NewContext();
        var report = Report(Guid.NewGuid(), DateTimeOffset.UnixEpoch, null);

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            OpenReportCase.RunAsync(db, report, report.ObservedAt, Ct)
        );
    }
}
