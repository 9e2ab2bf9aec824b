using System.Globalization;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Statistics;

/// <summary>Counts and shares of answers by every cut against counts by hand, with the records behind each.</summary>
public sealed class AnswerFiguresTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private const string Period = "from=2026-05-01&to=2026-06-30";

    private const string Form = """
        {"name":"设施普查","fields":[
          {"code":"state","kind":"choice","label":{"zh":"状况"},"required":true,"choices":[
            {"code":"good","label":{"zh":"完好"}},{"code":"fault","label":{"zh":"损坏"}}]},
          {"code":"parts","kind":"multi_choice","label":{"zh":"部位"},"askWhen":{"field":"state","is":"fault"},"choices":[
            {"code":"seat","label":{"zh":"座面"}},{"code":"frame","label":{"zh":"支架"}}]},
          {"code":"where","kind":"facility","label":{"zh":"设施"}}]}
        """;

    /// <summary>A report as it was made, and what it counts for.</summary>
    private sealed record Made(
        Guid Id,
        string Login,
        string Organisation,
        string Town,
        string Category,
        string? Facility,
        DateOnly Day,
        string State,
        string[] Parts,
        bool IsWithdrawn
    )
    {
        public bool Says(string field, string choice) =>
            !IsWithdrawn && (field == "state" ? State == choice : State == "fault" && Parts.Contains(choice));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Counts_and_shares_are_those_counted_by_hand_by_every_cut_with_their_records()
    {
        var app = fixture.App;
        using var admin = await app.LogInAsync("admin", Ct);
        await SetUpAsync(admin);
        var made = await MakeAsync(app, admin, new Random(15));
        await using var db = app.NewContext();
        var officers = await db.Set<App.Features.Accounts.Account>().ToDictionaryAsync(a => a.Login, a => a.Id, Ct);
        var facilities = await db.Set<App.Features.Facilities.Facility>().ToDictionaryAsync(f => f.Code, f => f.Id, Ct);
        var cuts = new Dictionary<string, Func<Made, string?>>
        {
            ["org"] = m => m.Organisation,
            ["town"] = m => m.Town,
            ["category"] = m => m.Category,
            ["class"] = m => m.Category,
            ["source"] = _ => "patrol",
            ["officer"] = m => officers[m.Login].ToString(),
            ["facility"] = m => m.Facility is { } code ? facilities[code].ToString() : null,
            ["facility_type"] = m => m.Facility is { } code ? (code == "T-001" ? "toilet" : "fitness") : null,
            ["day"] = m => $"{m.Day:yyyy-MM-dd}",
            ["week"] = m =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ISOWeek.GetYear(m.Day.ToDateTime(default))}-W{ISOWeek.GetWeekOfYear(m.Day.ToDateTime(default)):00}"
                ),
            ["month"] = m => $"{m.Day:yyyy-MM}",
        };
        using var metrics = await admin.ReadAsync("/api/v1/statistics/metrics", Ct);
        var offered = metrics
            .Body.EnumerateArray()
            .Single(m => m.GetProperty("code").GetString() == "answers.survey.state.fault")
            .GetProperty("cuts");
        Assert.Equal(cuts.Keys.Order(), offered.EnumerateArray().Select(c => c.GetString()!).Order());

        foreach (var (field, choice) in new[] { ("state", "good"), ("state", "fault"), ("parts", "seat") })
        {
            var counted = made.Where(m => m.Says(field, choice)).ToList();
            var metric = $"answers.survey.{field}.{choice}";
            foreach (var (cut, keyOf) in cuts)
            {
                Assert.Equal(
                    ByHand(counted, keyOf, group => group.Count()),
                    await RowsAsync(admin, $"metric={metric}&by={cut}")
                );
            }

            using var evidence = await admin.ReadAsync($"/api/v1/statistics/{metric}/evidence?{Period}&limit=1000", Ct);
            Assert.Equal(
                counted.Select(m => m.Id).Order(),
                evidence["items"].EnumerateArray().Select(e => e.GetProperty("sourceId").GetGuid()).Order()
            );
        }

        // A share is of two counts over the same cut: of all that was answered, faults; of faults, seats.
        foreach (var (cut, keyOf) in cuts)
        {
            var faults = made.Where(m => m.Says("state", "fault")).ToList();
            Assert.Equal(
                ByHand(faults, keyOf, group =>
                    Math.Round(100m * group.Count(m => m.Says("parts", "seat")) / group.Count(), 6)
                ),
                await RowsAsync(admin, $"metric=answers.survey.parts.seat/answers.survey.state.fault&by={cut}", value =>
                    Math.Round(value, 6)
                )
            );
        }

        Assert.Equal(
            (1, 0),
            (await TodayAsync(admin, "feedback.fitness"), await TodayAsync(admin, "toilet_complaints"))
        );
    }

    private static List<(string, decimal)> ByHand(
        IEnumerable<Made> made,
        Func<Made, string?> keyOf,
        Func<IEnumerable<Made>, decimal> value
    ) =>
        [
            .. made.GroupBy(m => keyOf(m) ?? "-")
                .Select(group => (group.Key, value(group)))
                .OrderBy(row => row.Key, StringComparer.Ordinal),
        ];

    private static async Task<List<(string, decimal)>> RowsAsync(
        HttpClient client,
        string asked,
        Func<decimal, decimal>? round = null
    )
    {
        using var figure = await client.ReadAsync($"/api/v1/statistics?{Period}&{asked}", Ct);
        Assert.True(figure.Code is null, $"{asked}: {figure.Body}");
        return
        [
            .. figure["rows"]
                .EnumerateArray()
                .Where(r => r.GetProperty("value").ValueKind == JsonValueKind.Number)
                .Select(r => (Key: r.GetProperty("key").GetString() ?? "-", Value: r.GetProperty("value").GetDecimal()))
                .Where(r => r.Value != 0 || round is not null)
                .Select(r => (r.Key, round is null ? r.Value : round(r.Value)))
                .OrderBy(r => r.Key, StringComparer.Ordinal),
        ];
    }

    private static async Task<decimal> TodayAsync(HttpClient client, string metric)
    {
        var today = $"{CityTime.Day(DateTimeOffset.UtcNow):yyyy-MM-dd}";
        using var figure = await client.ReadAsync($"/api/v1/statistics?from={today}&to={today}&metric={metric}", Ct);
        return figure["total"].GetDecimal();
    }

    private static async Task SetUpAsync(HttpClient admin)
    {
        await ExpectAsync(admin.PutJsonAsync("/api/v1/forms/survey", Form, Ct));
        await ExpectAsync(admin.PostJsonAsync("/api/v1/forms/survey/publish", null, Ct));
        foreach (var code in new[] { "X51", "X52" })
        {
            await ExpectAsync(
                admin.PutJsonAsync(
                    $"/api/v1/categories/{code}",
                    new
                    {
                        name = $"普查 {code}",
                        kind = "inspection",
                        form = "survey",
                    },
                    Ct
                )
            );
        }

        foreach (var (code, lon) in new[] { ("F-1", 113.32), ("F-2", 113.43) })
        {
            await ExpectAsync(
                admin.PutJsonAsync(
                    $"/api/v1/facilities/{Guid.NewGuid()}",
                    new
                    {
                        code,
                        type = "fitness",
                        name = $"健身点 {code}",
                        position = new
                        {
                            lon,
                            lat = 22.55,
                            coordSystem = "wgs84",
                        },
                        organisation = "parks",
                    },
                    Ct
                )
            );
        }
    }

    private static async Task<List<Made>> MakeAsync(TestApp app, HttpClient admin, Random random)
    {
        using var sanitation = await app.LogInAsync("officer", Ct);
        using var parks = await app.LogInAsync("officer-parks", Ct);
        var made = new List<Made>();
        for (var n = 0; n < 60; n++)
        {
            var isParks = random.Next(2) == 0;
            var isEast = random.Next(3) == 0;
            var one = new Made(
                Guid.NewGuid(),
                isParks ? "officer-parks" : "officer",
                isParks ? "parks" : "sanitation",
                isEast ? TestCity.EastTown : TestCity.WestTown,
                random.Next(2) == 0 ? "X51" : "X52",
                random.Next(4) switch
                {
                    0 => "F-1",
                    1 => "F-2",
                    2 => "T-001",
                    _ => null,
                },
                new DateOnly(2026, 5, 1).AddDays(random.Next(0, 61)),
                random.Next(2) == 0 ? "fault" : "good",
                [.. new[] { "seat", "frame" }.Where(_ => random.Next(2) == 0)], // of what is good: not asked
                random.Next(8) == 0
            );
            var client = isParks ? parks : sanitation;
            await ExpectAsync(
                client.PutJsonAsync(
                    $"/api/v1/reports/{one.Id}",
                    new
                    {
                        category = one.Category,
                        observedAt = CityTime.Start(one.Day).AddHours(random.Next(0, 24)),
                        position = new
                        {
                            lon = (isEast ? 113.41 : 113.31) + (random.NextDouble() / 20),
                            lat = 22.51 + (random.NextDouble() / 20),
                            coordSystem = "wgs84",
                        },
                        answers = new
                        {
                            state = one.State,
                            parts = one.Parts,
                            where = one.Facility,
                        },
                    },
                    Ct
                )
            );
            if (one.IsWithdrawn)
            {
                await ExpectAsync(
                    client.PostJsonAsync(
                        $"/api/v1/reports/{one.Id}/withdrawal",
                        new { id = Guid.NewGuid(), reason = "重复" },
                        Ct
                    )
                );
            }

            made.Add(one);
        }

        // A citizen complains behind the code of a fitness point: no figure of toilets moves.
        await ExpectAsync(
            admin.PutJsonAsync(
                "/api/v1/facility-types/fitness",
                """{"name":"健身设施","hasPage":true,"kinds":[{"code":"smell","name":"异味","category":"03101"}]}""",
                Ct
            )
        );
        using var issued = await admin.PostJsonAsync("/api/v1/facilities/F-1/qr-code", null, Ct);
        using var citizen = app.Client();
        await ExpectAsync(
            citizen.PostJsonAsync(
                $"/api/v1/feedback/{issued["qrUrl"].GetString()!.Split("/q/")[1]}",
                new
                {
                    id = Guid.NewGuid(),
                    kind = "smell",
                    stars = 2,
                },
                Ct
            )
        );
        return made;
    }

    private static async Task ExpectAsync(Task<ApiAnswer> call)
    {
        using var answer = await call;
        Assert.True(answer.Status is 200 or 201, answer.Body.ToString());
    }
}
