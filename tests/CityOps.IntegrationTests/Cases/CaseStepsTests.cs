using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.IntegrationTests.Maps;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Cases;

/// <summary>The graph of steps as administrators change it, and steps that are sent again.</summary>
public sealed class CaseStepsTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private HttpClient _admin = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(Ct);
        _admin = await _app.LogInAsync("admin", Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Graph_that_ships_can_be_said_as_it_is_and_a_changed_right_holds_at_once()
    {
        var id = await OpenAsync();
        var steps = await StepsAsync();
        using var verifier = await _app.LogInAsync("verifier", Ct);
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);

        using var forbidden = await dispatcher.PutJsonAsync(
            "/api/v1/case-steps",
            new JsonObject { ["steps"] = steps.DeepClone() }.ToJsonString(),
            Ct
        );
        using var same = await PutAsync(steps);
        using var before = await verifier.PostJsonAsync($"/api/v1/cases/{id}/file", new { }, Ct);
        Step(steps, "file", "pending_register")["roles"] = new JsonArray("verifier");
        using var changed = await PutAsync(steps);
        using var after = await verifier.PostJsonAsync($"/api/v1/cases/{id}/file", new { }, Ct);

        Assert.Equal((403, 200, 200), (forbidden.Status, same.Status, changed.Status));
        Assert.Equal("admin", changed["changedBy"].GetString());
        Assert.Equal((403, 200), (before.Status, after.Status));
        await using var db = _app.NewContext();
        Assert.Equal(
            2,
            await db
                .Database.SqlQuery<int>($"select count(*)::integer as \"Value\" from case_step_change")
                .SingleAsync(Ct)
        );
    }

    [Theory]
    [InlineData("file", "pending_register", "action", "\"explode\"")]
    [InlineData("file", "pending_register", "action", "null")]
    [InlineData("file", "pending_register", "to", "\"nowhere\"")]
    [InlineData("file", "pending_register", "roles", "[\"king\"]")]
    [InlineData("file", "pending_register", "roles", "[]")]
    [InlineData("file", "pending_register", "notBy", "[\"explode\"]")]
    [InlineData("reject", "pending_register", "needsNote", "false")]
    [InlineData("close", "pending_close", "to", "\"forced_close\"")]
    [InlineData("extend", "handling", "to", "\"pending_check\"")]
    [InlineData("dispatch", "pending_dispatch", "to", "\"closed\"")]
    [InlineData("resume", "suspended", null, null)] // and force-close goes with it: nothing would lead out
    [InlineData("unmerge", "merged", null, null)]
    [InlineData("confirm", "pending_verify", null, null)]
    public async Task Graph_in_which_a_case_would_be_lost_is_refused(
        string action,
        string from,
        string? member,
        string? json
    )
    {
        var steps = await StepsAsync();
        if (member is not null)
        {
            Step(steps, action, from)[member] = JsonNode.Parse(json!);
        }
        else
        {
            foreach (
                var gone in steps
                    .Where(s => (string?)s!["from"] == from && ((string?)s["action"] == action || from == "suspended"))
                    .ToList()
            )
            {
                steps.Remove(gone);
            }
        }

        using var refused = await PutAsync(steps);

        Assert.Equal((422, "case_steps_invalid"), (refused.Status, refused.Code));
        // nothing was changed
        Assert.Contains(await StepsAsync(), s => (string?)s!["action"] == action && (string?)s["from"] == from);
    }

    [Fact]
    public async Task A_step_that_is_sent_again_is_taken_once()
    {
        var id = await OpenAsync();
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        var body = new { stepId = Guid.NewGuid(), note = "立案" };

        using var first = await dispatcher.PostJsonAsync($"/api/v1/cases/{id}/file", body, Ct);
        var again = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => dispatcher.PostJsonAsync($"/api/v1/cases/{id}/file", body, Ct))
        );
        using var other = await dispatcher.PostJsonAsync(
            $"/api/v1/cases/{id}/file",
            new { body.stepId, note = "别的" },
            Ct
        );
        using var somebody = await supervisor.PostJsonAsync($"/api/v1/cases/{id}/file", body, Ct);
        var atOnce = Guid.NewGuid();
        var dispatches = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(_ => dispatcher.PostJsonAsync($"/api/v1/cases/{id}/dispatch", new { stepId = atOnce }, Ct))
        );
        using var read = await dispatcher.ReadAsync($"/api/v1/cases/{id}", Ct);

        Assert.Equal((200, "pending_dispatch"), (first.Status, first["status"].GetString()));
        Assert.All(again, answer => Assert.Equal((200, 2), (answer.Status, answer["version"].GetInt32())));
        Assert.Equal((409, "case_step_conflict"), (other.Status, other.Code));
        Assert.Equal((409, "case_step_conflict"), (somebody.Status, somebody.Code));
        Assert.All(dispatches, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(
            ["report", "file", "dispatch"],
            read["log"].EnumerateArray().Select(e => e.GetProperty("action").GetString())
        );
    }

    [Theory]
    [InlineData("file", """{"organisation":"parks"}""", "organisation")]
    [InlineData("file", """{"until":"2099-01-01T00:00:00Z"}""", "until")]
    [InlineData("file", """{"into":"00000000-0000-0000-0000-000000000001"}""", "into")]
    [InlineData("reject", """{"note":"无","condition":"00000000-0000-0000-0000-000000000001"}""", "condition")]
    [InlineData("file", """{"answers":{}}""", "answers")]
    public async Task A_member_that_a_step_has_no_use_for_is_named(string action, string body, string member)
    {
        var id = await OpenAsync();

        using var refused = await _admin.PostJsonAsync($"/api/v1/cases/{id}/{action}", body, Ct);

        Assert.Equal((422, "field_not_of_step", member), (refused.Status, refused.Code, refused["field"].GetString()));
    }

    private async Task<JsonArray> StepsAsync()
    {
        using var read = await _admin.ReadAsync("/api/v1/case-steps", Ct);
        return JsonSerializer.SerializeToNode(read["steps"])!.AsArray();
    }

    private Task<ApiAnswer> PutAsync(JsonArray steps) =>
        _admin.PutJsonAsync("/api/v1/case-steps", new JsonObject { ["steps"] = steps.DeepClone() }.ToJsonString(), Ct);

    private static JsonNode Step(JsonArray steps, string action, string from) =>
        steps.Single(s => (string?)s!["action"] == action && (string?)s["from"] == from)!;

    private async Task<Guid> OpenAsync()
    {
        await using var db = _app.NewContext();
        return (await NewCase.OpenAsync(db, Ct)).Id;
    }
}
