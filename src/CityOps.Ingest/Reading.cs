namespace CityOps.Ingest;

/// <summary>One water level, decoded and checked.</summary>
/// <param name="sensorId">The sensor's key in the database.</param>
/// <param name="observedTicks">UTC ticks, whole microseconds: what a <c>timestamptz</c> can hold, so that equal keys
/// are equal here too.</param>
/// <param name="depthMm">Water above the section's lowest point, in millimetres: the raw depth less the sensor's zero
/// offset.</param>
/// <param name="fields">Its optional fields.</param>
internal readonly struct Reading(int sensorId, long observedTicks, int depthMm, FieldValues fields)
{
    public readonly int SensorId = sensorId;
    public readonly long ObservedTicks = observedTicks;
    public readonly int DepthMm = depthMm;
    public readonly FieldValues Fields = fields;

    /// <summary>The primary key of <c>reading</c>.</summary>
    public (int SensorId, long ObservedTicks) Key => (SensorId, ObservedTicks);

    /// <summary>When it was measured.</summary>
    public DateTime ObservedAt => new(ObservedTicks, DateTimeKind.Utc);
}

/// <summary>A reading on its way to the table, and where it came from.</summary>
/// <param name="reading">The reading.</param>
/// <param name="message">Which of the submission's messages it came in, from 0.</param>
/// <param name="part">Its place in that message, from 0.</param>
/// <param name="payload">The part as it came, kept for the case that it is rejected late.</param>
internal struct ReadingRow(Reading reading, int message, int part, ReadOnlyMemory<byte> payload)
{
    public readonly Reading Reading = reading;
    public readonly int Message = message;
    public readonly int Part = part;
    public readonly ReadOnlyMemory<byte> Payload = payload;
    public RowState State = RowState.Undecided;

    /// <summary>What the ingest knows about it.</summary>
    public ReadingFlags Flags;
}

/// <summary>What the ingest flags a reading for: a part of <c>reading_flag.flags</c>; the rest is
/// detection's.</summary>
[Flags]
internal enum ReadingFlags : short
{
    /// <summary>Its sensor is tilted by <c>Readings:TiltedFromDeg</c> or more.</summary>
    Tilted = 16,

    /// <summary>It came later than <c>Readings:BackfillAfter</c> after it was measured.</summary>
    Backfill = 32,
}

/// <summary>The outcome of a row.</summary>
internal enum RowState : byte
{
    /// <summary>Not committed yet.</summary>
    Undecided,

    /// <summary>Committed now.</summary>
    Stored,

    /// <summary>Committed before, or earlier in the same batch, with the same depth.</summary>
    Duplicate,

    /// <summary>
    /// Another depth under the same key, or refused by the database; a <see cref="Rejection"/> has the reason.
    /// </summary>
    Rejected,
}
