using System.Globalization;
using System.Threading.RateLimiting;
using CityOps.App.Http;
using Microsoft.Extensions.Options;

namespace CityOps.App.Features.Citizens;

/// <summary>
/// How much may come without a log-in, per address (of IPv6, the 64 bits of its network) and per toilet, of which no
/// address has more than its share, each within a sliding window. Counted per web node and in memory: it keeps mischief
/// down, it is no account.
/// </summary>
public sealed class CitizenLimits(IOptions<ToiletOptions> options) : IDisposable
{
    public const string Feedback = "feedback";
    public const string Upload = "upload";
    private const string UploadBytes = "upload megabytes";
    private const string Share = "share";
    private const string Proof = "proof";
    private const string ProofAddress = "proof address";
    private const string First = "first";
    public const string Look = "look";

    private readonly PartitionedRateLimiter<(string What, string Whose)> _limiter = PartitionedRateLimiter.Create<
        (string What, string Whose),
        (string, string)
    >(key => RateLimitPartition.GetSlidingWindowLimiter(key, _ => Window(key.What, options.Value)));

    /// <summary>Counts a call of the caller's address; the refusal when it was one too many.</summary>
    public Refusal? Refuse(HttpContext http, string what) => Count(http, what, AddressOf(http));

    /// <summary>Counts the bytes that are announced; the refusal when it was too much.</summary>
    public Refusal? RefuseBytes(HttpContext http, long bytes) =>
        Count(http, UploadBytes, AddressOf(http), (int)Math.Clamp((bytes + Megabyte - 1) / Megabyte, 1, 20));

    /// <summary>Counts a feedback on a toilet; the refusal when it was one too many.</summary>
    public Refusal? RefuseToilet(HttpContext http, Guid toilet)
    {
        var visitor = $"{toilet} {AddressOf(http)}";
        if (Count(http, Share, visitor) is { } moreThanTheShare)
        {
            return moreThanTheShare;
        }

        using var first = _limiter.AttemptAcquire((First, visitor));
        var tooMany = Count(http, "toilet", toilet.ToString());
        if (!first.IsAcquired || tooMany is null)
        {
            return tooMany;
        }

        http.Response.Headers.Remove("Retry-After");
        return null;
    }

    /// <summary>Counts a phone number that is tried with a receipt; the refusal when it was one too many.</summary>
    public Refusal? RefuseProof(HttpContext http, string receipt) =>
        Count(http, ProofAddress, AddressOf(http)) ?? Count(http, Proof, receipt);

    private const int Megabyte = 1 << 20;

    private static string AddressOf(HttpContext http) =>
        AddressNetwork.Of(http.Connection.RemoteIpAddress)?.ToString() ?? "";

    public void Dispose() => _limiter.Dispose();

    private Refusal? Count(HttpContext http, string what, string whose, int permits = 1)
    {
        using var lease = _limiter.AttemptAcquire((what, whose), permits);
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
            UploadBytes => (options.UploadMegabytesPerAddressAndDay, TimeSpan.FromDays(1)),
            Share => (options.FeedbackPerToiletAddressAndHour, TimeSpan.FromHours(1)),
            First => (1, TimeSpan.FromHours(1)),
            Proof => (options.ProofsPerReceiptAndHour, TimeSpan.FromHours(1)),
            ProofAddress => (2 * options.ProofsPerReceiptAndHour, TimeSpan.FromHours(1)),
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
