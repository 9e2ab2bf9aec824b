using System.Globalization;
using CityOps.App.Http;
using CityOps.Ingest;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CityOps.App.Features.Sensors;

/// <summary>A reading as it is sent; here for the API's description, the pipeline reads the bytes itself. <see
/// cref="ReadingSchema"/> adds the optional fields.</summary>
/// <param name="Sensor">The sensor's code.</param>
/// <param name="ObservedAt">ISO 8601 with an offset; milliseconds since 1970 are taken too.</param>
/// <param name="DepthMm">Millimetres of water.</param>
public sealed record ReadingBody(string Sensor, DateTimeOffset ObservedAt, int DepthMm);

/// <summary>What became of the readings.</summary>
public sealed record ReadingsAnswer(int Accepted, int Duplicates, IReadOnlyList<RejectedReading> Rejected);

/// <param name="Index">Its place in the array or among the lines, from 0.</param>
/// <param name="Reason">A name from <see cref="RejectionReason"/>.</param>
public sealed record RejectedReading(int Index, string Reason, string? Detail);

/// <summary>Takes readings over HTTP into the same pipeline that MQTT feeds.</summary>
internal static class PostReadings
{
    private const int MaxBody = 4 * 1024 * 1024;

    public static async Task<IResult> RunAsync(HttpContext http, ReadingIntake intake, CancellationToken ct)
    {
        if (!GatewayKey.TryRead(http.Request, out var id, out var secret))
        {
            return Unauthorised(http);
        }

        try
        {
            switch (await intake.AuthenticateAsync(id, secret, ct))
            {
                case GatewayStanding.Unknown:
                    return Unauthorised(http);
                case GatewayStanding.Disabled:
                    return Problems.Forbidden.With($"Gateway {id} is out of service.");
            }

            if (await ReadBodyAsync(http, ct) is not { } body)
            {
                return Problems.BodyTooLarge.With("Send at most 4 MB at a time, compressed or not.");
            }

            var isLines = http.Request.ContentType?.Contains("ndjson", StringComparison.OrdinalIgnoreCase) == true;
            return Answer(await intake.TakeAsync(id, http.Request.Path, body, isLines, ct));
        }
        catch (OverQuotaException over)
        {
            http.Response.Headers.RetryAfter = Math.Ceiling(over.Wait.TotalSeconds)
                .ToString(CultureInfo.InvariantCulture);
            return Problems.TooManyRequests.With($"Gateway {id} has sent more than it may.");
        }
        catch (IngestUnavailableException)
        {
            return Problems.DatabaseUnavailable.With();
        }
    }

    private static IResult Answer(IntakeOutcome outcome)
    {
        if (
            outcome is
            {
                Accepted: 0,
                Duplicates: 0,
                Rejected: [
                    {
                        Reason: RejectionReason.NotJson or RejectionReason.WrongShape or RejectionReason.TooManyParts
                    } whole,
                ]
            }
        )
        {
            return Problems.MalformedJson.With(whole.Detail, ("reason", whole.Reason)); // nothing in it could be read
        }

        return TypedResults.Ok(
            new ReadingsAnswer(
                outcome.Accepted,
                outcome.Duplicates,
                [.. outcome.Rejected.Select(r => new RejectedReading(r.Index, r.Reason, r.Detail))]
            )
        );
    }

    private static ProblemHttpResult Unauthorised(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Basic realm=\"gateway\", charset=\"UTF-8\"";
        return Problems.WrongCredentials.With("Send HTTP Basic with the gateway's id and secret.");
    }

    /// <summary>RFC 7617: <c>Basic base64(id:secret)</c>.</summary>
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
