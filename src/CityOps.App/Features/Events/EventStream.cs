using Microsoft.Net.Http.Headers;

namespace CityOps.App.Features.Events;

/// <summary>Writes a subscription as server-sent events (WHATWG HTML, section 9.2).</summary>
internal static class EventStream
{
    /// <summary>Proxies close what is silent for a minute; a gone browser is noticed by the write that fails.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <param name="stillAllowed">Asked at every heartbeat; false ends the stream.</param>
    public static async Task WriteAsync(
        HttpResponse response,
        Subscription subscription,
        TimeProvider time,
        Func<CancellationToken, Task<bool>> stillAllowed,
        CancellationToken ct
    )
    {
        response.Headers.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx would keep events until a buffer is full
        response.Headers[HeaderNames.ContentEncoding] = "identity";
        try
        {
            await response.WriteAsync("retry: 2000\n: welcome\n\n", ct);
            await response.Body.FlushAsync(ct);
            var more = subscription.Events.WaitToReadAsync(ct).AsTask();
            while (true)
            {
                if (await Task.WhenAny(more, Task.Delay(Heartbeat, time, ct)) != more)
                {
                    ct.ThrowIfCancellationRequested();
                    if (!await stillAllowed(ct))
                    {
                        return;
                    }

                    await response.WriteAsync(":\n\n", ct);
                }
                else if (await more)
                {
                    while (subscription.Events.TryRead(out var happened))
                    {
                        await response.WriteAsync($"event: {happened.Name}\ndata: {happened.Json}\n\n", ct);
                    }

                    more = subscription.Events.WaitToReadAsync(ct).AsTask();
                }
                else
                {
                    return; // too slow
                }

                await response.Body.FlushAsync(ct);
            }
        }
        catch (OperationCanceledException)
        {
            // The browser is gone, or this node stops; the browser finds another.
        }
    }
}
