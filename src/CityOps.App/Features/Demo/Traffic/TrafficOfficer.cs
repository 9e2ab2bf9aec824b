using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NetVips;

namespace CityOps.App.Features.Demo.Traffic;

/// <summary>
/// A patrol officer's phone: starts a patrol, walks and reports what there is to see, each report with a photo by the
/// resumable protocol, and ends it. One call to <see cref="StepAsync"/> is one of these.
/// </summary>
internal sealed class TrafficOfficer(DemoAccount account, HttpClient http, Random random, TimeProvider time)
{
    private const double StepDegrees = 0.0004; // about 40 m
    private readonly (double Lon, double Lat) _home = (
        113.36 + (0.04 * random.NextDouble()),
        22.50 + (0.04 * random.NextDouble())
    );
    private (double Lon, double Lat) _place;
    private string? _token;
    private Guid? _patrol;
    private DateTimeOffset _since;
    private int _left;

    public async Task<string> StepAsync(CancellationToken ct)
    {
        if (_patrol is not { } patrol)
        {
            return await StartAsync(ct);
        }

        return _left-- > 0 ? await ReportAsync(patrol, ct) : await EndAsync(patrol, ct);
    }

    /// <summary>Sends as this officer; logs in again when the word has run out.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string address, object? body, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var request = new HttpRequestMessage(method, address)
            {
                Content = body is null ? null : JsonContent.Create(body),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token ??= await LogInAsync(ct));
            using var answer = await http.SendAsync(request, ct);
            if (answer.StatusCode is HttpStatusCode.Unauthorized && attempt == 0)
            {
                _token = null;
                continue;
            }

            return await ReadAsync(answer, ct);
        }
    }

    /// <summary>The answer; a refusal is thrown with what it says.</summary>
    public static async Task<JsonElement> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var text = await answer.Content.ReadAsStringAsync(ct);
        return answer.IsSuccessStatusCode
            ? text.Length == 0
                ? default
                : JsonSerializer.Deserialize<JsonElement>(text)
            : throw new HttpRequestException($"{(int)answer.StatusCode} {text}", null, answer.StatusCode);
    }

    private async Task<string> LogInAsync(CancellationToken ct)
    {
        using var answer = await http.PostAsJsonAsync(
            "/api/v1/tokens",
            new { login = account.Login, password = account.Password },
            ct
        );
        return (await ReadAsync(answer, ct)).GetProperty("accessToken").GetString()!;
    }

    private async Task<string> StartAsync(CancellationToken ct)
    {
        var patrol = Guid.NewGuid();
        (_place, _since, _left) = (_home, time.GetUtcNow(), random.Next(2, 9));
        await PutPatrolAsync(patrol, null, ct);
        _patrol = patrol;
        return $"{account.Login} is on patrol";
    }

    private async Task<string> EndAsync(Guid patrol, CancellationToken ct)
    {
        await PutPatrolAsync(patrol, time.GetUtcNow(), ct);
        _patrol = null;
        return $"{account.Login} is back";
    }

    private async Task PutPatrolAsync(Guid patrol, DateTimeOffset? endedAt, CancellationToken ct) =>
        await SendAsync(
            HttpMethod.Put,
            $"/api/v1/patrols/{patrol}",
            new
            {
                startedAt = _since,
                endedAt,
                position = Position(),
            },
            ct
        );

    private async Task<string> ReportAsync(Guid patrol, CancellationToken ct)
    {
        _place = (
            _place.Lon + (StepDegrees * (random.NextDouble() - 0.3)),
            _place.Lat + (StepDegrees * (random.NextDouble() - 0.3))
        );
        var now = time.GetUtcNow();
        await SendAsync(
            HttpMethod.Post,
            $"/api/v1/patrols/{patrol}/track",
            new
            {
                positions = new[]
                {
                    new
                    {
                        observedAt = now,
                        lon = _place.Lon,
                        lat = _place.Lat,
                        coordSystem = "wgs84",
                        accuracyMetres = 8,
                    },
                },
            },
            ct
        );
        var photo = Photo();
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(photo));
        var category = DemoSentences.AnyProblem(random);
        var description = DemoSentences.Problem(category, random);
        await SendAsync(
            HttpMethod.Put,
            $"/api/v1/reports/{Guid.NewGuid()}",
            new
            {
                category,
                position = Position(),
                observedAt = now,
                patrolId = patrol,
                description,
                answers = new { },
                photos = new[]
                {
                    new
                    {
                        sha256,
                        bytes = photo.Length,
                        type = "image/jpeg",
                    },
                },
            },
            ct
        );
        await UploadAsync(photo, sha256, ct);
        return $"{account.Login}: {description}";
    }

    private object Position() =>
        new
        {
            lon = Math.Round(_place.Lon, 6),
            lat = Math.Round(_place.Lat, 6),
            coordSystem = "wgs84",
            accuracyMetres = 8,
        };

    /// <summary>Soft areas of light and dark with a little noise: a scene of its own each time.</summary>
    private byte[] Photo()
    {
        var levels = new byte[12 * 9];
        random.NextBytes(levels);
        using var areas = Image.NewFromMemory(levels, 12, 9, 1, Enums.BandFormat.Uchar);
        using var scene = areas.Resize(80, kernel: Enums.Kernel.Cubic).Colourspace(Enums.Interpretation.Srgb);
        return scene.JpegsaveBuffer(q: 80);
    }

    /// <summary>tus 1.0: announce, then send in one go.</summary>
    private async Task UploadAsync(byte[] photo, string sha256, CancellationToken ct)
    {
        using var create = Tus(HttpMethod.Post, "/api/v1/uploads");
        create.Headers.Add("Upload-Length", photo.Length.ToString(CultureInfo.InvariantCulture));
        create.Headers.Add("Upload-Metadata", $"sha256 {Base64(sha256)},type {Base64("image/jpeg")}");
        using var created = await http.SendAsync(create, ct);
        await ReadAsync(created, ct);
        using var send = Tus(HttpMethod.Patch, created.Headers.Location!.ToString());
        send.Headers.Add("Upload-Offset", "0");
        send.Content = new ByteArrayContent(photo)
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/offset+octet-stream") },
        };
        using var sent = await http.SendAsync(send, ct);
        await ReadAsync(sent, ct);
    }

    private HttpRequestMessage Tus(HttpMethod method, string address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        return request;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
