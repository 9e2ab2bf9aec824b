using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.App.Features.Cases;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Reports;

/// <summary>Reports that come at once are stored together; nobody can tell from the answers.</summary>
public sealed class ReportGroupTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Url(Guid id) => $"/api/v1/reports/{id}";

    private static JsonObject Report(
        string words,
        string? outcome = null,
        string category = "03101",
        double lon = 113.35
    ) =>
        new()
        {
            ["category"] = category,
            ["position"] = new JsonObject
            {
                ["lon"] = lon,
                ["lat"] = 22.55,
                ["coordSystem"] = "wgs84",
                ["accuracyMetres"] = 8,
            },
            ["observedAt"] = "2026-06-01T08:00:00+08:00",
            ["description"] = words,
            ["outcome"] = outcome,
        };

    [Fact]
    public async Task Many_at_once_are_answered_each_by_itself_and_leave_whole_cases()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var parks = await _app.LogInAsync("officer-parks", Ct);
        var known = Guid.NewGuid();
        using (var first = await officer.PutJsonAsync(Url(known), Report("先到"), Ct))
        {
            Assert.Equal(201, first.Status);
        }

        var twice = Guid.NewGuid();
        var calls = new List<(Task<ApiAnswer> Answer, int[] Status, string? Code)>();
        for (var i = 0; i < 40; i++)
        {
            var outcome = (i % 4) switch
            {
                0 => "rectified_on_site",
                1 => "transferred",
                _ => null,
            };
            calls.Add((officer.PutJsonAsync(Url(Guid.NewGuid()), Report($"第{i}件", outcome), Ct), [201], null));
            switch (i % 8)
            {
                case 0:
                    calls.Add((officer.PutJsonAsync(Url(known), Report("先到"), Ct), [200], null));
                    calls.Add((officer.PutJsonAsync(Url(twice), Report("两次"), Ct), [200, 201], null));
                    break;
                case 1:
                    calls.Add((officer.PutJsonAsync(Url(known), Report("改了"), Ct), [409], "report_conflict"));
                    calls.Add((parks.PutJsonAsync(Url(known), Report("先到"), Ct), [409], "report_of_another_officer"));
                    break;
                case 2:
                    calls.Add(
                        (
                            officer.PutJsonAsync(Url(Guid.NewGuid()), Report("无此类", category: "nowhere"), Ct),
                            [422],
                            "category_unknown"
                        )
                    );
                    calls.Add(
                        (
                            officer.PutJsonAsync(Url(Guid.NewGuid()), Report("太远", lon: 100), Ct),
                            [422],
                            "position_outside_city"
                        )
                    );
                    break;
            }
        }

        var created = 0;
        foreach (var (call, status, code) in calls)
        {
            using var answer = await call;
            Assert.Contains(answer.Status, status);
            Assert.Equal(code, answer.Status < 400 ? null : answer.Code);
            if (answer.Status == 201)
            {
                created++;
                // The receipt of the group is the one that is read later.
                using var read = await officer.ReadAsync(answer.Response.Headers.Location!.ToString(), Ct);
                Assert.Equal(JsonSerializer.Serialize(read.Body), JsonSerializer.Serialize(answer.Body));
            }
        }

        Assert.Equal(41, created);
        await using var db = _app.NewContext();
        Assert.Empty(await VerifyCommand.FindAsync(db, Ct)); // numbers without gaps, chains, states
        Assert.Equal(
            0,
            await CountAsync(
                """
                select count(*) from report r
                where not exists (select from case_file c where c.id = r.case_id and c.source_id = r.id)
                   or not exists (select from flag_prompt p where p.report_id = r.id)
                """
            )
        );
        Assert.Equal(
            0,
            await CountAsync(
                "select count(*) from case_file c where not exists (select from case_text t where t.case_id = c.id)"
            )
        );
        Assert.True(await CountAsync("select count(*) from dirty_day where day = '2026-06-01'") > 0);
        Assert.Equal(
            await CountAsync("select count(*) from case_file"),
            await CountAsync(
                "select sum(register + dispatch + handle + to_check + closed + other)::bigint from case_grid where is_total and zoom = 9"
            )
        );
    }

    [Fact]
    public async Task One_that_the_database_refuses_does_not_fail_its_neighbours()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        await using var db = _app.NewContext();
        await db.Database.ExecuteSqlRawAsync(
            "alter table report add constraint report_words_known check (description <> '毒')",
            Ct
        );
        try
        {
            var calls = Enumerable
                .Range(0, 48)
                .Select(async i =>
                {
                    using var answer = await officer.PutJsonAsync(
                        Url(Guid.NewGuid()),
                        Report(i % 16 == 5 ? "毒" : $"邻{i}"),
                        Ct
                    );
                    return (i, answer.Status);
                })
                .ToList();

            foreach (var (i, status) in await Task.WhenAll(calls))
            {
                Assert.Equal(i % 16 == 5 ? 409 : 201, status);
            }
        }
        finally
        {
            await db.Database.ExecuteSqlRawAsync("alter table report drop constraint report_words_known", Ct);
        }

        Assert.Empty(await VerifyCommand.FindAsync(db, Ct));
    }

    [Fact]
    public async Task Numbers_given_out_together_follow_each_other_in_each_year()
    {
        await using var db = _app.NewContext();
        await using var transaction = await db.Database.BeginTransactionAsync(Ct);
        var numbers = await (
            db
                .Database.SqlQueryRaw<string>(
                    """
                    select number as "Value"
                    from unnest(next_case_numbers(array['2031-12-31 23:59:59+08', '2032-01-01 00:00+08', '2031-06-01 00:00+08']::timestamptz[]))
                      with ordinality given (number, n)
                    order by n
                    """
                )
                .ToListAsync(Ct)
        );
        var next = (
            await db
                .Database.SqlQuery<string>($"select next_case_number('2031-07-01 00:00+08') as \"Value\"")
                .ToListAsync(Ct)
        ).Single();

        Assert.Equal(["中城案〔2031〕000001", "中城案〔2032〕000001", "中城案〔2031〕000002"], numbers);
        Assert.Equal("中城案〔2031〕000003", next);
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var db = _app.NewContext();
        var query = $"select ({sql}) as \"Value\"";
        return (await db.Database.SqlQueryRaw<long>(query).ToListAsync(Ct)).Single();
    }
}
