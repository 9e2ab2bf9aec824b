using System.Diagnostics;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Constraints;

/// <summary>Constraints that requests and verbs really violate: by a value, by two at once, by a rule that the program
/// does not know.</summary>
public sealed class ViolationTests(TestApp.ForClass shared) : IClassFixture<TestApp.ForClass>
{
    private const int AtOnce = 8;
    private const string Line = """{"type":"LineString","coordinates":[[113.351,22.551],[113.352,22.552]]}""";

    /// <summary>Writes of a key that is new, as two people may send them at the same moment.</summary>
    public static TheoryData<string, string, string> NewKeys { get; } =
        new()
        {
            { "PUT", "accounts/new-officer", """{"name":"新","role":"officer","organisation":"sanitation"}""" },
            {
                "PUT",
                "categories/N0001",
                """{"name":"新类","kind":"event","conditions":[{"condition":"一般","limit":"1天"}]}"""
            },
            {
                "PUT",
                "forms/new_form",
                """{"name":"表","fields":[{"code":"a","kind":"integer","label":{"zh":"甲"}}]}"""
            },
            {
                "PUT",
                "sections/S-NEW",
                $$"""{"name":"新路","blueMm":100,"yellowMm":150,"orangeMm":270,"redMm":400,"powerRiskMm":300,"line":{{Line}}}"""
            },
            {
                "PUT",
                "sensors/WL-NEW",
                """{"gateway":"gw-01","position":{"lon":113.351,"lat":22.551,"coordSystem":"wgs84"}}"""
            },
            { "POST", "gateways", """{"id":"gw-new","name":"新网关"}""" },
            { "PUT", "line-sets/new_set", LineSet("new_line") },
            { "PUT", "calendar/2050-03-01", """{"isWorking":true,"note":"调休"}""" },
            { "PUT", "calendar/hours/2050-01-01", """{"periods":[{"opens":"09:00:00","closes":"12:00:00"}]}""" },
            {
                "PUT",
                "facilities/{new}",
                """{"code":"F-NEW","type":"lamp","name":"灯","organisation":"sanitation","position":{"lon":113.35,"lat":22.5515,"coordSystem":"wgs84"}}"""
            },
        };

    /// <summary>Values that no check before the write looks at.</summary>
    public static TheoryData<string, string, string> Values { get; } =
        new()
        {
            { "PUT", "line-sets/new_set", LineSet("Not a name") },
            { "PUT", "line-sets/Not-a-name", LineSet("new_line") },
        };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(NewKeys))]
    public async Task Two_who_send_the_same_new_key_at_once_are_both_answered(string method, string url, string body)
    {
        using var admin = await shared.App.LogInAsync("admin", Ct);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, AtOnce).Select(_ => admin.SendAsync(new HttpMethod(method), Filled(url), body, Ct))
        );

        Assert.Contains(answers, answer => answer.Status is 200 or 201 or 204);
        Assert.All(answers, answer =>
            Assert.True(answer.Status is 200 or 201 or 204 or 409, $"{answer.Status} {answer.Code}")
        );
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_value_that_only_the_database_refuses_is_a_field_that_is_invalid(
        string method,
        string url,
        string body
    )
    {
        using var admin = await shared.App.LogInAsync("admin", Ct);

        using var answer = await admin.SendAsync(new HttpMethod(method), Filled(url), body, Ct);

        Assert.Equal((422, "field_invalid"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_rule_that_the_program_does_not_know_is_a_conflict_and_named_in_the_log_only()
    {
        await RuleAsync("webhook", "webhook_name_of_the_trial", "name <> '试'");
        using var admin = await shared.App.LogInAsync("admin", Ct);

        using var answer = await admin.PostJsonAsync(
            "/api/v1/webhooks",
            """{"name":"试","url":"https://example.org/","types":["case.*"]}""",
            Ct
        );

        Assert.Equal((409, "constraint_violated"), (answer.Status, answer.Code));
        Assert.DoesNotContain("webhook_name_of_the_trial", answer.Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verb_prints_one_sentence_for_a_violation_and_exits_with_2()
    {
        await RuleAsync("account", "account_name_of_the_trial", "name <> '试'");
        using var folder = new ScratchFolder();
        var start = new ProcessStartInfo(
            CityOpsProcess.Executable,
            [
                "account",
                "add",
                "tried",
                "--name",
                "试",
                "--role",
                "officer",
                "--org",
                "sanitation",
                "--data",
                folder.Path,
            ]
        )
        {
            RedirectStandardError = true,
        };
        start.Environment["Database__ConnectionString"] = shared.App.Database.ConnectionString;

        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);

        Assert.Equal(2, process.ExitCode);
        Assert.Equal(
            "cityops: The database refused this: The change would break a rule of the database; nothing of it was stored. (constraint account_name_of_the_trial)",
            errors.Trim()
        );
    }

    private static string LineSet(string line) =>
        $$"""{"name":"新","lines":[{"code":"{{line}}","metric":"patrols","from":"2026-01-01","text":"{value}"}]}""";

    private static string Filled(string url) =>
        "/api/v1/" + url.Replace("{new}", Guid.NewGuid().ToString(), StringComparison.Ordinal);

    private Task RuleAsync(string table, string name, string check) =>
        Stored.ExecuteAsync(shared.App.Database, $"alter table {table} add constraint {name} check ({check})", Ct);
}
