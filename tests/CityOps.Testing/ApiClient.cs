using System.Net.Http.Json;
using System.Text.Json;

namespace CityOps.Testing;

/// <summary>What a call answered: its status, its JSON, and the code when it is a problem.</summary>
public sealed record ApiAnswer(HttpResponseMessage Response, JsonElement Body) : IDisposable
{
    public int Status => (int)Response.StatusCode;

    /// <summary>The problem's code; null for anything but problem+json.</summary>
    public string? Code =>
        Response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? Body.GetProperty("code").GetString()
            : null;

    /// <summary>A member of the answer, by its path: "case.number".</summary>
    public JsonElement this[string path] => path.Split('.').Aggregate(Body, (at, name) => at.GetProperty(name));

    public void Dispose() => Response.Dispose();
}

/// <summary>Calls the API as a client would, without knowing any of our types.</summary>
public static class ApiClient
{
    public static async Task<ApiAnswer> SendAsync(
        this HttpClient client,
        HttpMethod method,
        string url,
        object? body,
        CancellationToken ct
    )
    {
        using var request = new HttpRequestMessage(method, url)
        {
            Content = body switch
            {
                null => null,
                HttpContent content => content,
                string json => new StringContent(json, System.Text.Encoding.UTF8, "application/json"),
                _ => JsonContent.Create(body),
            },
        };
        return await AnswerAsync(await client.SendAsync(request, ct), ct);
    }

    public static Task<ApiAnswer> PutJsonAsync(this HttpClient client, string url, object body, CancellationToken ct) =>
        client.SendAsync(HttpMethod.Put, url, body, ct);

    public static Task<ApiAnswer> PostJsonAsync(
        this HttpClient client,
        string url,
        object? body,
        CancellationToken ct
    ) => client.SendAsync(HttpMethod.Post, url, body, ct);

    public static Task<ApiAnswer> ReadAsync(this HttpClient client, string url, CancellationToken ct) =>
        client.SendAsync(HttpMethod.Get, url, null, ct);

    public static async Task<ApiAnswer> AnswerAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var text = await response.Content.ReadAsByteArrayAsync(ct);
        var isJson =
            response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true
            && text.Length > 0;
        return new(response, isJson ? JsonSerializer.Deserialize<JsonElement>(text) : default);
    }
}
