using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace CityOps.Testing;

/// <summary>Water levels through the real HTTP endpoint, as the gateways of <see cref="TestCity"/> send them.</summary>
public static class TestGateway
{
    /// <summary>Sends depths of a sensor in one request, which all must be accepted.</summary>
    public static async Task SendAsync(
        Uri http,
        string sensor,
        IEnumerable<(DateTimeOffset At, int DepthMm)> samples,
        CancellationToken ct
    )
    {
        using var gateway = new HttpClient { BaseAddress = http };
        var id = sensor == "WL-0003" ? TestCity.OtherGateway : TestCity.Gateway;
        gateway.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{TestCity.GatewaySecret}"))
        );
        var lines = samples.Select(sample =>
            JsonSerializer.Serialize(
                new
                {
                    sensor,
                    observedAt = sample.At.ToString("O", CultureInfo.InvariantCulture),
                    depthMm = sample.DepthMm,
                }
            )
        );
        using var body = new StringContent(string.Join('\n', lines), Encoding.UTF8, "application/x-ndjson");
        using var answer = await gateway.PostAsync("/api/v1/readings", body, ct);
        answer.EnsureSuccessStatusCode();
        using var outcome = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(ct));
        Xunit.Assert.Equal(0, outcome.RootElement.GetProperty("rejected").GetArrayLength());
    }
}
