using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Setup;

/// <summary>A real city from an empty folder, without the demo and without a browser.</summary>
public sealed class SetupTests : IAsyncLifetime
{
    private readonly ScratchFolder _scratch = new();
    private CityOpsProcess _app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await CityOpsProcess.StartAsync(new(), Ct);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task An_empty_folder_becomes_a_city_whose_first_case_is_closed_and_whose_first_month_is_issued()
    {
        var advice = $"./cityops setup --data {_app.DataFolder}";
        for (var i = 0; i < 300 && !_app.Log.Contains(advice, StringComparison.Ordinal); i++)
        {
            await Task.Delay(100, Ct); // it is printed after the service is ready
        }

        Assert.Contains(advice, _app.Log, StringComparison.Ordinal);
        var example = await RunAsync("setup", "--example");
        Assert.Equal(0, example.Exit);
        var founded = await FoundAsync(example.Output);
        Assert.True(founded.Exit == 0, founded.Output);
        Assert.Contains("30 organisations, 23 towns", founded.Output, StringComparison.Ordinal);
        using var admin = await LogInAsync("admin", PasswordIn(founded.Output));
        using var bins = await admin.ReadAsync("/api/v1/facility-types/litter_bin", Ct);
        Assert.Equal(
            ["full", "broken", "praise"],
            bins["kinds"].EnumerateArray().Select(kind => kind.GetProperty("code").GetString())
        );

        var people = new Dictionary<string, HttpClient>();
        foreach (
            var (role, organisation) in new[]
            {
                ("officer", "sanitation"),
                ("dispatcher", "bureau"),
                ("handler", "sanitation"),
                ("verifier", "bureau"),
            }
        )
        {
            using var made = await admin.PutJsonAsync(
                $"/api/v1/accounts/{role}",
                new
                {
                    name = role,
                    role,
                    organisation,
                },
                Ct
            );
            Assert.Equal(201, made.Status);
            people[role] = await LogInAsync(role, made["password"].GetString()!);
        }

        var report = Guid.NewGuid();
        using var reported = await people["officer"]
            .PutJsonAsync(
                $"/api/v1/reports/{report}",
                new
                {
                    category = "06010", // of the starter categories, with its limit
                    description = "暴露垃圾",
                    observedAt = DateTimeOffset.UtcNow,
                    position = new
                    {
                        lon = 113.3824,
                        lat = 22.5211,
                        coordSystem = "wgs84",
                        accuracyMetres = 5,
                    },
                    answers = new { },
                    photos = Array.Empty<object>(),
                },
                Ct
            );
        Assert.Equal(201, reported.Status);
        using var cases = await people["dispatcher"].ReadAsync("/api/v1/cases", Ct);
        var id = Assert.Single(cases["items"].EnumerateArray()).GetProperty("id").GetGuid();
        foreach (
            var (role, action, body, status) in new (string, string, object, string)[]
            {
                ("dispatcher", "file", new { }, "pending_dispatch"),
                ("dispatcher", "dispatch", new { }, "pending_handle"),
                ("handler", "accept", new { }, "handling"),
                ("handler", "handle", new { note = "已清理" }, "pending_check"),
                ("verifier", "verify", new { }, "pending_close"),
                ("dispatcher", "close", new { }, "closed"),
            }
        )
        {
            using var taken = await people[role].PostJsonAsync($"/api/v1/cases/{id}/{action}", body, Ct);
            Assert.Equal(
                (action, 200, status),
                (action, taken.Status, taken.Status == 200 ? taken["status"].GetString() : taken.Code)
            );
        }

        var month = DateTimeOffset
            .UtcNow.ToOffset(TimeSpan.FromHours(8))
            .AddMonths(-1)
            .ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var closed = await RunAsync("close-month", month);
        Assert.True(closed.Exit == 0, closed.Output);
        Assert.Contains($"{month} revision 1 sha256", closed.Output, StringComparison.Ordinal);
        var issued = await RunAsync("bulletin", month, "--out", _scratch["bulletins"]);
        Assert.True(issued.Exit == 0, issued.Output);
        Assert.NotEmpty(Directory.EnumerateFiles(_scratch["bulletins"], "*.docx", SearchOption.AllDirectories));

        var again = await FoundAsync(example.Output);
        Assert.Equal(2, again.Exit);
        Assert.Contains("holds a city already", again.Output, StringComparison.Ordinal);
        foreach (var person in people.Values)
        {
            person.Dispose();
        }
    }

