using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace CityOps.Testing;

/// <summary>A tus 1.0 client as small as it gets, one request a method, so that tests can break it where they
/// like.</summary>
public static class TusUpload
{
    public static Task<ApiAnswer> CreateAsync(
        HttpClient client,
        long length,
        string sha256,
        CancellationToken ct,
        string? type = "image/jpeg",
        string? code = null
    )
    {
        var request = Request(HttpMethod.Post, "/api/v1/uploads");
        request.Headers.Add("Upload-Length", length.ToString(CultureInfo.InvariantCulture));
        var metadata = new List<string> { $"sha256 {Base64(sha256)}" };
        if (type is not null)
        {
            metadata.Add($"type {Base64(type)}");
        }

        if (code is not null)
        {
            metadata.Add($"code {Base64(code)}");
        }

        request.Headers.Add("Upload-Metadata", string.Join(',', metadata));
        return SendAsync(client, request, ct);
    }

    public static Task<ApiAnswer> PatchAsync(
        HttpClient client,
        Uri upload,
        long offset,
        ReadOnlyMemory<byte> chunk,
        CancellationToken ct,
        string? checksum = null
    )
    {
        var request = Request(HttpMethod.Patch, upload.ToString());
        request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        if (checksum is not null)
        {
            request.Headers.Add("Upload-Checksum", checksum);
        }

        request.Content = new ReadOnlyMemoryContent(chunk);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        return SendAsync(client, request, ct);
    }

    public static Task<ApiAnswer> HeadAsync(HttpClient client, Uri upload, CancellationToken ct) =>
        SendAsync(client, Request(HttpMethod.Head, upload.ToString()), ct);

    public static Task<ApiAnswer> DeleteAsync(HttpClient client, Uri upload, CancellationToken ct) =>
        SendAsync(client, Request(HttpMethod.Delete, upload.ToString()), ct);

    /// <summary>Announces and sends a photo in one go.</summary>
    public static async Task SendPhotoAsync(HttpClient client, byte[] photo, CancellationToken ct, string? code = null)
    {
        using var created = await CreateAsync(client, photo.Length, Pictures.Sha256(photo), ct, code: code);
        created.Response.EnsureSuccessStatusCode();
        using var sent = await PatchAsync(client, created.Response.Headers.Location!, 0, photo, ct);
        sent.Response.EnsureSuccessStatusCode();
    }

    public static long Offset(this ApiAnswer answer) =>
        long.Parse(answer.Response.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);

    public static HttpRequestMessage Request(HttpMethod method, string url)
    {
        var request = new HttpRequestMessage(method, url);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        return request;
    }

    public static async Task<ApiAnswer> SendAsync(HttpClient client, HttpRequestMessage request, CancellationToken ct)
    {
        using (request)
        {
            return await ApiClient.AnswerAsync(await client.SendAsync(request, ct), ct);
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
