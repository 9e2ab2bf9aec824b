namespace CityOps.Ingest.Decode;

/// <summary>One part of a payload: a reading whose sensor is still a code, or why it is none.</summary>
internal struct DecodedReading
{
    /// <summary>The part's JSON as it came.</summary>
    public ReadOnlyMemory<byte> Payload;

    /// <summary>The sensor's code in UTF-8, escapes resolved.</summary>
    public ReadOnlyMemory<byte> Sensor;

    /// <summary>UTC ticks, cut to whole microseconds.</summary>
    public long ObservedTicks;

    public int DepthMm;
    public FieldValues Fields;

    /// <summary>Set when the part is not a reading.</summary>
    public Failure? Failure;
}

/// <summary>Why something is not accepted.</summary>
/// <param name="Reason">One of <see cref="RejectionReason"/>.</param>
/// <param name="Detail">What a person needs to correct it.</param>
internal sealed record Failure(string Reason, string Detail)
{
    /// <summary>Of a payload profile: the path that failed.</summary>
    public string? Path { get; init; }
}
