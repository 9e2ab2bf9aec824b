namespace CityOps.Ingest.Commit;

/// <summary>
/// Guesses whether the next batch holds readings that are stored already. COPY is twice as fast but fails as a whole on
/// one
/// repeat; in a storm of repeats (a gateway sends its store again) trying it each time would cost both ways. Each
/// failure
/// doubles, up to 64, the number of batches without a repeat that it takes to try COPY again.
/// </summary>
internal sealed class RepeatForecast
{
    private const int Longest = 64;
    private int _caution = 1;
    private int _left;

    /// <summary>Whether to take the way that bears repeats.</summary>
    public bool ExpectsRepeats => _left > 0;

    /// <summary>COPY met a repeat.</summary>
    public void CopyFailed() => _left = _caution = Math.Min(_caution * 2, Longest);

    /// <summary>COPY went through.</summary>
    public void CopyWorked() => _caution = 1;

    /// <summary>A batch went the careful way.</summary>
    public void Inserted(bool hadRepeats) => _left = hadRepeats ? Math.Max(_left, _caution) : Math.Max(0, _left - 1);
}
