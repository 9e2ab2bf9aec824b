using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.Extensions.Options;

namespace CityOps.App.Features.Accounts;

/// <summary>
/// Caps what of long calls one account or address has under way: exports (every endpoint that produces a table),
/// uploads, and event streams. What kind an endpoint is, its own metadata say.
/// </summary>
internal sealed class TakeTurns(RequestDelegate next, IOptions<TurnOptions> options)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    private readonly Dictionary<LongCall, Turns> _turns = new()
    {
        [LongCall.Export] = new(
            options.Value.Exports,
            options.Value.ExportsPerAccount,
            options.Value.ExportsPerAddress
        ),
        [LongCall.Upload] = new(
            options.Value.Uploads,
            options.Value.UploadsPerAccount,
            options.Value.UploadsPerAddress
        ),
        [LongCall.Stream] = new(
            options.Value.Streams,
            options.Value.StreamsPerAccount,
            options.Value.StreamsPerAddress
        ),
    };

    public async Task InvokeAsync(HttpContext http)
    {
        if (
            http.GetEndpoint()?.Metadata is not { } metadata
            || LongCalls.KindOf(http.Request.Method, metadata) is not { } kind
        )
        {
            await next(http);
            return;
        }

        using var turn = _turns[kind].Take(Caller.From(http)?.AccountId, http.Connection.RemoteIpAddress);
        if (turn is null)
        {
            http.Response.Headers.RetryAfter = ((int)Again.TotalSeconds).ToString(
                System.Globalization.CultureInfo.InvariantCulture
            );
            await ProblemHandling.WriteAsync(
                http,
                LongCalls
                    .Refusal(kind)
                    .Details("As many of these as may be are under way from this account or address.")
            );
            return;
        }

        await next(http);
    }
}
