namespace CityOps.Ingest;

/// <summary>
/// The optional fields of a reading, each once. The decoder and its refusals, the writes to <c>reading</c>, the
/// readings API with its schemas, and the table in docs/mqtt.md follow from this list. A new field is an entry here
/// (and <see cref="Count"/>), a column of <c>reading</c> in a migration, and a row in docs/mqtt.md.
/// </summary>
public static class ReadingFields
{
    /// <summary>How many fields <see cref="All"/> has: the size of <see cref="FieldValues"/>.</summary>
    internal const int Count = 4;

    /// <summary>Every field.</summary>
    public static IReadOnlyList<ReadingField> All { get; } =
        Numbered(
            new ReadingField("seq", FieldType.Whole64, null, "seq", "the gateway's own running number"),
            new ReadingField("batteryMv", FieldType.Whole32, "millivolts", "battery_mv", "battery voltage")
            {
                RoundedFrom = 100, // no battery has less; 3.61 is volts
                FractionHint = "if it is in volts, send 1000 times as much",
            },
            new ReadingField("rssiDbm", FieldType.Whole32, "dBm", "rssi_dbm", "signal strength") { RoundedFrom = 0 },
            new ReadingField("tiltDeg", FieldType.Number, "degrees", null, "angle between the sensor and plumb")
            {
                Bounds = (0, 180),
            }
        );

    /// <summary>The fields with a column, in the order in which all statements name them.</summary>
    public static IReadOnlyList<ReadingField> Stored { get; } = [.. All.Where(field => field.Column is not null)];

    /// <summary>The gateway's own running number.</summary>
    public static ReadingField Seq { get; } = Named("seq");

    /// <summary>Battery voltage in millivolts.</summary>
    public static ReadingField BatteryMv { get; } = Named("batteryMv");

    /// <summary>Signal strength in dBm.</summary>
    public static ReadingField RssiDbm { get; } = Named("rssiDbm");

    /// <summary>
    /// Angle between the sensor and plumb in degrees; only flagged, see <c>Readings:TiltedFromDeg</c>.
    /// </summary>
    public static ReadingField TiltDeg { get; } = Named("tiltDeg");

    /// <summary>The columns of <see cref="Stored"/>, separated by commas.</summary>
    internal static string Columns { get; } = string.Join(", ", Stored.Select(field => field.Column));

    /// <summary>
    /// Completes a statement: <c>{fields}</c> becomes the columns of <see cref="Stored"/>, <c>{field_members}</c> their
    /// names and values as jsonb_build_object takes them, <c>{field_parameters}</c> as many parameters, numbered from
    /// <paramref name="firstParameter"/> on.
    /// </summary>
    public static string Complete(string sql, int firstParameter = 1) =>
        sql.Replace("{fields}", Columns, StringComparison.Ordinal)
            .Replace(
                "{field_members}",
                string.Join(", ", Stored.Select(field => $"'{field.Name}', {field.Column}")),
                StringComparison.Ordinal
            )
            .Replace(
                "{field_parameters}",
                string.Join(", ", Stored.Select((_, i) => FormattableString.Invariant($"${firstParameter + i}"))),
                StringComparison.Ordinal
            );

    private static ReadingField Named(string name) => All.Single(field => field.Name == name);

    private static ReadingField[] Numbered(params ReadingField[] fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i].Index = i;
        }

        return fields.Length == Count
            ? fields
            : throw new InvalidOperationException($"ReadingFields.Count is {Count}; the list has {fields.Length}.");
    }
}
