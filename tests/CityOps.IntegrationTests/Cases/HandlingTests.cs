using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Demo;
using CityOps.IntegrationTests.Maps;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Cases;

/// <summary>What putting a case right came to, in a form of its own.</summary>
public sealed class HandlingTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private HttpClient _admin = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(Ct);
        await using var db = _app.NewContext();
        await DemoForms.LoadAsync(db, new DateTimeOffset(2023, 1, 1, 0, 0, 0, TimeSpan.Zero), Ct);
        _admin = await _app.LogInAsync("admin", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Category_with_a_handling_form_wants_it_filled_in_and_the_last_handling_counts()
    {
        using var saved = await _admin.PutJsonAsync(
            "/api/v1/categories/03101",
            new
            {
                name = "暴露垃圾",
                kind = "event",
                organisation = "sanitation",
                handlingForm = "road_repair",
            },
            Ct
        );
        var id = await PendingHandleAsync();

        using var empty = await HandleAsync(id, null);
        using var wrong = await HandleAsync(id, """{"road":"东明路","kinds":["asphalt"],"asphalt_m2":-1}""");
        using var first = await HandleAsync(
            id,
            """{"road":"东明路","kinds":["asphalt","kerb"],"asphalt_m2":10.5,"kerb_m":3}"""
        );
        using var verifier = await _app.LogInAsync("verifier", Ct);
        using var rework = await verifier.PostJsonAsync($"/api/v1/cases/{id}/rework", new { note = "未到位" }, Ct);
        var whileReworked = await WorkAsync("asphalt_m2");
        using var second = await HandleAsync(id, """{"road":"东明路","kinds":["asphalt"],"asphalt_m2":12.25}""");

        Assert.Equal("road_repair", saved["handlingForm"].GetString());
        Assert.Equal((422, "answer_missing"), (empty.Status, empty.Code));
        Assert.Equal((422, "answer_out_of_bounds"), (wrong.Status, wrong.Code));
        Assert.Equal((200, 200, 200), (first.Status, rework.Status, second.Status));
        var logged = second["log"]
            .EnumerateArray()
            .Where(e => e.GetProperty("action").GetString() == "handle")
            .ToList();
        Assert.Equal(
            [10.5m, 12.25m],
            logged.Select(e => e.GetProperty("detail").GetProperty("measures").GetProperty("asphalt_m2").GetDecimal())
        );
        Assert.Equal(
            "road_repair",
            logged[0].GetProperty("detail").GetProperty("form").GetProperty("code").GetString()
        );
        Assert.Equal((0m, 12.25m, 0m), (whileReworked, await WorkAsync("asphalt_m2"), await WorkAsync("kerb_m")));
    }

    [Fact]
    public async Task What_was_put_right_at_a_facility_that_the_form_names_counts_for_it()
    {
        using var saved = await _admin.PutJsonAsync(
            "/api/v1/categories/03101",
            new
            {
                name = "暴露垃圾",
                kind = "event",
                organisation = "sanitation",
                handlingForm = "toilet",
            },
            Ct
        );
        var id = await PendingHandleAsync();

        using var handled = await HandleAsync(id, """{"toilet":"T-001","open":"yes","smell":"none","broken":7}""");
        var today = CityTime.Day(DateTimeOffset.UtcNow).ToString("yyyy-MM-dd");
        using var figure = await _admin.ReadAsync(
            $"/api/v1/statistics?from={today}&to={today}&metric=work.toilet_fitting_count&by=facility",
            Ct
        );

        Assert.Equal((200, 200, 200), (saved.Status, handled.Status, figure.Status));
        var row = Assert.Single(figure["rows"].EnumerateArray());
        Assert.Equal(("松苑公厕", 7), (row.GetProperty("name").GetString(), row.GetProperty("value").GetInt32()));
    }

    [Fact]
    public async Task Answers_without_a_form_are_refused()
    {
        var id = await PendingHandleAsync();

        using var refused = await HandleAsync(id, """{"asphalt_m2":1}""");
        using var listed = await HandleAsync(id, "[]", "road_repair");
        using var named = await HandleAsync(id, """{"road":"东明路","kinds":["kerb"],"kerb_m":2}""", "road_repair");

        Assert.Equal((404, "form_not_found"), (refused.Status, refused.Code));
        Assert.Equal((422, "answers_invalid"), (listed.Status, listed.Code));
        Assert.Equal((422, "form_not_of_category"), (named.Status, named.Code));
        Assert.Equal(0m, await WorkAsync("kerb_m"));
    }

    [Fact]
    public async Task A_form_that_the_category_had_is_taken_and_what_cannot_be_stored_is_refused()
    {
        foreach (var form in new[] { "road_repair", "pruning" })
        {
            using var saved = await _admin.PutJsonAsync(
                "/api/v1/categories/03101",
                new
                {
                    name = "暴露垃圾",
                    kind = "event",
                    organisation = "sanitation",
                    handlingForm = form,
                },
                Ct
            );
            Assert.Equal(200, saved.Status);
        }

        var id = await PendingHandleAsync();
        using var handler = await _app.LogInAsync("handler", Ct);
        using var surrogate = await handler.PostJsonAsync(
            $"/api/v1/cases/{id}/handle",
            """{"form":"road_repair","answers":{"road":"\ud800","kinds":["kerb"],"kerb_m":2}}""",
            Ct
        );
        using var named = await HandleAsync(id, """{"road":"东明路","kinds":["kerb"],"kerb_m":2}""", "road_repair");

        Assert.Equal((422, "answers_invalid"), (surrogate.Status, surrogate.Code));
        Assert.Equal((200, 2m), (named.Status, await WorkAsync("kerb_m")));
    }

    private async Task<Guid> PendingHandleAsync()
    {
        await using var db = _app.NewContext();
        var opened = await NewCase.OpenAsync(db, Ct);
        await NewCase.StepAsync(db, opened, "file", Ct);
        await NewCase.StepAsync(db, opened, "dispatch", Ct);
        return opened.Id;
    }

    private async Task<ApiAnswer> HandleAsync(Guid id, string? answers, string? form = null)
    {
        using var handler = await _app.LogInAsync("handler", Ct);
        return await handler.PostJsonAsync(
            $"/api/v1/cases/{id}/handle",
            new
            {
                note = "已处置",
                form,
                answers = answers is null ? (JsonElement?)null : JsonSerializer.Deserialize<JsonElement>(answers),
            },
            Ct
        );
    }

    private async Task<decimal> WorkAsync(string measure)
    {
        var today = DateTimeOffset.UtcNow.AddDays(1).ToString("yyyy-MM-dd", null);
        using var figure = await _admin.ReadAsync(
            $"/api/v1/statistics?from=2026-01-01&to={today}&metric=work.{measure}",
            Ct
        );
        Assert.Equal(200, figure.Status);
        return figure["total"].GetDecimal();
    }
}
