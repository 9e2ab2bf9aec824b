using System.Net;
using System.Text.Json;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Reports;

/// <summary>
/// Sends as a phone does: until an answer comes, and again when it does not know whether one came. An answer other than
/// success or tus's "that is not where the upload stands" is a failure of the server.
/// </summary>
internal sealed class OfflinePhone : IDisposable
{
    private const int MaxTries = 400;
    private const int TrackChunk = 30;

    private readonly HttpClient _client;

    private OfflinePhone(HttpClient client) => _client = client;

    public static async Task<OfflinePhone> LogInAsync(TestApp app, Uri network, string login, CancellationToken ct)
    {
        using var direct = await app.LogInAsync(login, ct);
        var client = new HttpClient { BaseAddress = network };
        client.DefaultRequestHeaders.Authorization = direct.DefaultRequestHeaders.Authorization;
        return new(client);
    }

    public void Dispose() => _client.Dispose();

    public async Task SendAllTwiceAsync(OfflineDay day, Random random, CancellationToken ct)
    {
        var once = day.Patrols.SelectMany(Messages).Concat(day.Reports.SelectMany(Messages)).ToList();
        var twice = once.Concat(once).ToArray();
        random.Shuffle(twice);
        foreach (var pair in twice.Chunk(2))
        {
            await Task.WhenAll(pair.Select(send => send(ct))); // phones send side by side too
        }
    }

    private IEnumerable<Func<CancellationToken, Task>> Messages(OfflinePatrol patrol)
    {
        var url = $"/api/v1/patrols/{patrol.Id}";
        yield return ct =>
            SendAsync(
                HttpMethod.Put,
                url,
                new
                {
                    kind = "daily",
                    category = "X01",
                    startedAt = patrol.StartedAt,
                },
                ct
            );
        yield return ct =>
            SendAsync(
                HttpMethod.Put,
                url,
                new
                {
                    kind = "daily",
                    category = "X01",
                    startedAt = patrol.StartedAt,
                    endedAt = patrol.EndedAt,
                    persons = patrol.Persons,
                },
                ct
            );

        // Chunks overlap by five positions, as those of a phone that does not know what has come.
        for (var from = 0; from < patrol.Track.Count; from += TrackChunk)
        {
            var positions = patrol
                .Track.Skip(Math.Max(0, from - 5))
                .Take(TrackChunk + 5)
                .Select(p => new
                {
                    observedAt = p.At,
                    lon = p.Lon,
                    lat = p.Lat,
                    accuracyMetres = 6,
                })
                .ToList();
            yield return ct => SendAsync(HttpMethod.Post, url + "/track", new { positions }, ct);
        }
    }

    private IEnumerable<Func<CancellationToken, Task>> Messages(OfflineReport report)
    {
        yield return ct =>
            SendAsync(
                HttpMethod.Put,
                $"/api/v1/reports/{report.Id}",
                new
                {
                    category = "03101",
                    position = new
                    {
                        lon = report.Lon,
                        lat = report.Lat,
                        coordSystem = "wgs84",
                        accuracyMetres = 8,
                    },
                    observedAt = report.ObservedAt,
                    patrolId = report.PatrolId,
                    description = report.Description,
                    photos = report.Photos.Select(p => new
                    {
                        sha256 = Pictures.Sha256(p),
                        bytes = p.Length,
                        type = "image/jpeg",
                    }),
                },
                ct
            );
        foreach (var photo in report.Photos)
        {
            yield return ct => UploadAsync(photo, ct);
        }
    }

    private async Task SendAsync(HttpMethod method, string url, object body, CancellationToken ct)
    {
        var json = JsonSerializer.Serialize(body, JsonSerializerOptions.Web);
        using var answer = await UntilAnsweredAsync(() => _client.SendAsync(method, url, json, ct));
        Assert.True(
            answer.Status is 200 or 201,
            $"{method} {url} answered {answer.Status} {answer.Code}: {answer.Body}"
        );
    }

    private async Task UploadAsync(byte[] photo, CancellationToken ct)
    {
        using var created = await UntilAnsweredAsync(() =>
            TusUpload.CreateAsync(_client, photo.Length, Pictures.Sha256(photo), ct)
        );
        Assert.Equal(201, created.Status);
        var upload = created.Response.Headers.Location!;
        var course = new List<string>();
        for (var tries = 0; tries < MaxTries; tries++)
        {
            using var head = await UntilAnsweredAsync(() => TusUpload.HeadAsync(_client, upload, ct));
            Assert.Equal(200, head.Status);
            if (head.Offset() == photo.Length)
            {
                return;
            }

            try
            {
                course.Add($"{head.Offset()}:");
                using var patched = await TusUpload.PatchAsync(
                    _client,
                    upload,
                    head.Offset(),
                    photo.AsMemory((int)head.Offset()),
                    ct
                );
                course.Add($"{patched.Status}");
                Assert.True(patched.Status is 204 or 409 or 423, $"PATCH answered {patched.Status} {patched.Code}");
            }
            catch (Exception broken) when (IsNetwork(broken))
            {
                course.Add(broken.GetType().Name); // what has come is kept; HEAD says how much
            }
        }

        Assert.Fail(
            $"A photo of {photo.Length} bytes did not get through in {MaxTries} tries: {string.Join(' ', course.TakeLast(40))}"
        );
    }

    private static async Task<ApiAnswer> UntilAnsweredAsync(Func<Task<ApiAnswer>> call)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                var answer = await call();
                if (answer.Response.StatusCode != HttpStatusCode.Locked)
                {
                    return answer;
                }

                answer.Dispose();
            }
            catch (Exception broken) when (IsNetwork(broken) && tries < MaxTries)
            {
                // The answer was lost, or the request: the phone cannot tell, and sends again.
            }
        }
    }

    private static bool IsNetwork(Exception error) => error is HttpRequestException or IOException or JsonException;
}
