using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace CityOps.App.Features.Webhooks;

/// <summary>What came of an attempt.</summary>
/// <param name="Status">The answer's; null when there was none.</param>
/// <param name="TargetFailed">The target as a whole is in trouble, not this message: no answer, 5xx, 429.</param>
internal sealed record Attempt(bool Delivered, int? Status, string? Error, bool TargetFailed);

/// <summary>Posts messages, and reads next to nothing of the answer.</summary>
internal sealed class WebhookClient(IOptions<WebhookOptions> options) : IDisposable
{
    private readonly HttpClient _client = GuardedHttp.Client(
        options.Value,
        options.Value.Timeout,
        WebhookSender.MaxEach
    );

    public async Task<Attempt> PostAsync(
        string url,
        Guid id,
        byte[] secret,
        DateTimeOffset now,
        byte[] body,
        CancellationToken ct
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url)
        {
            Content = new ByteArrayContent(body)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        request.Headers.Add("webhook-id", id.ToString());
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", Signature.Of(secret, id, now, body));
        request.Headers.UserAgent.ParseAdd("CityOps");
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            var status = (int)response.StatusCode;
            return response.IsSuccessStatusCode
                ? new(true, status, null, false)
                : new(
                    false,
                    status,
                    $"answered {status.ToString(CultureInfo.InvariantCulture)}",
                    status >= 500 || status == 429
                );
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(false, null, "no answer in time", true);
        }
        catch (Exception problem) when (GuardedHttp.IsNoAnswer(problem))
        {
            return new(false, null, (problem.InnerException ?? problem).Message, true);
        }
    }

    public void Dispose() => _client.Dispose();
}
