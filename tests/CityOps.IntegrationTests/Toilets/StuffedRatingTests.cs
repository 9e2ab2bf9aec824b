using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Statistics;
using CityOps.App.Features.Toilets;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CityOps.IntegrationTests.Toilets;

/// <summary>Nobody raises a toilet's rating, or lowers it, by sending a lot.</summary>
public sealed partial class StuffedRatingTests(FeedbackTests.HeldClock fixture) : IClassFixture<FeedbackTests.HeldClock>
{
    private readonly TestApp _app = fixture.App;
    private readonly DateTimeOffset _now = fixture.Clock.GetUtcNow();
    private readonly ToiletOptions _limits = Usual(fixture.App);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // The fixture's other tests send more than would count.
    private static ToiletOptions Usual(TestApp app)
    {
        var (limits, usual) = (app.Services.GetRequiredService<IOptions<ToiletOptions>>().Value, new ToiletOptions());
        limits.FeedbackPerBurst = usual.FeedbackPerBurst;
        limits.FeedbackPerNetworkAndDay = usual.FeedbackPerNetworkAndDay;
        return limits;
    }

    [GeneratedRegex("\"scan\":\"([^\"]+)\"")]
    private static partial Regex Scan();

    private async Task<(Facility Toilet, string Code)> ToiletAsync()
    {
        var toilet = new Facility
        {
            Code = $"T-{Guid.NewGuid():n}"[..12],
            Type = "toilet",
            Name = "松苑公厕",
            Position = TestCity.Point(113.35, 22.55),
            TownCode = TestCity.WestTown,
            OrganisationCode = "sanitation",
            CreatedAt = _now,
        };
        await using var db = _app.NewContext();
        db.Facilities.Add(toilet);
        await db.SaveChangesAsync(Ct);
        var code = (await QrCodes.IssueAsync(db, toilet.Id, toilet.Code, _now, Ct)).Code;
        await db.SaveChangesAsync(Ct);
        return (toilet, code);
    }

    private async Task<Guid> SendAsync(string code, string address, int stars, string? scan, string kind = "praise")
    {
        using var citizen = _app.Client();
        citizen.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        var id = Guid.NewGuid();
        using var sent = await citizen.PostJsonAsync(
            $"/api/v1/feedback/{code}",
            new JsonObject
            {
                ["id"] = id.ToString(),
                ["kind"] = kind,
                ["stars"] = stars,
                ["scan"] = scan,
            },
            Ct
        );
        Assert.Equal(201, sent.Status);
        return id;
    }

    private async Task<string> ScanAsync(string code)
    {
        using var citizen = _app.Client();
        return Scan().Match(await citizen.GetStringAsync($"/q/{code}", Ct)).Groups[1].Value;
    }

    private async Task<string[]> FlagsAsync(Guid id)
    {
        await using var db = _app.NewContext();
        return (await db.Feedback.AsNoTracking().SingleAsync(f => f.Id == id, Ct)).Flags;
    }

    [Fact]
    public async Task Praise_without_a_scan_or_from_one_network_leaves_the_rating_as_it_is_until_it_is_accepted()
    {
        var (toilet, code) = await ToiletAsync();
        var (_, other) = await ToiletAsync();
        await AdoptMetrics.RunAsync(_app.Database.DataSource, Ct);
        var honest = await SendAsync(code, "2001:db8:1::1", 2, await ScanAsync(code));
        var unscanned = await SendAsync(code, "2001:db8:2::1", 5, scan: null);
        var elsewhere = await SendAsync(code, "2001:db8:3::1", 5, await ScanAsync(other));
        var scan = await ScanAsync(code);
        var stuffed = new List<Guid>();
        for (var i = 1; i <= _limits.FeedbackPerNetworkAndDay + 1; i++)
        {
            stuffed.Add(await SendAsync(code, $"2001:db8:4::{i}", 5, scan));
        }

        var complaint = await SendAsync(code, "2001:db8:5::1", 1, scan: null, kind: "smell");

        Assert.Empty(await FlagsAsync(honest));
        Assert.Equal(["no_scan"], await FlagsAsync(unscanned));
        Assert.Equal(["no_scan"], await FlagsAsync(elsewhere));
        foreach (var one in stuffed) // also those that came before there were too many
        {
            Assert.Equal(["one_network"], await FlagsAsync(one));
        }

        await using (var db = _app.NewContext())
        {
            Assert.NotNull((await db.Feedback.SingleAsync(f => f.Id == complaint, Ct)).CaseId);
        }

        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        using var officer = await _app.LogInAsync("officer", Ct);
        Assert.Equal((2m, 9m), await RatingAsync(supervisor, toilet));
        using var doubtful = await supervisor.ReadAsync(
            $"/api/v1/feedback?facility={toilet.Code}&flag=no_scan,one_network",
            Ct
        );
        Assert.Equal(9, doubtful["items"].GetArrayLength());

        using var byOfficer = await officer.PostJsonAsync($"/api/v1/feedback/{unscanned}/acceptance", new { }, Ct);
        using var accepted = await supervisor.PostJsonAsync($"/api/v1/feedback/{unscanned}/acceptance", new { }, Ct);
        using var again = await supervisor.PostJsonAsync($"/api/v1/feedback/{unscanned}/acceptance", new { }, Ct);
        Assert.Equal((403, 204, 409), (byOfficer.Status, accepted.Status, again.Status));
        Assert.Equal((3.5m, 8m), await RatingAsync(supervisor, toilet));
        Assert.Equal(
            "supervisor",
            await Stored.ScalarAsync<string>(
                _app.Database,
                $"select login from audit_log where action = 'feedback.accepted' and subject_id = '{unscanned}'",
                Ct
            )
        );
    }

    [Fact]
    public async Task A_burst_from_many_networks_counts_as_none()
    {
        var (_, code) = await ToiletAsync();
        var scan = await ScanAsync(code);
        var all = new List<Guid>();
        for (var i = 1; i <= _limits.FeedbackPerBurst + 1; i++)
        {
            all.Add(await SendAsync(code, $"2001:db8:{i:x}:7::1", 5, scan));
        }

        foreach (var one in all)
        {
            Assert.Equal(["burst"], await FlagsAsync(one));
        }

        fixture.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Empty(await FlagsAsync(await SendAsync(code, "2001:db8:77:7::1", 4, scan)));
    }

    private async Task<(decimal Mean, decimal LeftOut)> RatingAsync(HttpClient supervisor, Facility toilet)
    {
        var day = _now.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await RollUpDays.RunAsync(_app.Database.DataSource, Ct);
        async Task<decimal> OfAsync(string metric)
        {
            using var figure = await supervisor.ReadAsync(
                $"/api/v1/statistics?from={day}&to={day}&by=facility&metric={metric}",
                Ct
            );
            var of = figure.Body.ValueKind == JsonValueKind.Array ? figure.Body[0] : figure.Body;
            return of.GetProperty("rows")
                .EnumerateArray()
                .Single(row => row.GetProperty("key").GetGuid() == toilet.Id)
                .GetProperty("value")
                .GetDecimal();
        }

        return (await OfAsync("mean_toilet_rating"), await OfAsync("toilet_ratings_left_out"));
    }
}
