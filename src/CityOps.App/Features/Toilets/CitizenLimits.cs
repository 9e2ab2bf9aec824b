using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Threading.RateLimiting;
using CityOps.App.Http;
using Microsoft.Extensions.Options;

namespace CityOps.App.Features.Toilets;

/// <summary>Settings of section Toilets.</summary>
public sealed class ToiletOptions
{
    /// <summary>Where citizens reach us, e.g. https://cg.example.gov.cn; printed into codes. The caller's own address
    /// when not set.</summary>
    [Url]
    public string? PublicUrl { get; set; }

    /// <summary>Feedback per hour from one address; many citizens can share one behind a mobile operator's
    /// NAT.</summary>
    [Range(1, 1_000_000)]
    public int FeedbackPerAddressAndHour { get; set; } = 60;

    /// <summary>Feedback per hour on one toilet.</summary>
    [Range(1, 1_000_000)]
    public int FeedbackPerToiletAndHour { get; set; } = 120;

    /// <summary>Photos announced per hour from one address without a log-in.</summary>
    [Range(1, 1_000_000)]
    public int UploadsPerAddressAndHour { get; set; } = 120;

    /// <summary>Receipts and pages asked for per minute from one address: what guessing receipts runs into.</summary>
    [Range(1, 1_000_000)]
    public int LooksPerAddressAndMinute { get; set; } = 60;
}

/// <summary>
/// How much may come without a log-in, per address and per toilet, each within a sliding window. Counted per web node
/// and
/// in memory: it keeps mischief down, it is no account.
/// </summary>
public sealed class CitizenLimits(IOptions<ToiletOptions> options) : IDisposable
{
    public const string Feedback = "feedback";
    public const string Upload = "upload";
    public const string Look = "look";

    private readonly PartitionedRateLimiter<(string What, string Whose)> _limiter = PartitionedRateLimiter.Create<
        (string What, string Whose),
        (string, string)
    >(key => RateLimitPartition.GetSlidingWindowLimiter(key, _ => Window(key.What, options.Value)));

    /// <summary>Counts a call of the caller's address; the refusal when it was one too many.</summary>
    public Refusal? Refuse(HttpContext http, string what) =>
        Count(http, what, http.Connection.RemoteIpAddress?.ToString() ?? "");

    /// <summary>Counts a feedback on a toilet; the refusal when it was one too many.</summary>
    public Refusal? RefuseToilet(HttpContext http, Guid toilet) => Count(http, "toilet", toilet.ToString());

    public void Dispose() => _limiter.Dispose();

    private Refusal? Count(HttpContext http, string what, string whose)
    {
        using var lease = _limiter.AttemptAcquire((what, whose));
        if (lease.IsAcquired)
        {
            return null;
        }

        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
        http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Problems.TooManyRequests.Refuse();
    }

    private static SlidingWindowRateLimiterOptions Window(string what, ToiletOptions options)
    {
        var (permits, window) = what switch
        {
            Feedback => (options.FeedbackPerAddressAndHour, TimeSpan.FromHours(1)),
            Upload => (options.UploadsPerAddressAndHour, TimeSpan.FromHours(1)),
            Look => (options.LooksPerAddressAndMinute, TimeSpan.FromMinutes(1)),
            _ => (options.FeedbackPerToiletAndHour, TimeSpan.FromHours(1)),
        };
        return new SlidingWindowRateLimiterOptions
        {
            PermitLimit = permits,
            Window = window,
            SegmentsPerWindow = 6,
            QueueLimit = 0,
        };
    }
}
