namespace CityOps.Ingest.Commit;

/// <summary>
/// Guesses whether the next batch holds readings that are stored already. COPY is twice as fast as INSERT, but fails as
/// a whole on one duplicate; while a gateway sends its store again, trying COPY each time would cost both. Each failure
/// doubles, up to 64, the number of batches without a duplicate that are inserted before COPY is tried again.
/// </summary>
internal sealed class DuplicateHeuristic
{
    private const int MaximumBackoff = 64;
    private int _backoff = 1;
    private int _left;

    /// <summary>True: use INSERT ... ON CONFLICT, because duplicates are likely; COPY would fail.</summary>
    public bool ExpectsDuplicates => _left > 0;

    /// <summary>COPY met a duplicate.</summary>
    public void CopyFailed() => _left = _backoff = Math.Min(_backoff * 2, MaximumBackoff);

    /// <summary>COPY succeeded.</summary>
    public void CopyWorked() => _backoff = 1;

    /// <summary>A batch was inserted.</summary>
    public void Inserted(bool hadDuplicates) =>
        _left = hadDuplicates ? Math.Max(_left, _backoff) : Math.Max(0, _left - 1);
}
