using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.IntegrationTests.Maps;
using CityOps.IntegrationTests.Statistics;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Accounts;

/// <summary>A role that is entered in the table works at once, in every place that knows roles.</summary>
public sealed class AddedRoleTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>, IAsyncLifetime
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private readonly FieldRecords _records = new(fixture.App.Database.DataSource, Ct);

    public async ValueTask InitializeAsync()
    {
        using var admin = await fixture.App.LogInAsync("admin", Ct); // so that the server knows the roles already
        using var known = await admin.GetAsync("/api/v1/session", Ct);
        await _records.ExecuteAsync(
            """
            insert into role (code, position, name, name_en, scope)
            select added.code, last.position + added.place, added.name, added.name_en, added.scope
            from (select max(position) as position from role) last, (values
              (1, 'added', '新角色', 'Added role', 'city'), (2, 'own_added', '本单位新角色', 'Added role of its own', 'own')
            ) added (place, code, name, name_en, scope)
            on conflict do nothing
            """
        );
        await _records.ExecuteAsync(
            """
            insert into role_right (role, operation, reach)
            select r.code, o.code, 'scope' from role r, operation o
            where r.code in ('added', 'own_added') and o.code in ('cases.read', 'cases.step', 'figures.read')
            on conflict do nothing
            """
        );
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Its_account_is_made_logs_in_and_is_told_its_rights()
    {
        using var added = await LogInAsync("auditor-1");

        var session = await added.GetFromJsonAsync<JsonElement>("/api/v1/session", Ct);

        Assert.Equal(
            ("added", "新角色", "Added role", "cases.read cases.step figures.read"),
            (
                session.GetProperty("role").GetString(),
                session.GetProperty("roleName").GetString(),
                session.GetProperty("roleNameEn").GetString(),
                string.Join(' ', session.GetProperty("rights").EnumerateArray().Select(right => right.GetString()))
            )
        );
    }

    [Theory]
    [InlineData("/api/v1/cases", HttpStatusCode.OK)]
    [InlineData("/api/v1/statistics/metrics", HttpStatusCode.OK)]
    [InlineData("/api/v1/letters", HttpStatusCode.Forbidden)]
    [InlineData("/api/v1/towns", HttpStatusCode.Forbidden)]
    [InlineData("/api/v1/accounts", HttpStatusCode.Forbidden)]
    public async Task It_calls_what_it_has_a_right_to_and_nothing_else(string address, HttpStatusCode expected)
    {
        using var added = await LogInAsync($"auditor-{Guid.NewGuid():n}");

        using var answer = await added.GetAsync(address, Ct);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task It_sees_the_city_or_its_own_organisation_as_its_scope_says()
    {
        await using var db = fixture.App.NewContext();
        await NewCase.OpenAsync(db, Ct); // of the sanitation centre
        using var added = await LogInAsync("auditor-3");
        using var ownAdded = await LogInAsync("auditor-4", "own_added");

        Assert.NotEqual(0, await CountAsync(added));
        Assert.Equal(0, await CountAsync(ownAdded));

        static async Task<int> CountAsync(HttpClient client) =>
            (await client.GetFromJsonAsync<JsonElement>("/api/v1/cases", Ct)).GetProperty("items").GetArrayLength();
    }

    [Fact]
    public async Task It_takes_the_steps_that_the_case_graph_gives_it()
    {
        using var admin = await fixture.App.LogInAsync("admin", Ct);
        var graph = await admin.GetFromJsonAsync<JsonNode>("/api/v1/case-steps", Ct);
        var file = graph!["steps"]!.AsArray().First(step => step!["action"]!.GetValue<string>() == "file")!;
        file["roles"]!.AsArray().Add("added");
        using var changed = await admin.PutAsJsonAsync("/api/v1/case-steps", new { steps = graph["steps"] }, Ct);
        await using var db = fixture.App.NewContext();
        var opened = await NewCase.OpenAsync(db, Ct);
        using var added = await LogInAsync("auditor-5");

        using var filed = await added.PostAsJsonAsync($"/api/v1/cases/{opened.Id}/file", new { }, Ct);
        using var closed = await added.PostAsJsonAsync($"/api/v1/cases/{opened.Id}/dispatch", new { }, Ct);

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Forbidden),
            (changed.StatusCode, filed.StatusCode, closed.StatusCode)
        );
    }

    [Fact]
    public async Task The_verb_makes_its_account_and_names_the_roles_when_there_is_no_such_role()
    {
        using var folder = new ScratchFolder();

        var made = await RunAsync("auditor-6", "added", folder.Path);
        var refused = await RunAsync("inspector-1", "inspector", folder.Path);

        Assert.True(made.Exit == 0, made.Error);
        var roles = await _records.ListAsync<string>("select code from role order by position");
        Assert.Equal((2, $"cityops: role is one of {string.Join(", ", roles)}.\n"), refused);
    }

    private async Task<HttpClient> LogInAsync(string login, string role = "added")
    {
        using var admin = await fixture.App.LogInAsync("admin", Ct);
        using var made = await admin.PutAsJsonAsync(
            $"/api/v1/accounts/{login}",
            new
            {
                name = "新人",
                role,
                organisation = "parks",
            },
            Ct
        );
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var password = (await made.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("password").GetString();
        var client = fixture.App.Client();
        using var opened = await client.PostAsJsonAsync("/api/v1/session", new { login, password }, Ct);
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        using var changed = await client.PutAsJsonAsync(
            "/api/v1/session/password",
            new { current = password, @new = "typhoon-signal-number-8" },
            Ct
        );
        Assert.Equal(HttpStatusCode.NoContent, changed.StatusCode);
        return client;
    }

    private async Task<(int Exit, string Error)> RunAsync(string login, string role, string folder)
    {
        var start = new ProcessStartInfo(
            CityOpsProcess.Executable,
            ["account", "add", login, "--role", role, "--org", "bureau", "--data", folder]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["Database__ConnectionString"] = fixture.App.Database.ConnectionString;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        await output;
        return (process.ExitCode, await error);
    }
}
