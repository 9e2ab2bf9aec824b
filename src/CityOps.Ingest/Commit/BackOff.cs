namespace CityOps.Ingest.Commit;

/// <summary>How long to wait before the next try: doubling from 100 ms to 2 s, spread so that nodes don't come back in
/// step.</summary>
internal static class BackOff
{
    public static TimeSpan After(int attempt) =>
        TimeSpan.FromMilliseconds(
            Math.Min(2000, 50 << Math.Min(attempt, 6)) * (0.75 + (Random.Shared.NextDouble() / 2))
        );
}
