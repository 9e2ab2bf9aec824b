using System.Globalization;
using System.Net.Http.Headers;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Organisations;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.IntegrationTests.Cases;

public sealed class CaseTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A report's case; the id of it.</summary>
    private async Task<Guid> OpenAsync(
        string category = "03101",
        double lon = 113.35,
        string description = "垃圾",
        string login = "officer"
    )
    {
        using var officer = await _app.LogInAsync(login, Ct);
        using var answer = await officer.PutJsonAsync(
            $"/api/v1/reports/{Guid.NewGuid()}",
            new
            {
                category,
                description,
                observedAt = "2026-06-01T08:00:00+08:00",
                position = new
                {
                    lon,
                    lat = 22.55,
                    coordSystem = "wgs84",
                },
            },
            Ct
        );
        Assert.Equal(201, answer.Status);
        return answer["case.id"].GetGuid();
    }

    private async Task<ApiAnswer> TakeAsync(
        string login,
        Guid id,
        string action,
        object? body = null,
        string? ifMatch = null
    )
    {
        using var client = await _app.LogInAsync(login, Ct);
        if (ifMatch is not null)
        {
            client.DefaultRequestHeaders.IfMatch.Add(EntityTagHeaderValue.Parse(ifMatch));
        }

        return await client.PostJsonAsync($"/api/v1/cases/{id}/{action}", body ?? new { }, Ct);
    }

    [Fact]
    public async Task A_case_is_worked_to_its_close_and_every_step_is_logged()
    {
        var id = await OpenAsync();
        var photo = Pictures.Jpeg();
        using var handler = await _app.LogInAsync("handler", Ct);
        await TusUpload.SendPhotoAsync(handler, photo, Ct);
        var result = new
        {
            note = "已清理",
            deviceAt = "2026-06-01T09:30:00+08:00",
            photos = new[]
            {
                new
                {
                    sha256 = Pictures.Sha256(photo),
                    bytes = photo.Length,
                    type = "image/jpeg",
                },
            },
        };

        (string Login, string Action, object? Body, string Status)[] steps =
        [
            ("dispatcher", "file", null, "pending_dispatch"),
            ("dispatcher", "dispatch", new { note = "请处理" }, "pending_handle"),
            ("handler", "accept", null, "handling"),
            ("handler", "handle", result, "pending_check"),
            ("verifier", "rework", new { note = "未清理干净" }, "pending_handle"),
            ("handler", "handle", new { note = "再次清理" }, "pending_check"),
            ("verifier", "verify", null, "pending_close"),
            ("dispatcher", "close", null, "closed"),
            ("supervisor", "reopen", new { note = "又乱堆了" }, "pending_dispatch"),
        ];
        foreach (var (login, action, body, status) in steps)
        {
            using var taken = await TakeAsync(login, id, action, body);
            Assert.Equal(
                (action, 200, status),
                (action, taken.Status, taken.Status == 200 ? taken["status"].GetString() : taken.Code)
            );
        }

        using var read = await handler.ReadAsync($"/api/v1/cases/{id}", Ct);
        Assert.Equal(
            ["report", .. steps.Select(s => s.Action)],
            read["log"].EnumerateArray().Select(e => e.GetProperty("action").GetString()!)
        );
        Assert.Equal(10, read["version"].GetInt32());
        Assert.Equal("\"10\"", read.Response.Headers.ETag!.Tag);
        var handled = read["log"][4];
        Assert.Equal(
            ("已清理", "handler", "2026-06-01T09:30:00+08:00"),
            (
                handled.GetProperty("note").GetString(),
                handled.GetProperty("actor").GetString(),
                handled.GetProperty("deviceAt").GetString()
            )
        );
        Assert.Equal(Pictures.Sha256(photo), handled.GetProperty("detail").GetProperty("photos")[0].GetString());
        Assert.Equal("verified", Assert.Single(read["photos"].EnumerateArray()).GetProperty("state").GetString());
        Assert.Equal("待派遣", read["statusName"].GetString());
        Assert.Equal(["comment"], read["allowed"].EnumerateArray().Select(a => a.GetString()));
    }

    [Fact]
    public async Task A_comment_and_an_urging_stand_in_the_log_and_leave_the_case_and_its_clock_as_they_are()
    {
        var id = await OpenAsync();
        (await TakeAsync("dispatcher", id, "file")).Dispose();
        using var silent = await TakeAsync("dispatcher", id, "comment");
        using var commented = await TakeAsync("dispatcher", id, "comment", new { note = "现场围挡已到位" });
        using var urged = await TakeAsync("supervisor", id, "urge", new { note = "领导关注" });
        using var byOfficer = await TakeAsync("officer", id, "urge");

        Assert.Equal((422, "field_missing"), (silent.Status, silent.Code));
        Assert.Equal((200, 200), (commented.Status, urged.Status));
        Assert.Equal((403, "case_step_forbidden"), (byOfficer.Status, byOfficer.Code));
        Assert.Equal("pending_dispatch", urged["status"].GetString());
        Assert.Equal(
            [("comment", "现场围挡已到位"), ("urge", "领导关注")],
            urged["log"]
                .EnumerateArray()
                .TakeLast(2)
                .Select(entry => (entry.GetProperty("action").GetString(), entry.GetProperty("note").GetString()))
        );
    }

    [Fact]
    public async Task A_step_that_does_not_start_here_names_those_that_do()
    {
        var id = await OpenAsync();

        using var closed = await TakeAsync("dispatcher", id, "close");
        using var unknown = await TakeAsync("dispatcher", id, "explode");
        using var forbidden = await TakeAsync("verifier", id, "file");
        using var missing = await TakeAsync("dispatcher", Guid.NewGuid(), "file");

        Assert.Equal((409, "case_step_not_allowed"), (closed.Status, closed.Code));
        Assert.Equal(
            ["comment", "file", "merge", "move", "recategorise", "rectify", "reject", "transfer", "urge"],
            closed["allowed"].EnumerateArray().Select(a => a.GetString())
        );
        Assert.Equal((404, "case_action_unknown"), (unknown.Status, unknown.Code));
        Assert.Equal((403, "case_step_forbidden"), (forbidden.Status, forbidden.Code));
        Assert.Equal((404, "case_not_found"), (missing.Status, missing.Code));
    }

    [Fact]
    public async Task A_stale_version_is_refused_and_told_the_current_one()
    {
        var id = await OpenAsync();
        using var first = await TakeAsync("dispatcher", id, "file", ifMatch: "\"1\"");

        using var second = await TakeAsync("supervisor", id, "dispatch", ifMatch: "\"1\"");
        using var garbled = await TakeAsync("supervisor", id, "dispatch", ifMatch: "\"one\"");

        Assert.Equal(200, first.Status);
        Assert.Equal((409, "case_stale", 2), (second.Status, second.Code, second["version"].GetInt32()));
        Assert.Equal((400, "if_match_invalid"), (garbled.Status, garbled.Code));
    }

    [Fact]
    public async Task Of_many_at_once_one_takes_the_step_and_the_others_are_told()
    {
        var id = await OpenAsync();
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(i =>
                    dispatcher.PostJsonAsync(
                        $"/api/v1/cases/{id}/{(i % 2 == 0 ? "file" : "reject")}",
                        new { note = "说明" },
                        Ct
                    )
                )
        );

        Assert.Equal(1, answers.Count(a => a.Status == 200));
        Assert.All(answers.Where(a => a.Status != 200), a =>
            Assert.True(a.Code is "case_stale" or "case_step_not_allowed", a.Code)
        );
        await using var db = _app.NewContext();
        Assert.Equal(2, await db.CaseEvents.CountAsync(e => e.CaseId == id, Ct));
    }

    [Fact]
    public async Task Dispatch_names_who_and_transfer_goes_to_the_towns_office()
    {
        var (dispatched, transferred) = (await OpenAsync(), await OpenAsync(lon: 113.45));
        using var filed = await TakeAsync("dispatcher", dispatched, "file");

        using var unknown = await TakeAsync("dispatcher", dispatched, "dispatch", new { organisation = "nobody" });
        using var toParks = await TakeAsync("dispatcher", dispatched, "dispatch", new { organisation = "parks" });
        using var foreign = await TakeAsync("handler", dispatched, "accept");
        using var toTown = await TakeAsync("dispatcher", transferred, "transfer");

        Assert.Equal((422, "organisation_unknown"), (unknown.Status, unknown.Code));
        Assert.Equal("parks", toParks["organisation"].GetString());
        Assert.Equal(
            "sanitation",
            toParks["log"][2].GetProperty("detail").GetProperty("organisation").GetProperty("from").GetString()
        );
        Assert.Equal((403, "case_of_another_organisation"), (foreign.Status, foreign.Code));
        Assert.Equal(
            (TestCity.EastTown, "pending_handle"),
            (toTown["organisation"].GetString(), toTown["status"].GetString())
        );
        Assert.NotNull(toTown["transferredAt"].GetString());
    }

    [Fact]
    public async Task A_town_without_an_office_cannot_be_transferred_to()
    {
        var id = await OpenAsync(lon: 113.45);
        await using var db = _app.NewContext();
        await db
            .Organisations.Where(o => o.Code == TestCity.EastTown)
            .ExecuteUpdateAsync(set => set.SetProperty(o => o.TownCode, (string?)null), Ct);

        using var refused = await TakeAsync("dispatcher", id, "transfer");

        await db
            .Organisations.Where(o => o.Code == TestCity.EastTown)
            .ExecuteUpdateAsync(set => set.SetProperty(o => o.TownCode, TestCity.EastTown), Ct);
        Assert.Equal((422, "town_has_no_office"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Those_who_are_cut_to_an_organisation_see_their_own_cases_only()
    {
        var own = await OpenAsync(description: "cut-test");
        // found by parks, for municipal
        var foreign = await OpenAsync("01101", description: "cut-test", login: "officer-parks");

        async Task<Guid[]> ListAsync(string login)
        {
            using var client = await _app.LogInAsync(login, Ct);
            using var list = await client.ReadAsync("/api/v1/cases?text=cut-test", Ct);
            return [.. list["items"].EnumerateArray().Select(c => c.GetProperty("id").GetGuid())];
        }

        using var handler = await _app.LogInAsync("handler", Ct);
        using var read = await handler.ReadAsync($"/api/v1/cases/{foreign}", Ct);

        Assert.Equal([own], await ListAsync("handler"));
        Assert.Equal([foreign], await ListAsync("officer-parks"));
        Assert.Equal([foreign, own], await ListAsync("supervisor"));
        Assert.Equal((403, "outside_your_area"), (read.Status, read.Code));
    }

    [Fact]
    public async Task Lists_are_narrowed_and_paged_without_gaps_or_doubles()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            ids.Add(
                await OpenAsync(
                    lon: i % 2 == 0 ? 113.35 : 113.45,
                    description: string.Create(CultureInfo.InvariantCulture, $"page%_test {i}")
                )
            );
        }

        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        var seen = new List<Guid>();
        for (
            string? url = "/api/v1/cases?text=page%25_test&limit=3", next = null;
            url is not null;
            url = next is null ? null : $"/api/v1/cases?text=page%25_test&limit=3&cursor={next}"
        )
        {
            using var page = await supervisor.ReadAsync(url, Ct);
            seen.AddRange(page["items"].EnumerateArray().Select(c => c.GetProperty("id").GetGuid()));
            next = page["next"].GetString();
        }

        using var east = await supervisor.ReadAsync(
            $"/api/v1/cases?text=page%25_test&town={TestCity.EastTown}&status=pending_register,closed&org=sanitation&category=03101&source=report",
            Ct
        );
        using var past = await supervisor.ReadAsync("/api/v1/cases?text=page%25_test&to=2023-12-31", Ct);
        using var badCursor = await supervisor.ReadAsync("/api/v1/cases?cursor=x", Ct);
        using var badDate = await supervisor.ReadAsync("/api/v1/cases?from=yesterday", Ct);

        ids.Reverse();
        Assert.Equal(ids, seen);
        Assert.Equal(3, east["items"].GetArrayLength());
        Assert.Empty(past["items"].EnumerateArray());
        Assert.Equal((400, "invalid_cursor"), (badCursor.Status, badCursor.Code));
        Assert.Equal((400, "invalid_request"), (badDate.Status, badDate.Code));
    }

    [Fact]
    public async Task Verify_says_where_a_log_was_tampered_with()
    {
        var (changed, cut, moved) = (await OpenAsync(), await OpenAsync(), await OpenAsync());
        foreach (var id in new[] { changed, cut, moved })
        {
            using var filed = await TakeAsync("dispatcher", id, "file");
            using var dispatched = await TakeAsync("dispatcher", id, "dispatch");
        }

        await using var db = _app.NewContext();
        Assert.DoesNotContain(await VerifyCommand.FindAsync(db, Ct), b => b.Seq is not null);
        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            db.Database.ExecuteSqlAsync($"update case_event set note = 'x' where case_id = {changed}", Ct)
        );

        // What only someone with the database's own rights can do.
        await db.Database.ExecuteSqlAsync($"alter table case_event disable trigger user", Ct);
        await db.Database.ExecuteSqlAsync(
            $"update case_event set note = 'never said' where case_id = {changed} and seq = 2",
            Ct
        );
        await db.Database.ExecuteSqlAsync($"delete from case_event where case_id = {cut} and seq = 2", Ct);
        await db.Database.ExecuteSqlAsync($"alter table case_event enable trigger user", Ct);
        await db.Database.ExecuteSqlAsync($"update case_file set status = 'closed' where id = {moved}", Ct);

        var breaks = (await VerifyCommand.FindAsync(db, Ct)).ToDictionary(b => b.Number);
        var numbers = await db.Cases.ToDictionaryAsync(c => c.Id, c => c.Number, Ct);
        Assert.Equal("case_event_append_only", refused.ConstraintName);
        Assert.Equal(3, breaks.Count);
        Assert.Equal((2, "hash"), (breaks[numbers[changed]].Seq, breaks[numbers[changed]].Fault));
        Assert.Equal((3, "gap"), (breaks[numbers[cut]].Seq, breaks[numbers[cut]].Fault));
        Assert.Equal((3, "state"), (breaks[numbers[moved]].Seq, breaks[numbers[moved]].Fault));
    }
}
