using System.Globalization;
using System.Net.Http.Headers;
using CityOps.App.Features.Cases;
using CityOps.IntegrationTests.Maps;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Cases;

/// <summary>Several people at the same case, and many reports at the same moment.</summary>
public sealed class CaseConcurrencyTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_two_who_act_at_once_on_what_they_saw_one_is_told_that_it_has_changed()
    {
        var id = await OpenAsync();
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        foreach (var client in new[] { dispatcher, supervisor })
        {
            client.DefaultRequestHeaders.IfMatch.Add(EntityTagHeaderValue.Parse("\"1\""));
        }

        var answers = await Task.WhenAll(
            dispatcher.PostJsonAsync($"/api/v1/cases/{id}/file", new { }, Ct),
            supervisor.PostJsonAsync($"/api/v1/cases/{id}/transfer", new { }, Ct)
        );

        var told = Assert.Single(answers, a => a.Status != 200);
        Assert.Equal((409, "case_stale", 2), (told.Status, told.Code, told["version"].GetInt32()));
        Assert.Equal(2, await LogLengthAsync(id));
    }

    [Fact]
    public async Task A_remark_makes_no_queued_step_stale_and_anything_else_does()
    {
        var id = await OpenAsync();
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        using var admin = await _app.LogInAsync("admin", Ct);
        foreach (var (step, body) in new (string, object)[] { ("comment", new { note = "请尽快" }), ("urge", new { }) })
        {
            using var remark = await supervisor.PostJsonAsync($"/api/v1/cases/{id}/{step}", body, Ct);
            Assert.Equal(200, remark.Status);
        }

        dispatcher.DefaultRequestHeaders.IfMatch.Add(EntityTagHeaderValue.Parse("\"1\""));
        using var filed = await dispatcher.PostJsonAsync($"/api/v1/cases/{id}/file", new { }, Ct);
        Assert.Equal((200, 4), (filed.Status, filed["version"].GetInt32()));

        // Seen before the filing: the case has moved on, whatever was remarked since.
        using var late = await admin.PostJsonAsync($"/api/v1/cases/{id}/comment", new { note = "已立案" }, Ct);
        admin.DefaultRequestHeaders.IfMatch.Add(EntityTagHeaderValue.Parse("\"3\""));
        using var stale = await admin.PostJsonAsync($"/api/v1/cases/{id}/dispatch", new { }, Ct);
        Assert.Equal((200, 409, "case_stale"), (late.Status, stale.Status, stale.Code));

        // Nor is a version that the case never had the one that somebody saw.
        admin.DefaultRequestHeaders.IfMatch.Clear();
        admin.DefaultRequestHeaders.IfMatch.Add(EntityTagHeaderValue.Parse("\"99\""));
        using var unseen = await admin.PostJsonAsync($"/api/v1/cases/{id}/dispatch", new { }, Ct);
        Assert.Equal((409, "case_stale"), (unseen.Status, unseen.Code));
    }

    [Fact]
    public async Task Remarks_that_come_at_the_same_moment_as_steps_stop_none_of_them()
    {
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        dispatcher.DefaultRequestHeaders.IfMatch.Add(EntityTagHeaderValue.Parse("\"1\""));
        for (var round = 0; round < 8; round++)
        {
            var id = await OpenAsync();
            var remarks = Enumerable
                .Range(0, 4)
                .Select(i => supervisor.PostJsonAsync($"/api/v1/cases/{id}/comment", new { note = $"{i}" }, Ct))
                .ToList();
            using var filed = await dispatcher.PostJsonAsync($"/api/v1/cases/{id}/file", new { }, Ct);
            await Task.WhenAll(remarks);

            Assert.True(filed.Status == 200, $"round {round}: {filed.Code}");
        }
    }

    [Fact]
    public async Task Of_many_extensions_at_once_two_are_given_at_most()
    {
        var id = await OpenAsync();
        using var admin = await _app.LogInAsync("admin", Ct);
        foreach (var step in (string[])["file", "dispatch"])
        {
            using var taken = await admin.PostJsonAsync($"/api/v1/cases/{id}/{step}", new { }, Ct);
            Assert.Equal(200, taken.Status);
        }

        var given = 0;
        for (var round = 0; round < 4; round++)
        {
            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 6)
                    .Select(_ => admin.PostJsonAsync($"/api/v1/cases/{id}/extend", new { note = "待料" }, Ct))
            );
            given += answers.Count(a => a.Status == 200);
            Assert.All(answers.Where(a => a.Status != 200), a =>
                Assert.Contains(a.Code, (string?[])["case_stale", "extension_used_up"])
            );
        }

        using var read = await admin.ReadAsync($"/api/v1/cases/{id}", Ct);
        Assert.Equal((2, 2), (given, read["clock.extensions"].GetInt32()));
        Assert.Equal(2, read["log"].EnumerateArray().Count(e => e.GetProperty("action").GetString() == "extend"));
    }

    [Fact]
    public async Task Two_cases_merged_into_each_other_at_once_do_not_both_vanish()
    {
        var (one, other) = (await OpenAsync(), await OpenAsync());
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);

        var answers = await Task.WhenAll(
            dispatcher.PostJsonAsync($"/api/v1/cases/{one}/merge", new { into = other }, Ct),
            dispatcher.PostJsonAsync($"/api/v1/cases/{other}/merge", new { into = one }, Ct)
        );

        var refused = Assert.Single(answers, a => a.Status != 200);
        Assert.Contains(refused.Code, (string?[])["case_stale", "case_merge_invalid", "case_step_not_allowed"]);
        await using var db = _app.NewContext();
        Assert.Single(
            await db.Cases.Where(c => (c.Id == one || c.Id == other) && c.MergedInto != null).ToListAsync(Ct)
        );
    }

    [Fact]
    public async Task Case_numbers_have_no_gaps_and_no_doubles_however_many_report_at_once_and_some_break_off()
    {
        await using var first = _app.NewContext();
        var before = await first.Cases.CountAsync(Ct);

        await Task.WhenAll(
            Enumerable
                .Range(0, 60)
                .Select(async i =>
                {
                    await using var db = _app.NewContext();
                    if (i % 3 != 0)
                    {
                        await NewCase.OpenAsync(db, Ct);
                        return;
                    }

                    await using var transaction = await db.Database.BeginTransactionAsync(Ct);
                    await db.Database.SqlQuery<string>($"select next_case_number(now()) as \"Value\"").ToListAsync(Ct);
                    await transaction.RollbackAsync(Ct);
                })
        );

        var numbers = await first.Cases.Select(c => c.Number).ToListAsync(Ct);
        var counted = numbers.Select(n => int.Parse(n[^6..], CultureInfo.InvariantCulture)).Order().ToList();
        Assert.Equal(before + 40, numbers.Count);
        Assert.Equal(Enumerable.Range(1, numbers.Count), counted);
    }

    private async Task<Guid> OpenAsync()
    {
        await using var db = _app.NewContext();
        return (await NewCase.OpenAsync(db, Ct)).Id;
    }

    private async Task<int> LogLengthAsync(Guid id)
    {
        await using var db = _app.NewContext();
        return await db.CaseEvents.CountAsync(e => e.CaseId == id, Ct);
    }
}