    [Fact]
    public async Task What_is_wrong_in_the_file_is_named_by_its_place_and_nothing_is_kept()
    {
        var example = (await RunAsync("setup", "--example")).Output;
        (Action<JsonNode> Spoil, string Named)[] spoilt =
        [
            (file => file["towns"]![3]!["code"] = "44200", "towns[3].code"),
            (
                file => file["towns"]![3]!["code"] = "442000001",
                "towns[3].code: “442000001” is that of towns[0] already"
            ),
            (file => file["towns"]![2]!.AsObject().Remove("lon"), "towns[2].lon"),
            (file => file["towns"]![2]!["lat"] = "north", "towns[2].lat"),
            (file => file["centres"]![1]!["code"] = "sanitation", "centres[1].code"),
            (file => file["centres"]![1]!["code"] = "a b", "centres[1].code"),
            (file => file["contractors"]![0]!["parent"] = "nowhere", "contractors[0].parent"),
            (
                file => file["centers"] = new JsonArray(),
                "centers: there is no such member here; there are bureau, centres, "
            ),
            (
                file => file["centres"]![0]!["titel"] = "x",
                "titel: there is no such member here; there are code, name, nameEn, parent."
            ),
            (file => file["categories"] = "all", "categories"),
            (file => file.AsObject().Remove("bureau"), "bureau"),
            (file => file["administrator"]!["login"] = "a b", "administrator.login"),
            (file => file["townsFile"] = "absent.geojson", "townsFile"),
        ];
        foreach (var (spoil, named) in spoilt)
        {
            var file = JsonNode.Parse(example)!;
            spoil(file);
            var refused = await FoundAsync(file.ToJsonString());
            Assert.True(refused.Exit == 2, $"{named}: {refused.Output}");
            Assert.Contains(named, refused.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", refused.Output, StringComparison.Ordinal); // no stack trace
        }

        Assert.Equal(2, (await FoundAsync("{")).Exit);
        var silent = await RunAsync("setup");
        Assert.Equal(2, silent.Exit);
        Assert.Contains("--file", silent.Output, StringComparison.Ordinal);

        var founded = await FoundAsync(example); // so nothing was kept of the others
        Assert.True(founded.Exit == 0, founded.Output);
    }

    [Fact]
    public async Task Official_boundaries_make_the_towns_and_their_offices()
    {
        await File.WriteAllTextAsync(
            _scratch["towns.geojson"],
            """
            {"type":"FeatureCollection","features":[
              {"type":"Feature","properties":{"code":"442000001","name":"石岐街道"},"geometry":{"type":"Polygon",
                "coordinates":[[[113.3,22.5],[113.4,22.5],[113.4,22.6],[113.3,22.6],[113.3,22.5]]]}}]}
            """,
            Ct
        );
        var founded = await FoundAsync(
            """
            {"bureau":{"code":"bureau","name":"城管局"},"townsFile":"towns.geojson",
             "administrator":{"login":"admin","name":"管理员"}}
            """
        );
        Assert.True(founded.Exit == 0, founded.Output);
        using var admin = await LogInAsync("admin", PasswordIn(founded.Output));

        using var towns = await admin.ReadAsync("/api/v1/towns", Ct);
        using var organisations = await admin.ReadAsync("/api/v1/organisations", Ct);

        Assert.False(Assert.Single(towns["items"].EnumerateArray()).GetProperty("boundaryIsApproximate").GetBoolean());
        Assert.Equal(
            [("442000001", "town"), ("bureau", "bureau")],
            organisations["items"]
                .EnumerateArray()
                .Select(o => (o.GetProperty("code").GetString()!, o.GetProperty("kind").GetString()!))
        );
    }

    [Fact]
    public async Task At_a_terminal_each_answer_is_looked_at_as_it_is_given()
    {
        await using var terminal = Terminal.Open(["setup", "--data", _app.DataFolder]);
        foreach (
            var (question, answer) in new[]
            {
                ("局名称", "中山市城市管理和综合执法局"),
                ("Centres", "bad_code 园林中心"),
                ("“bad_code” is no code", "parks 园林中心"),
                ("Centres", "parks 环卫中心"),
                ("“parks” is the code of another one already", ""),
                ("Contractors", "c-1 某公司"),
                ("Contractors", ""),
                ("boundaries", "absent.geojson"),
                ("absent.geojson", ""),
                ("starter categories", "n"),
                ("login", "a b"),
                ("A login has up to 60", ""),
                ("Administrator's name", ""),
            }
        )
        {
            await terminal.AnswerAsync(question, answer, Ct);
        }

        Assert.True(await terminal.EndAsync(Ct) == 0, terminal.Shown);
        Assert.Contains("3 organisations, 0 towns, ", terminal.Shown, StringComparison.Ordinal);
        using var admin = await LogInAsync("admin", PasswordIn(terminal.Shown));
        using var organisations = await admin.ReadAsync("/api/v1/organisations", Ct);
        Assert.Equal(
            [("bureau", "中山市城市管理和综合执法局"), ("c-1", "某公司"), ("parks", "园林中心")],
            organisations["items"]
                .EnumerateArray()
                .Select(o => (o.GetProperty("code").GetString()!, o.GetProperty("name").GetString()!))
                .Order()
        );

        await using var again = Terminal.Open(["setup", "--data", _app.DataFolder]);
        Assert.Equal(2, await again.EndAsync(Ct)); // and nothing was asked
        Assert.Contains("This database holds a city already.", again.Shown, StringComparison.Ordinal);
    }

    private static string PasswordIn(string output) =>
        output
            .Split('\n')
            .Single(line => line.StartsWith("admin ", StringComparison.Ordinal))["admin ".Length..]
            .Trim();

    private async Task<HttpClient> LogInAsync(string login, string password)
    {
        const string own = "typhoon-signal-number-8";
        using var first = await TokensAsync(login, password);
        using var changed = await first.PutJsonAsync(
            "/api/v1/session/password",
            new { current = password, @new = own },
            Ct
        );
        Assert.Equal(204, changed.Status);
        return await TokensAsync(login, own);
    }

    private async Task<HttpClient> TokensAsync(string login, string password)
    {
        var client = new HttpClient { BaseAddress = _app.Http };
        using var tokens = await client.PostJsonAsync("/api/v1/tokens", new { login, password }, Ct);
        Assert.Equal(200, tokens.Status);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            tokens["accessToken"].GetString()
        );
        return client;
    }

    private async Task<(int Exit, string Output)> FoundAsync(string json)
    {
        await File.WriteAllTextAsync(_scratch["city.json"], json, Ct);
        return await RunAsync("setup", "--file", _scratch["city.json"]);
    }

    private async Task<(int Exit, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(CityOpsProcess.Executable, [.. arguments, "--data", _app.DataFolder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Ct), process.StandardError.ReadToEndAsync(Ct));
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, await output + await error);
    }
}
