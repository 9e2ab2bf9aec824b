using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CityOps.Testing;
using Microsoft.Extensions.Configuration;

namespace CityOps.IntegrationTests.InputValidation;

/// <summary>Each parameter of each call with each odd value, bodies that are not of their encoding, names that are not
/// ours: refused with a code, never a status 500.</summary>
public sealed class ParameterSweepTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static readonly string[] OddTimes =
    [
        "0001-01-01",
        "0001-01-02",
        "9999-12-31",
        "1900-01-01",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00%2B14:00",
        "0001-01-01T00:00:00-14:00",
        "0001-01-01T00:00:00",
        "9999-12-31T23:59:59Z",
        "9999-12-31T23:59:59-14:00",
        "9999-12-31T23:59:59.9999999",
        "-271821-04-20",
        "2026-02-30",
        "infinity",
    ];

    private static readonly string[] OddNumbers =
    [
        "-1",
        "0",
        "2147483647",
        "2147483648",
        "-9223372036854775808",
        "1e300",
        "1e400",
        "NaN",
        "Infinity",
        "-Infinity",
        "0.1",
    ];

    private static readonly string[] OddTexts =
    [
        "%00",
        "%EF%BF%BE",
        "%ED%A0%80",
        "%E2%80%AE",
        ",",
        "a,,b",
        "..%2F..%2Fx",
        "%27%20or%201%3D1--",
        "%25",
        "_",
        "%5B%5D",
        "00000000-0000-0000-0000-000000000000",
        "1,2,3,4",
        "NaN,NaN,NaN,NaN",
        "1e400,0,1e400,0",
        "-1e300,-1e300,1e300,1e300",
        "180,90,-180,-90",
        "AAAA",
    ];

    [Fact]
    public async Task No_parameter_of_any_call_breaks_it()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        using var described = await admin.ReadAsync("/openapi/v1.json", Ct);
        var (broken, asked) = (new List<string>(), 0);
        foreach (var (path, parameters) in Calls(described.Body))
        {
            foreach (var query in Queries(parameters))
            {
                asked++;
                var url = Filled(path, "x") + query;
                using var answer = await admin.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, Ct);
                if ((int)answer.StatusCode >= 500)
                {
                    broken.Add($"{(int)answer.StatusCode} {url}");
                }
            }

            foreach (
                var odd in path.Contains('{', StringComparison.Ordinal) ? OddTexts.Concat(OddTimes).Append("-1") : []
            )
            {
                asked++;
                using var answer = await admin.GetAsync(
                    Filled(path, odd),
                    HttpCompletionOption.ResponseHeadersRead,
                    Ct
                );
                if ((int)answer.StatusCode >= 500)
                {
                    broken.Add($"{(int)answer.StatusCode} {Filled(path, odd)}");
                }
            }
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken.Take(50)));
        Assert.True(asked > 2000, $"{asked}");
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task A_body_that_is_not_of_its_encoding_is_refused_at_every_door(string encoding)
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        using var described = await admin.ReadAsync("/openapi/v1.json", Ct);
        using var gateway = Gateway();
        var broken = new List<string>();
        foreach (var path in described["paths"].EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject().Where(one => one.Name is "put" or "post" or "patch"))
            {
                if (path.Name.StartsWith("/api/v1/uploads", StringComparison.Ordinal))
                {
                    continue; // the bytes of a photo are what they are
                }

                foreach (
                    var garbage in new byte[][] { [0xFF, 0xFE, 0xFD, 0x00, 0x13, 0x37], [1], Whole(encoding)[..^3] }
                )
                {
                    using var request = new HttpRequestMessage(
                        new HttpMethod(operation.Name.ToUpperInvariant()),
                        Filled(path.Name, "zz_sweep")
                    )
                    {
                        Content = new ByteArrayContent(garbage),
                    };
                    request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                    request.Content.Headers.ContentEncoding.Add(encoding);
                    using var answer = await (path.Name == "/api/v1/readings" ? gateway : admin).SendAsync(request, Ct);
                    if ((int)answer.StatusCode >= 500)
                    {
                        broken.Add($"{operation.Name} {path.Name} {Convert.ToHexString(garbage)}");
                    }
                }
            }
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken.Take(50)));
    }

    [Fact]
    public async Task Compressed_readings_count_by_what_comes_over_the_line_and_a_bomb_is_refused()
    {
        using var gateway = Gateway();
        var lines = new StringBuilder();
        for (var i = 0; i < 10_000; i++)
        {
            lines.Append(
                CultureInfo.InvariantCulture,
                $"{{\"sensor\":\"WL-0001\",\"observedAt\":\"{new DateTime(2026, 5, 1).AddSeconds(i):yyyy-MM-ddTHH:mm:ss}+08:00\",\"depthMm\":1}}{new string(' ', 500)}\n"
            );
        }

        var text = Encoding.UTF8.GetBytes(lines.ToString());
        Assert.True(text.Length > 5 * 1024 * 1024, "more than four megabytes unpacked");
        using var taken = await PostLinesAsync(gateway, Gzip(text));
        using var bomb = await PostLinesAsync(gateway, Gzip(new byte[200 * 1024 * 1024]));
        using var large = await PostLinesAsync(gateway, new byte[(4 * 1024 * 1024) + 1], encoding: null);

        Assert.Equal(200, (int)taken.StatusCode);
        Assert.Equal(
            10_000,
            JsonSerializer
                .Deserialize<JsonElement>(await taken.Content.ReadAsStringAsync(Ct))
                .GetProperty("accepted")
                .GetInt32()
        );
        Assert.Equal((413, 413), ((int)bomb.StatusCode, (int)large.StatusCode));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("a b")]
    [InlineData("1a")]
    [InlineData("a%0A")]
    [InlineData("..%2Fx")]
    [InlineData("%E8%A1%A8")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task A_set_of_lines_has_a_code_or_is_refused(string code)
    {
        using var supervisor = await _app.LogInAsync("supervisor", Ct);

        using var answer = await supervisor.SendAsync(
            HttpMethod.Put,
            $"/api/v1/line-sets/{code}",
            """{"name":"x","lines":[]}""",
            Ct
        );

        Assert.Equal((422, "field_invalid"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("../../x")]
    [InlineData("=cmd|1")]
    [InlineData("+1")]
    [InlineData("@a")]
    [InlineData("A\u202eB")]
    [InlineData("A\u2066B")]
    [InlineData("A\u200bB")]
    [InlineData("A//B")]
    [InlineData("A/..")]
    [InlineData("a<b")]
    [InlineData("a\"b")]
    [InlineData("a|b")]
    public async Task A_facility_code_is_no_path_no_formula_and_reads_as_it_is(string code)
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        var body = JsonSerializer.Serialize(
            new
            {
                code,
                type = "toilet",
                name = "公厕",
                organisation = "sanitation",
                position = new
                {
                    lon = 113.35,
                    lat = 22.55,
                    coordSystem = "wgs84",
                },
            }
        );

        using var answer = await admin.SendAsync(HttpMethod.Put, $"/api/v1/facilities/{Guid.NewGuid()}", body, Ct);

        Assert.Equal((422, "field_invalid"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_dashboard_of_jobs_refuses_what_it_cannot_read()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        var broken = new List<string>();
        foreach (
            var call in new[]
            {
                "GET /hangfire/stats",
                "POST /hangfire/stats",
                "POST /hangfire/jobs/enqueued/delete",
                "POST /hangfire/recurring/trigger",
                "GET /hangfire/jobs/enqueued?from=x&count=y",
                "GET /hangfire/jobs/succeeded?from=-1&count=-1",
                "GET /hangfire/jobs/failed?from=99999999999",
                "GET /hangfire/jobs/details/x",
                "GET /hangfire/retries?from=-5",
            }
        )
        {
            var (method, path) = (call.Split(' ')[0], call.Split(' ')[1]);
            foreach (var body in method == "POST" ? new string?[] { null, "x" } : [null])
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
                using var answer = await admin.SendAsync(request, Ct);
                if ((int)answer.StatusCode >= 500)
                {
                    broken.Add($"{(int)answer.StatusCode} {call} {body}");
                }
            }
        }

        Assert.Empty(broken);
    }

    [Fact]
    public async Task A_host_that_is_not_ours_goes_into_no_code()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        using var issued = await admin.PostAsync("/api/v1/facilities/T-001/qr-code", null, Ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/facilities?type=toilet");
        request.Headers.Host = "evil.example";

        using var answer = await admin.SendAsync(request, Ct);

        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.DoesNotContain("evil", text, StringComparison.Ordinal);
        Assert.Contains($"http://127.0.0.1:{_app.Http.Port}/q/T-001", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Once_somebody_has_said_which_names_are_ours_others_are_refused()
    {
        await using var app = await TestApp.StartAsync(Ct, builder =>
            builder.Configuration.AddInMemoryCollection([new("Http:AllowedHosts:0", "cg.example.gov.cn")])
        );
        using var client = new HttpClient { BaseAddress = app.Http };

        Assert.Equal(400, await StatusAsync("evil.example"));
        Assert.Equal(400, await StatusAsync("cg.example.gov.cn.evil.example"));
        Assert.Equal(200, await StatusAsync("cg.example.gov.cn"));
        Assert.Equal(200, await StatusAsync(null));

        async Task<int> StatusAsync(string? host)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
            request.Headers.Host = host;
            using var answer = await client.SendAsync(request, Ct);
            return (int)answer.StatusCode;
        }
    }

    private HttpClient Gateway()
    {
        var client = _app.Client();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{TestCity.Gateway}:{TestCity.GatewaySecret}"))
        );
        return client;
    }

    private static async Task<HttpResponseMessage> PostLinesAsync(
        HttpClient gateway,
        byte[] body,
        string? encoding = "gzip"
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/readings")
        {
            Content = new ByteArrayContent(body),
        };
        request.Headers.ExpectContinue = true; // what is too large is refused before it is sent
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        return await gateway.SendAsync(request, Ct);
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private static byte[] Whole(string encoding)
    {
        using var packed = new MemoryStream();
        using (
            Stream stream = encoding switch
            {
                "br" => new BrotliStream(packed, CompressionLevel.Fastest),
                "gzip" => new GZipStream(packed, CompressionLevel.Fastest),
                _ => new ZLibStream(packed, CompressionLevel.Fastest),
            }
        )
        {
            stream.Write("""{"name":"a body that breaks off in the middle of it"}"""u8);
        }

        return packed.ToArray();
    }

    private sealed record Parameter(string Name, bool IsRequired, string Kind);

    private static IEnumerable<(string Path, IReadOnlyList<Parameter> Parameters)> Calls(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        where path.Name != "/api/v1/events" // it does not end
        from operation in path.Value.EnumerateObject()
        where operation.Name == "get"
        let parameters = operation.Value.TryGetProperty("parameters", out var list)
            ? list.EnumerateArray().Where(one => one.GetProperty("in").GetString() == "query").Select(Read).ToList()
            : []
        select (path.Name, (IReadOnlyList<Parameter>)parameters);

    private static Parameter Read(JsonElement parameter)
    {
        var name = parameter.GetProperty("name").GetString()!;
        var schema = parameter.GetProperty("schema").GetRawText();
        return new(
            name,
            parameter.TryGetProperty("required", out var required) && required.GetBoolean(),
            schema.Contains("date", StringComparison.Ordinal)
                || name is "from" or "to" or "since" or "at" or "day" or "month"
                    ? "time"
                : schema.Contains("integer", StringComparison.Ordinal)
                || schema.Contains("number", StringComparison.Ordinal)
                    ? "number"
                : "text"
        );
    }

    private static IEnumerable<string> Queries(IReadOnlyList<Parameter> parameters)
    {
        foreach (var one in parameters)
        {
            string[] odd = one.Kind switch
            {
                "time" => [.. OddTimes, "%00"],
                "number" => [.. OddNumbers, "%00"],
                _ => [.. OddTexts, "-1", "1e400", "0001-01-01"],
            };
            foreach (var value in odd)
            {
                yield return Query(parameters.Where(other => other != one).Select(Sane).Append((one.Name, value)));
                if (one.Kind == "time")
                {
                    // alone, and with its partner as odd as itself
                    yield return Query([(one.Name, value)]);
                    yield return Query(
                        parameters.Select(other => other.Kind == "time" ? (other.Name, value) : Sane(other))
                    );
                }
            }
        }
    }

    private static (string Name, string? Value) Sane(Parameter parameter) =>
        (
            parameter.Name,
            parameter.Name switch
            {
                "from" or "since" or "at" or "day" => "2026-06-01",
                "to" => "2026-06-30",
                "month" => "2026-06",
                "metric" => "patrols",
                "bbox" or "box" => "113.3,22.5,113.5,22.6",
                _ when parameter.IsRequired => "1",
                _ => null,
            }
        );

    private static string Query(IEnumerable<(string Name, string? Value)> values) =>
        "?"
        + string.Join(
            '&',
            values.Where(value => value.Value is not null).Select(value => $"{value.Name}={value.Value}")
        );

    private static string Filled(string path, string value)
    {
        var filled = path;
        while (filled.IndexOf('{', StringComparison.Ordinal) is >= 0 and var open)
        {
            var close = filled.IndexOf('}', open);
            filled = filled[..open] + value + filled[(close + 1)..];
        }

        return filled;
    }
}
