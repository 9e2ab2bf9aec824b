using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using CityOps.App.Features.Accounts;
using CityOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace CityOps.IntegrationTests.Audit;

/// <summary>Who administered what is a line, with from where and what before and after, and never with a
/// secret.</summary>
public sealed class AuditLogTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestApp App => fixture.App;

    [Fact]
    public async Task Accounts_are_made_changed_reset_and_disabled_with_who_did_it_and_what_changed()
    {
        using var admin = await App.LogInAsync("admin", Ct);
        using var made = await PutAccountAsync(
            admin,
            new
            {
                name = "王五",
                role = "officer",
                organisation = "parks",
            }
        );
        using var same = await PutAccountAsync(
            admin,
            new
            {
                name = "王五",
                role = "officer",
                organisation = "parks",
            }
        );
        using var moved = await PutAccountAsync(
            admin,
            new
            {
                name = "王五",
                role = "handler",
                organisation = "parks",
            }
        );
        using var reset = await admin.PostJsonAsync("/api/v1/accounts/wang.wu/password", null, Ct);
        using var off = await PutAccountAsync(
            admin,
            new
            {
                name = "王五",
                role = "handler",
                organisation = "parks",
                disabled = true,
            }
        );
        Assert.Equal([201, 200, 200, 200, 200], new[] { made, same, moved, reset, off }.Select(a => a.Status));

        var lines = await LinesAsync("kind=account&subject=wang.wu");

        Assert.Equal(
            ["account.made", "account.changed", "account.password", "account.disabled"],
            lines.Select(Text("action"))
        );
        Assert.All(lines, line => Assert.Equal(("admin", "127.0.0.1"), (Text("login")(line), Text("address")(line))));
        Assert.Equal("parks", lines[0].GetProperty("after").GetProperty("organisation_code").GetString());
        Assert.Equal("""{"role":"officer"}""", lines[1].GetProperty("before").GetRawText());
        Assert.Equal("""{"role":"handler"}""", lines[1].GetProperty("after").GetRawText());
        AssertSecret(lines, made["password"].GetString()!, reset["password"].GetString()!, "AQAAAA");
    }

    [Fact]
    public async Task Gateways_webhooks_and_reference_data_leave_a_line_each_and_no_secret()
    {
        using var admin = await App.LogInAsync("admin", Ct);
        using var gateway = await admin.PostJsonAsync("/api/v1/gateways", new { id = "gw-audit" }, Ct);
        using var rotated = await admin.PostJsonAsync("/api/v1/gateways/gw-audit/secret", null, Ct);
        using var webhook = await admin.PostJsonAsync(
            "/api/v1/webhooks",
            new
            {
                name = "推送",
                url = "https://example.org/in?access_token=hush-hush",
                types = new[] { "case.*" },
            },
            Ct
        );
        using var organisation = await admin.PutJsonAsync(
            "/api/v1/organisations/audited",
            new { name = "审计中心", kind = "centre" },
            Ct
        );
        using var holiday = await admin.PutJsonAsync("/api/v1/calendar/2031-05-01", new { isWorking = false }, Ct);
        using var list = await admin.PostJsonAsync(
            "/api/v1/organisations/import",
            new StringContent("代码,名称,类型\nlisted,名单中心,centre\n", Encoding.UTF8, "text/csv"),
            Ct
        );
        Assert.Equal(
            [201, 200, 201, 201, 200, 200],
            new[] { gateway, rotated, webhook, organisation, holiday, list }.Select(answer => answer.Status)
        );

        var lines = await LinesAsync("login=admin");

        Assert.Superset(
            new HashSet<string>
            {
                "gateway.made gw-audit",
                "gateway.secret gw-audit",
                $"webhook.made {webhook["id"].GetString()}",
                "organisation.made audited",
                "organisation.made listed",
                "calendar_day.made 2031-05-01",
                "list.imported organisations",
            },
            lines.Select(line => $"{Text("action")(line)} {Text("subjectId")(line)}").ToHashSet()
        );
        AssertSecret(
            lines,
            gateway["secret"].GetString()!,
            rotated["secret"].GetString()!,
            webhook["secret"].GetString()!,
            "hush-hush"
        );
    }

    [Fact]
    public async Task Log_ins_and_log_outs_exports_and_payloads_that_were_seen_leave_a_line()
    {
        using var supervisor = await App.LogInAsync("supervisor", Ct);
        using var table = await supervisor.GetAsync("/api/v1/facilities/export.csv?type=toilet", Ct);
        await table.Content.ReadAsByteArrayAsync(Ct);
        using var ended = await supervisor.DeleteAsync("/api/v1/session", Ct);
        using var admin = await App.LogInAsync("admin", Ct);
        using var payloads = await admin.ReadAsync("/api/v1/rejected-messages?gateway=gw-01", Ct);

        var lines = await LinesAsync("login=supervisor");
        var exported = lines.Single(line => Text("action")(line) == "list.exported");

        Assert.Equal(["session.started", "list.exported", "session.ended"], lines.Select(Text("action")));
        Assert.Equal("/api/v1/facilities/export.csv", Text("subjectId")(exported));
        Assert.Equal("""{"rows":1,"query":{"type":"toilet"}}""", exported.GetProperty("after").GetRawText());
        Assert.Single(await LinesAsync("login=admin&action=payloads.seen"));
    }

    [Fact]
    public async Task Log_ins_that_fail_are_few_lines_with_their_number_and_no_password_typed_as_a_name()
    {
        await using var app = await TestApp.StartAsync(Ct);
        using var stranger = app.Client();
        for (var i = 0; i < 12; i++)
        {
            await TryAsync(stranger, "verifier", "guess");
        }

        await TryAsync(stranger, "my-secret-password", "verifier");
        await app.Services.GetRequiredService<FailedLogIns>().FlushAsync(Ct);

        var lines = await LinesAsync("", app);
        var failed = lines.Where(line => Text("action")(line) == "session.failed").ToList();
        var held = lines.Where(line => Text("action")(line) == "session.locked_out").ToList();

        Assert.Equal(["verifier", "my…", "verifier"], failed.Select(Text("login")));
        Assert.Equal(10, failed.Where(line => Text("login")(line) == "verifier").Sum(Count));
        Assert.Equal(2, held.Sum(Count));
        Assert.All(failed, line => Assert.Equal("127.0.0.1", Text("address")(line)));
        AssertSecret(lines, "my-secret-password", "guess");
    }

    [Fact]
    public async Task Whoever_tries_many_names_is_one_line_for_them_and_shows_in_the_health()
    {
        await using var app = await TestApp.StartAsync(Ct);
        using var stranger = app.Client();
        for (var i = 0; i < 25; i++)
        {
            await TryAsync(stranger, $"{(char)('a' + i)}-somebody", "guess");
        }

        await app.Services.GetRequiredService<FailedLogIns>().FlushAsync(Ct);

        var failed = await LinesAsync("action=session.failed", app);
        using var health = await stranger.ReadAsync("/health/ready", Ct);

        Assert.Equal(7, failed.Count); // five names, the address at once, and the rest of it
        Assert.Equal(25, failed.Sum(Count));
        Assert.Equal("Degraded", health["checks.guessing"].GetString());
        Assert.Contains(
            "one address tried",
            health["causes"]
                .EnumerateArray()
                .Single(c => c.GetProperty("check").GetString() == "guessing")
                .GetProperty("cause")
                .GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_log_is_the_auditors_alone_and_is_narrowed_paged_and_exported()
    {
        using var admin = await App.LogInAsync("admin", Ct);
        using var refused = await admin.ReadAsync("/api/v1/audit", Ct);
        using var auditor = await App.LogInAsync("auditor", Ct);
        using var cases = await auditor.ReadAsync("/api/v1/cases", Ct);
        using var first = await auditor.ReadAsync("/api/v1/audit?limit=2&action=account.made", Ct);
        using var second = await auditor.ReadAsync(
            $"/api/v1/audit?limit=2&action=account.made&cursor={first["next"].GetString()}",
            Ct
        );
        using var future = await auditor.ReadAsync("/api/v1/audit?from=2099-01-01T00:00:00%2B08:00", Ct);
        using var table = await auditor.GetAsync("/api/v1/audit.csv?action=account.made", Ct);
        using var book = await auditor.GetAsync("/api/v1/audit.xlsx?action=account.made", Ct);

        Assert.Equal((403, 403), (refused.Status, cases.Status));
        Assert.True(Seq(first, 1) > Seq(second, 0));
        Assert.Equal(0, future["items"].GetArrayLength());
        Assert.Contains("新增账号,account.made", await table.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, book.StatusCode);
        Assert.NotEmpty(await LinesAsync("login=auditor&action=list.exported"));
    }

    [Fact]
    public async Task A_verb_names_the_operating_systems_user_and_SQL_by_hand_the_databases_role()
    {
        using var folder = new ScratchFolder();
        var start = new ProcessStartInfo(
            CityOpsProcess.Executable,
            ["account", "password", "contractor", "--data", folder.Path]
        )
        {
            RedirectStandardOutput = true,
        };
        start.Environment["Database__ConnectionString"] = App.Database.ConnectionString;
        start.Environment["SUDO_USER"] = "";
        using var process = Process.Start(start)!;
        var password = (await process.StandardOutput.ReadToEndAsync(Ct)).Trim().Split(' ')[^1];
        await process.WaitForExitAsync(Ct);
        await ExecuteAsync("update account set name = '某人' where login = 'contractor'");

        var lines = await LinesAsync("kind=account&subject=contractor");
        var run = await LinesAsync("kind=verb&subject=account password");

        Assert.Equal(["account.made", "account.password", "account.changed"], lines.Select(Text("action")));
        Assert.Equal(
            (Environment.UserName, "cityops account password"),
            (Text("login")(lines[1]), Text("agent")(lines[1]))
        );
        Assert.Equal(
            new NpgsqlConnectionStringBuilder(App.Database.ConnectionString).Username,
            Text("login")(lines[2])
        );
        Assert.Equal("""{"arguments":["contractor"]}""", Assert.Single(run).GetProperty("after").GetRawText());
        AssertSecret([.. lines, .. run], password);
    }

    [Fact]
    public async Task Rights_that_change_are_a_line_and_an_import_under_way_keeps_nobody_from_logging_in()
    {
        await ExecuteAsync("insert into role_right (role, operation, reach) values ('auditor', 'cases.read', 'scope')");
        await ExecuteAsync("delete from role_right where role = 'auditor' and operation = 'cases.read'");
        await using var import = await App.Database.DataSource.OpenConnectionAsync(Ct);
        await using var transaction = await import.BeginTransactionAsync(Ct);
        await using var change = new NpgsqlCommand("update organisation set name = name || '!'", import);
        await change.ExecuteNonQueryAsync(Ct);
        using var meanwhile = await App.LogInAsync("verifier", Ct);
        await transaction.RollbackAsync(Ct);

        var rights = (await LinesAsync("action=rights.changed")).TakeLast(2).ToList();

        Assert.Equal("""{"auditor":{"cases.read":"scope"}}""", rights[0].GetProperty("after").GetRawText());
        Assert.Equal("""{"auditor":{"cases.read":"scope"}}""", rights[1].GetProperty("before").GetRawText());
        Assert.Empty(await LinesAsync("action=organisation.changed"));
    }

    private static Task<ApiAnswer> PutAccountAsync(HttpClient admin, object body) =>
        admin.PutJsonAsync("/api/v1/accounts/wang.wu", body, Ct);

    private static async Task TryAsync(HttpClient client, string login, string password)
    {
        using var answer = await client.PostJsonAsync("/api/v1/session", new { login, password }, Ct);
    }

    /// <summary>The oldest first.</summary>
    private async Task<List<JsonElement>> LinesAsync(string query, TestApp? of = null)
    {
        using var auditor = await (of ?? App).LogInAsync("auditor", Ct);
        using var answer = await auditor.ReadAsync($"/api/v1/audit?limit=1000&{query}", Ct);
        Assert.Equal(200, answer.Status);
        return [.. answer["items"].EnumerateArray().Reverse().Select(line => line.Clone())];
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = App.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static void AssertSecret(IEnumerable<JsonElement> lines, params string[] secrets) =>
        Assert.All(lines, line =>
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, line.GetRawText(), StringComparison.Ordinal))
        );

    private static Func<JsonElement, string?> Text(string member) => line => line.GetProperty(member).GetString();

    private static int Count(JsonElement line) => line.GetProperty("after").GetProperty("count").GetInt32();

    private static long Seq(ApiAnswer page, int at) => page["items"][at].GetProperty("seq").GetInt64();
}
