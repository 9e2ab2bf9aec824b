using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.IntegrationTests.Maps;
using CityOps.Testing;

namespace CityOps.IntegrationTests.InputValidation;

/// <summary>Malformed and extreme input: it is refused with a code, or cleaned, and never a status 500.</summary>
public sealed class OddInputTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private const string Here = """{"lon":113.35,"lat":22.55,"coordSystem":"wgs84"}""";
    private const string Inaccurate = """{"lon":113.35,"lat":22.55,"coordSystem":"wgs84","accuracyMetres":1e300}""";

    [Theory]
    [InlineData(
        "PUT",
        "reports/{new}",
        $$"""{"category":"03101","observedAt":"2026-06-01T08:00:00+08:00","position":{{Inaccurate}}}""",
        422,
        "field_invalid"
    )]
    [InlineData(
        "PUT",
        "patrols/{new}",
        $$"""{"startedAt":"2026-06-01T08:00:00+08:00","position":{{Inaccurate}}}""",
        422,
        "field_invalid"
    )]
    [InlineData(
        "PUT",
        "reports/{new}",
        $$"""{"category":"03101","observedAt":"2026-06-01T08:00:00+08:00","position":{{Here}},"description":"a\uFFFEb"}""",
        201,
        null
    )]
    [InlineData(
        "PUT",
        "reports/{new}",
        $$"""{"category":"03101","observedAt":"2026-06-01T08:00:00+08:00","position":{{Here}},"description":"\ud800"}""",
        400,
        "malformed_json"
    )]
    [InlineData(
        "PUT",
        "reports/{new}",
        $$"""{"category":"\uFFFE","observedAt":"2026-06-01T08:00:00+08:00","position":{{Here}}}""",
        422,
        "field_missing"
    )]
    [InlineData("PUT", "reports/{new}", "", 400, "invalid_request")]
    [InlineData("PUT", "reports/{new}", "null", 400, "invalid_request")]
    [InlineData("PUT", "reports/{new}", "[]", 400, "malformed_json")]
    [InlineData("PUT", "reports/{new}", """{"observedAt":"yesterday"}""", 400, "malformed_json")]
    [InlineData("GET", "cases?text=%EF%BF%BE", null, 200, null)]
    [InlineData("GET", "cases?from=0001-01-01&to=9999-12-31", null, 200, null)]
    [InlineData("GET", "cases?from=soon", null, 400, "invalid_request")]
    [InlineData(
        "PUT",
        "calendar/hours/2050-01-01",
        """{"periods":[{"opens":"09:00:00","closes":"09:00:00.0000001"}]}""",
        422,
        "working_hours_invalid"
    )]
    public async Task Odd_input_has_its_code(string method, string url, string? body, int status, string? code)
    {
        using var caller = await _app.LogInAsync(
            url.StartsWith("calendar", StringComparison.Ordinal) ? "admin" : "officer",
            Ct
        );

        using var answer = await caller.SendAsync(
            new HttpMethod(method),
            "/api/v1/" + url.Replace("{new}", Guid.NewGuid().ToString(), StringComparison.Ordinal),
            body,
            Ct
        );

        Assert.Equal((status, code), (answer.Status, answer.Code));
        if (answer.Code is not null)
        {
            var detail = answer["detail"].GetString()!;
            Assert.DoesNotContain("System.", detail, StringComparison.Ordinal);
            Assert.DoesNotContain("CityOps", detail, StringComparison.Ordinal);
            Assert.DoesNotContain("Service", detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_track_names_the_position_whose_accuracy_cannot_be_and_takes_the_others()
    {
        using var officer = await _app.LogInAsync("officer", Ct);

        using var answer = await officer.PostJsonAsync(
            $"/api/v1/patrols/{Guid.NewGuid()}/track",
            """
            {"positions":[{"observedAt":"2026-06-01T08:00:00+08:00","lon":113.35,"lat":22.55,"accuracyMetres":1e300},
                          {"observedAt":"2026-06-01T08:00:05+08:00","lon":113.35,"lat":22.55,"accuracyMetres":5}]}
            """,
            Ct
        );

        Assert.Equal((200, 1, 1), (answer.Status, answer["accepted"].GetInt32(), answer["rejected"].GetArrayLength()));
    }

    /// <summary>
    /// Every call of the API's own description, with malformed and extreme bodies: nothing, null, an array, each member
    /// with each odd value, alone and in a body that is otherwise right.
    /// </summary>
    [Fact]
    public async Task No_call_breaks_whatever_it_is_sent()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        await using var db = _app.NewContext();
        var opened = await NewCase.OpenAsync(db, Ct);
        using var described = await admin.ReadAsync("/openapi/v1.json", Ct);
        var broken = new List<string>();
        foreach (var path in described["paths"].EnumerateObject().Where(path => !LeftOut.Any(path.Name.StartsWith)))
        {
            foreach (
                var operation in path
                    .Value.EnumerateObject()
                    .Where(operation => operation.Name is "put" or "post" or "patch")
            )
            {
                var url = Filled(path.Name, opened.Id);
                foreach (
                    var body in Bodies(Members(described.Body, operation.Value), Right.GetValueOrDefault(path.Name))
                        .Distinct()
                )
                {
                    using var request = new HttpRequestMessage(new HttpMethod(operation.Name.ToUpperInvariant()), url)
                    {
                        Content = new StringContent(body, Encoding.UTF8, "application/json"),
                    };
                    request.Headers.Add("Tus-Resumable", "1.0.0");
                    using var answer = await admin.SendAsync(request, Ct);
                    if ((int)answer.StatusCode >= 500)
                    {
                        broken.Add($"{operation.Name} {path.Name} {body}");
                    }
                }
            }
        }

        Assert.Empty(broken);
    }

    /// <summary>The session ends; a day of many sensors is worked out anew.</summary>
    private static readonly string[] LeftOut = ["/api/v1/session", "/api/v1/account", "/api/v1/line-sets"];

    private static readonly string[] Odd =
    [
        "null",
        "[null]",
        "[]",
        "{}",
        "[[]]",
        "true",
        "-1",
        "0",
        "1e300",
        "1e400",
        "123456789012345678901234567890",
        "\"\"",
        "\"x\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"\\uFFFE\"",
        "\"0001-01-01T00:00:00Z\"",
        "\"9999-12-31T23:59:59+00:00\"",
        "\"0001-01-01\"",
        "\"9999-12-31\"",
    ];

    private static readonly Dictionary<string, string> Right = new()
    {
        ["/api/v1/reports/{id}"] =
            $$"""{"category":"03101","position":{{Here}},"observedAt":"2026-06-01T08:00:00+08:00","answers":{"a":1},"photos":[],"facility":null}""",
        ["/api/v1/patrols/{id}"] =
            $$"""{"kind":"daily","category":"X01","startedAt":"2026-06-01T08:00:00+08:00","endedAt":"2026-06-01T09:00:00+08:00","position":{{Here}}}""",
        ["/api/v1/forms/{code}/draft"] =
            """{"name":"表","fields":[{"code":"a","kind":"integer","label":{"zh":"甲"}}]}""",
        ["/api/v1/categories/{code}"] =
            """{"name":"类","kind":"event","conditions":[{"condition":"一般","limit":"1天"}]}""",
        ["/api/v1/calendar/hours/{day}"] = """{"periods":[{"opens":"09:00:00","closes":"12:00:00"}]}""",
        ["/api/v1/channels"] =
            """{"name":"x","kind":"http","recipients":["13800000001"],"http":{"url":"https://example.org/","headers":{"X-A":"1"},"body":"{}"},"rules":[{"kinds":["urged"],"quietFrom":"22:00","quietTo":"07:00"}]}""",
        ["/api/v1/webhooks"] = """{"name":"x","url":"https://example.org/","types":["case.*"]}""",
        ["/api/v1/penalties"] =
            """{"kind":"warning","decidedOn":"2026-06-01","case":"00000000-0000-7000-8000-000000000000"}""",
    };

    private static string Filled(string path, Guid opened) =>
        path.Replace("/cases/{id}", $"/cases/{opened}", StringComparison.Ordinal)
            .Replace("{action}", "file", StringComparison.Ordinal)
            .Replace("{day}", "2050-01-01", StringComparison.Ordinal)
            .Replace("{date}", "2050-01-01", StringComparison.Ordinal)
            .Replace("{month}", "2026-05", StringComparison.Ordinal)
            .Replace("{version}", "1", StringComparison.Ordinal)
            .Replace("{id}", Guid.NewGuid().ToString(), StringComparison.Ordinal)
            .Replace("{code}", "zz_fuzz", StringComparison.Ordinal)
            .Replace("{", "zz", StringComparison.Ordinal)
            .Replace("}", "", StringComparison.Ordinal);

    private static IReadOnlyList<string> Members(JsonElement described, JsonElement operation)
    {
        if (
            !operation.TryGetProperty("requestBody", out var body)
            || !body.GetProperty("content").TryGetProperty("application/json", out var json)
        )
        {
            return [];
        }

        var schema = json.GetProperty("schema");
        foreach (var alternative in new[] { "oneOf", "anyOf", "allOf" })
        {
            schema = schema.TryGetProperty(alternative, out var several) ? several.EnumerateArray().Last() : schema;
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            schema = described
                .GetProperty("components")
                .GetProperty("schemas")
                .GetProperty(reference.GetString()!.Split('/')[^1]);
        }

        return schema.TryGetProperty("properties", out var properties)
            ? [.. properties.EnumerateObject().Select(member => member.Name)]
            : [];
    }

    private static IEnumerable<string> Bodies(IReadOnlyList<string> members, string? right)
    {
        foreach (var whole in new[] { "", "null", "[]", "[null]", "\"x\"", "1e400", "{", "{}" })
        {
            yield return whole;
        }

        var known = right is null
            ? []
            : JsonNode
                .Parse(right)!
                .AsObject()
                .ToDictionary(member => member.Key, member => member.Value?.ToJsonString() ?? "null");
        foreach (var odd in Odd)
        {
            yield return Object(members.Select(member => (member, odd)));
            foreach (var member in members)
            {
                yield return Object(
                    known
                        .Where(other => other.Key != member)
                        .Select(other => (other.Key, other.Value))
                        .Append((member, odd))
                );
            }
        }
    }

    private static string Object(IEnumerable<(string Name, string Json)> members) =>
        $"{{{string.Join(',', members.Select(member => $"\"{member.Name}\":{member.Json}"))}}}";
}
