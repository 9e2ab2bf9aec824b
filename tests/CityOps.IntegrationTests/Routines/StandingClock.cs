namespace CityOps.IntegrationTests.Routines;

/// <summary>
/// A clock that stands where the test sets it, while timers run as ever: a fake one fires the timers of all services
/// for every second that is passed over, and a test passes over years.
/// </summary>
public sealed class StandingClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow() => _now.ToUniversalTime();

    public void SetUtcNow(DateTimeOffset now) => _now = now;
}
