using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Reports;

/// <summary>Answers to questions that were not asked in the end, in reports that were stored before they were
/// noted.</summary>
public sealed class LeftoversTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private const string Form = """
        {"name":"井盖","fields":[
          {"code":"kind","kind":"multi_choice","label":{"zh":"问题"},"choices":[
            {"code":"lost","label":{"zh":"缺失"}},{"code":"loose","label":{"zh":"松动"}},{"code":"low","label":{"zh":"下沉"}}]},
          {"code":"size","kind":"choice","label":{"zh":"规格"},"askWhen":{"field":"kind","is":"lost"},"choices":[
            {"code":"small","label":{"zh":"小"}},{"code":"large","label":{"zh":"大"}}]},
          {"code":"depth","kind":"integer","label":{"zh":"下沉"},
            "askWhen":{"any":[{"field":"kind","in":["low","loose"]},{"field":"size","answered":true}]}},
          {"code":"deep","kind":"text","label":{"zh":"说明"},
            "askWhen":{"all":[{"field":"depth","atLeast":3},{"not":{"field":"size","is":"small"}}]}},
          {"code":"flat","kind":"text","label":{"zh":"平整"},"askWhen":{"field":"depth","atMost":2}},
          {"code":"none","kind":"text","label":{"zh":"无"},"askWhen":{"field":"kind","answered":false}}]}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_upgrade_finds_the_leftovers_that_are_found_when_a_report_comes()
    {
        using var admin = await fixture.App.LogInAsync("admin", Ct);
        using var officer = await fixture.App.LogInAsync("officer", Ct);
        using var draft = await admin.PutJsonAsync("/api/v1/forms/covers", Form, Ct);
        using var published = await admin.PostJsonAsync("/api/v1/forms/covers/publish", null, Ct);
        using var category = await admin.PutJsonAsync(
            "/api/v1/categories/X41",
            new
            {
                name = "井盖普查",
                kind = "inspection",
                form = "covers",
            },
            Ct
        );
        var random = new Random(41);
        for (var n = 0; n < 40; n++)
        {
            using var sent = await officer.PutJsonAsync($"/api/v1/reports/{Guid.NewGuid()}", Report(random), Ct);
            Assert.Equal((201, null), (sent.Status, sent.Code));
        }

        await using var db = fixture.App.NewContext();
        var found = await LeftoversAsync(db);
        await db.Database.ExecuteSqlAsync($"update report set leftovers = default where category_code = 'X41'", Ct);
        var migration = await File.ReadAllTextAsync(Repository.File("sql/migrations/0411-leftovers-before.sql"), Ct);
        await using (var again = fixture.App.Database.DataSource.CreateCommand(migration))
        {
            await again.ExecuteNonQueryAsync(Ct);
        }

        Assert.Equal((201, 200, 201), (draft.Status, published.Status, category.Status));
        Assert.Equal(found, await LeftoversAsync(db));
        Assert.InRange(found.Count(leftovers => leftovers.Length > 0), 10, 39);
    }

    private static Task<List<string>> LeftoversAsync(App.Database.CityOpsDb db) =>
        db
            .Database.SqlQuery<string>(
                $"""
                select array_to_string(array(select code from unnest(leftovers) code order by code), ',') as "Value"
                from report where category_code = 'X41' order by id
                """
            )
            .ToListAsync(Ct);

    private static object Report(Random random)
    {
        var answers = new Dictionary<string, object?>();
        string[] kinds = [.. new[] { "lost", "loose", "low" }.Where(_ => random.Next(2) == 0)];
        answers["kind"] = kinds;
        answers["size"] = random.Next(3) switch
        {
            0 => null,
            1 => "small",
            _ => "large",
        };
        answers["depth"] = random.Next(4) == 0 ? null : random.Next(0, 6);
        foreach (var text in new[] { "deep", "flat", "none" })
        {
            answers[text] = random.Next(2) == 0 ? "有" : "";
        }

        return new
        {
            category = "X41",
            observedAt = "2026-06-01T08:00:00+08:00",
            position = new
            {
                lon = 113.35,
                lat = 22.55,
                coordSystem = "wgs84",
            },
            answers,
        };
    }
}
