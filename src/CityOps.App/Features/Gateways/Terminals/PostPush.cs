using System.Globalization;
using CityOps.App.Http;
using CityOps.Ingest;
using CityOps.Ingest.Profiles;

namespace CityOps.App.Features.Gateways.Terminals;

/// <summary>What became of a push. What is refused is recorded and answered with 200 all the same: sending it again
/// would not help, and platforms stop sending to an address that answers otherwise.</summary>
public sealed record PushAnswer(int Accepted, int Duplicates, IReadOnlyList<PushRefusal> Rejected);

/// <param name="Reason">A name from <see cref="RejectionReason"/>.</param>
public sealed record PushRefusal(string Reason, string? Detail);

/// <summary>Takes what IoT platforms push by HTTP into the same pipeline that MQTT feeds: a platform is a gateway, its
/// devices are the terminal's numbers.</summary>
internal static class PostPush
{
    private const int MaxBody = 4 * 1024 * 1024;
    private const string Bearer = "Bearer ";

    public static async Task<IResult> RunAsync(
        string platform,
        HttpContext http,
        ReadingIntake intake,
        CancellationToken ct,
        string? token = null
    )
    {
        try
        {
            if (await ReadBodyAsync(http, ct) is not { } body)
            {
                return Problems.BodyTooLarge.With("Push at most 4 MB at a time.");
            }

            switch (await intake.AuthenticatePushAsync(platform, Proof(http.Request, token), body, ct))
            {
                case GatewayStanding.Unknown:
                    return Problems.WrongCredentials.With("There is no such platform, or this is not its token.");
                case GatewayStanding.Disabled:
                    return Problems.Forbidden.With($"Gateway {platform} is out of service.");
            }

            var outcome = await intake.TakePushAsync(platform, body, ct);
            return TypedResults.Ok(
                new PushAnswer(
                    outcome.Accepted,
                    outcome.Duplicates,
                    [.. outcome.Rejected.Select(one => new PushRefusal(one.Reason, one.Detail))]
                )
            );
        }
        catch (OverQuotaException over)
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(over.Wait.TotalSeconds)
                .ToString(CultureInfo.InvariantCulture);
            return Problems.TooManyRequests.With($"Gateway {platform} has sent more than it may.");
        }
        catch (IngestUnavailableException)
        {
            return Problems.DatabaseUnavailable.With();
        }
    }

    /// <summary>OneNET tries an address by a GET, which is to be answered with its <c>msg</c> as it came.</summary>
    public static async Task<IResult> EchoAsync(
        string platform,
        ReadingIntake intake,
        CancellationToken ct,
        string? msg = null,
        string? nonce = null,
        string? signature = null
    )
    {
        try
        {
            return
                msg is not null
                && nonce is not null
                && signature is not null
                && await intake.IsEchoAsync(platform, msg, nonce, signature, ct)
                ? TypedResults.Text(msg, "text/plain")
                : Problems.WrongCredentials.With("There is no such platform, or this is not its signature.");
        }
        catch (IngestUnavailableException)
        {
            return Problems.DatabaseUnavailable.With();
        }
    }

    private static PushProof Proof(HttpRequest request, string? inAddress)
    {
        var authorization = request.Headers.Authorization.ToString();
        var token =
            authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? authorization[Bearer.Length..]
            : authorization.Length > 0 ? authorization
            : Header("token") ?? inAddress;
        return new PushProof(token, Header("timestamp"), Header("nonce"), Header("signature"));

        string? Header(string name) =>
            request.Headers.TryGetValue(name, out var value) && value is [{ Length: > 0 } one] ? one : null;
    }

    private static async Task<byte[]?> ReadBodyAsync(HttpContext http, CancellationToken ct)
    {
        if (
            http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is
            { IsReadOnly: false } limit
        )
        {
            limit.MaxRequestBodySize = MaxBody;
        }

        return await Decompression.ReadAsync(http.Request, MaxBody, ct);
    }
}
