namespace CityOps.IntegrationTests.Upgrade;

/// <summary>A clock that goes on from where the test sets it, while timers run as ever: listeners must not wait for a
/// test.</summary>
internal sealed class SetClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _set = start;
    private long _since = TimeProvider.System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _set.ToUniversalTime() + TimeProvider.System.GetElapsedTime(_since);

    public void Set(DateTimeOffset now) => (_set, _since) = (now, TimeProvider.System.GetTimestamp());
}
