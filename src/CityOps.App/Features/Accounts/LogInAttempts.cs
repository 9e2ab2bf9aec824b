using System.Net;
using System.Threading.RateLimiting;

namespace CityOps.App.Features.Accounts;

/// <summary>Slows guessing: ten failed log-ins a minute per login and address; successful ones cost nothing.</summary>
public sealed class LogInAttempts : IDisposable
{
    private readonly PartitionedRateLimiter<(string Login, IPAddress? Address)> _failures =
        PartitionedRateLimiter.Create<(string, IPAddress?), (string, IPAddress?)>(who => RateLimitPartition.GetSlidingWindowLimiter(
            who, static _ => new SlidingWindowRateLimiterOptions
            {
                PermitLimit = 10,
                Window = TimeSpan.FromMinutes(1),
                SegmentsPerWindow = 6,
                QueueLimit = 0,
            }));

    public bool AreExhausted(string login, IPAddress? address) =>
        _failures.GetStatistics((login, address)) is { CurrentAvailablePermits: 0 };

    public void Failed(string login, IPAddress? address) => _failures.AttemptAcquire((login, address)).Dispose();

    public void Dispose() => _failures.Dispose();
}
