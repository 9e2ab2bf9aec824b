using System.Text;
using System.Text.Json;
using CityOps.Testing;

namespace CityOps.IntegrationTests.InputValidation;

/// <summary>A name that a call does not have, in its address or its body, is refused by that name.</summary>
public sealed class UnknownNamesTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private TestApp App => fixture.App;

    [Fact]
    public async Task No_call_of_the_api_passes_over_a_parameter_it_does_not_have()
    {
        using var admin = await App.LogInAsync("admin", Ct);
        using var auditor = await App.LogInAsync("auditor", Ct);
        using var document = JsonDocument.Parse(await admin.GetStringAsync("/openapi/v1.json", Ct));
        var passed = new List<string>();
        var asked = 0;

        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject())
        {
            if (
                !path.Name.StartsWith("/api/", StringComparison.Ordinal)
                || !path.Value.TryGetProperty("get", out var call)
            )
            {
                continue;
            }

            asked++;
            var caller = path.Name.StartsWith("/api/v1/audit", StringComparison.Ordinal) ? auditor : admin;
            using var answer = await caller.GetAsync(Address(path.Name, call) + "?twons=442000001", Ct);
            if (await CodeAsync(answer) != "parameter_unknown")
            {
                passed.Add($"{path.Name}: {(int)answer.StatusCode}");
            }
        }

        Assert.Empty(passed);
        Assert.True(asked > 60, $"only {asked} calls were asked");
    }

    [Fact]
    public async Task The_refusal_names_the_parameter_and_those_that_there_are()
    {
        using var caller = await App.LogInAsync("officer", Ct);

        using var answer = await caller.GetAsync("/api/v1/cases?status=handling&towns=442000001", Ct);

        var problem = await ReadAsync(answer);
        Assert.Equal("towns", problem.GetProperty("parameter").GetString());
        Assert.Contains("town", problem.GetProperty("known").EnumerateArray().Select(name => name.GetString()));
    }

    [Theory]
    [InlineData("cases?from=2026-13-01", "from is no day")]
    [InlineData("statistics?from=2026-01-01&to=2026-02-30", "to is not a day")]
    [InlineData("sensors/WL-0001/readings?to=2026-13-01", "to is no day or time")]
    [InlineData("ponding/replay?from=x&to=2026-01-01", "from is no day or time")]
    [InlineData("cases?overdue=maybe", "overdue is no true or false")]
    public async Task A_value_that_cannot_be_read_is_refused_with_its_parameters_name(string url, string words)
    {
        using var caller = await App.LogInAsync("officer", Ct);

        using var answer = await caller.GetAsync("/api/v1/" + url, Ct);

        Assert.Contains(words, (await ReadAsync(answer)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"startedAt":"2026-06-01T08:00:00+08:00","finishedAt":"2026-06-01T09:00:00+08:00"}""", "finishedAt")]
    [InlineData(
        """{"startedAt":"2026-06-01T08:00:00+08:00","position":{"lon":113.35,"lat":22.55,"coordsystem":"wgs84","acc":5}}""",
        "acc"
    )]
    public async Task A_member_that_the_body_does_not_have_is_refused_by_its_name(string body, string name)
    {
        using var officer = await App.LogInAsync("officer", Ct);

        using var answer = await officer.PutAsync(
            $"/api/v1/patrols/{Guid.NewGuid()}",
            new StringContent(body, Encoding.UTF8, "application/json"),
            Ct
        );

        var problem = await ReadAsync(answer);
        Assert.Equal("malformed_json", problem.GetProperty("code").GetString());
        Assert.Contains(
            $"There is no member {name} here",
            problem.GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );
    }

    private static string Address(string path, JsonElement call)
    {
        if (!call.TryGetProperty("parameters", out var parameters))
        {
            return path;
        }

        foreach (var parameter in parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "path"))
        {
            var schema = parameter.GetProperty("schema").GetRawText();
            var value = 0 switch
            {
                _ when schema.Contains("uuid", StringComparison.Ordinal) => Guid.NewGuid().ToString(),
                _ when schema.Contains("integer", StringComparison.Ordinal) => "1",
                _ when schema.Contains("\"date\"", StringComparison.Ordinal) => "2026-06-01",
                _ => "x",
            };
            path = path.Replace($"{{{parameter.GetProperty("name").GetString()}}}", value, StringComparison.Ordinal);
        }

        return path;
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer) =>
        JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(Ct));

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        answer.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? (await ReadAsync(answer)).GetProperty("code").GetString()
            : null;
}
