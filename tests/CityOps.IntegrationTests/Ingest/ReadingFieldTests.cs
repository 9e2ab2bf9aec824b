using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using CityOps.Ingest;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Ingest;

/// <summary>Every field of <see cref="ReadingFields"/>, sent over MQTT and HTTP and read back.</summary>
public sealed class ReadingFieldTests(TestApp.ForClass shared) : IClassFixture<TestApp.ForClass>
{
    private const int CopiedAtOnce = 200; // enough for COPY, see CommitSession
    private static readonly DateTimeOffset Start = new(2026, 6, 3, 8, 0, 0, TimeSpan.FromHours(8));
    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private TestApp App => shared.App;

    [Fact]
    public async Task Every_stored_field_that_MQTT_brings_is_read_back()
    {
        await using var gateway = await MqttGateway.ConnectAsync(App, Ct);

        await gateway.PublishAsync(Reading(0), Ct);

        Assert.Equal([Fields(0)], await ReadBackAsync(0, 1));
    }

    [Fact]
    public async Task Every_stored_field_that_HTTP_brings_is_read_back_by_insert_and_by_copy()
    {
        await PostAsync([Reading(10)]);
        await PostAsync([.. Enumerable.Range(20, CopiedAtOnce).Select(Reading)]);

        Assert.Equal([Fields(10)], await ReadBackAsync(10, 11));
        Assert.Equal(Enumerable.Range(20, CopiedAtOnce).Select(Fields), await ReadBackAsync(20, 20 + CopiedAtOnce));
    }

    [Fact]
    public async Task A_reading_without_fields_has_them_as_null()
    {
        await PostAsync([Bare(300)]);

        Assert.Equal([string.Join(' ', ReadingFields.Stored.Select(_ => "-"))], await ReadBackAsync(300, 301));
    }

    [Fact]
    public async Task The_same_depth_with_other_fields_is_a_repeat_and_the_first_values_stay()
    {
        var first = await PostAsync([Reading(400), Bare(400)]);
        var later = await PostAsync([Bare(400)]);

        Assert.Equal("1 1 0", first);
        Assert.Equal("0 1 0", later);
        Assert.Equal([Fields(400)], await ReadBackAsync(400, 401));
    }

    [Fact]
    public async Task The_document_describes_what_may_be_sent_and_what_is_read_back()
    {
        using var client = App.Client();

        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Ct);

        var schemas = document.GetProperty("components").GetProperty("schemas");
        Assert.Equal(
            ReadingFields.All.Select(field => field.Name).Order(),
            Properties(schemas, "ReadingBody").Except(["sensor", "observedAt", "depthMm"]).Order()
        );
        Assert.Equal(
            ReadingFields.Stored.Select(field => field.Name).Order(),
            Properties(schemas, "ReadingItem").Except(["observedAt", "receivedAt", "depthMm", "flags", "rawMm"]).Order()
        );
    }

    private static IEnumerable<string> Properties(JsonElement schemas, string name) =>
        schemas.GetProperty(name).GetProperty("properties").EnumerateObject().Select(property => property.Name);

    private static string Bare(int minute) => $$"""{"sensor":"WL-0001","observedAt":"{{At(minute)}}","depthMm":1}""";

    private static string Reading(int minute) =>
        Bare(minute)[..^1]
        + string.Concat(ReadingFields.All.Select((f, i) => $",\"{f.Name}\":{Value(f, minute, i)}"))
        + "}";

    private static string Fields(int minute) =>
        string.Join(
            ' ',
            ReadingFields
                .All.Select((f, i) => (Field: f, Value: Value(f, minute, i)))
                .Where(f => f.Field.Column is not null)
                .Select(f => f.Value)
        );

    /// <summary>Another value for each field and minute, within every field's bounds.</summary>
    private static string Value(ReadingField field, int minute, int index)
    {
        var (min, max) = field.Bounds ?? (-1000, 4000);
        var step = (minute * 7 + index) % 100 / 100.0;
        var value = min + ((max - min) * step);
        return field.Type == FieldType.Number
            ? (value + 0.25).ToString(CultureInfo.InvariantCulture)
            : ((long)value).ToString(CultureInfo.InvariantCulture);
    }

    private static string At(int minute) =>
        Start.AddMinutes(minute).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    private async Task<List<string>> ReadBackAsync(int fromMinute, int toMinute)
    {
        using var supervisor = await App.LogInAsync("supervisor", Ct);
        var page = await supervisor.GetFromJsonAsync<JsonElement>(
            $"/api/v1/sensors/WL-0001/readings?from={Uri.EscapeDataString(At(fromMinute))}&to={Uri.EscapeDataString(At(toMinute))}&limit=200",
            Ct
        );
        return
        [
            .. page.GetProperty("items")
                .EnumerateArray()
                .Select(item =>
                    string.Join(
                        ' ',
                        ReadingFields.Stored.Select(f =>
                            item.GetProperty(f.Name) is { ValueKind: JsonValueKind.Number } value
                                ? value.GetRawText()
                                : "-"
                        )
                    )
                ),
        ];
    }

    /// <summary>What became of the readings: accepted, repeated, rejected.</summary>
    private async Task<string> PostAsync(IReadOnlyList<string> readings)
    {
        using var gateway = App.Client();
        gateway.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{TestCity.Gateway}:{TestCity.GatewaySecret}"))
        );
        using var body = new StringContent($"[{string.Join(',', readings)}]", Encoding.UTF8, "application/json");
        using var answer = await gateway.PostAsync("/api/v1/readings", body, Ct);
        var outcome = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Ct);
        return $"{outcome.GetProperty("accepted")} {outcome.GetProperty("duplicates")} {outcome.GetProperty("rejected").GetArrayLength()}";
    }
}
