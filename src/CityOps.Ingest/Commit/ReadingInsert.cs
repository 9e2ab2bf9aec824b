using Npgsql;
using NpgsqlTypes;

namespace CityOps.Ingest.Commit;

/// <summary>
/// Writes readings by <c>insert … on conflict do nothing</c>: one round trip, and what is in the table already is
/// distinguished as the same or as a conflict. For small batches, and for those that COPY could not store because of a
/// duplicate.
/// </summary>
internal static class ReadingInsert
{
    private static readonly string Statement = ReadingFields.Complete(Sql.File("insert_readings"), firstParameter: 5);

    /// <summary>The statement; each parameter is beside its column.</summary>
    public static NpgsqlBatchCommand Command(IReadOnlyList<RowRef> rows)
    {
        var sensors = new int[rows.Count];
        var observed = new DateTime[rows.Count];
        var received = new DateTime[rows.Count];
        var depths = new int[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            ref readonly var reading = ref rows[i].Row.Reading;
            sensors[i] = reading.SensorId;
            observed[i] = reading.ObservedAt;
            received[i] = rows[i].Owner.ReceivedAt.UtcDateTime;
            depths[i] = reading.DepthMm;
        }

        var command = new NpgsqlBatchCommand(Statement)
        {
            Parameters =
            {
                Array(sensors, NpgsqlDbType.Integer), // $1 sensor_id
                Array(observed, NpgsqlDbType.TimestampTz), // $2 observed_at
                Array(received, NpgsqlDbType.TimestampTz), // $3 received_at
                Array(depths, NpgsqlDbType.Integer), // $4 depth_mm
            },
        };
        foreach (var field in ReadingFields.Stored)
        {
            command.Parameters.Add(Parameter(rows, field)); // from $5 on
        }

        return command;
    }

    /// <summary>A reading that was there before, or how many were stored.</summary>
    private sealed record Answer(long? Ord, bool? Same, long? Stored);

    /// <summary>
    /// Reads the statement's answer: which rows were there before, and whether with the same content. False when
    /// another transaction stored one of them while the statement ran, so that it could not be compared: run it again.
    /// </summary>
    public static async Task<(bool Settled, List<(int Index, bool Same)> Known)> ReadAsync(
        NpgsqlDataReader reader,
        int count,
        CancellationToken cancellationToken
    )
    {
        var answers = await reader.ListAsync<Answer>(cancellationToken);
        var known = answers
            .Where(row => row.Ord is not null)
            .Select(row => ((int)row.Ord! - 1, row.Same!.Value))
            .ToList();
        var stored = answers.Sum(row => row.Stored ?? 0);
        return (stored + known.Count == count, known);
    }

    private static NpgsqlParameter Parameter(IReadOnlyList<RowRef> rows, ReadingField field) =>
        field.Type switch
        {
            FieldType.Whole32 => Array(Values(rows, field, static bits => (int)bits), NpgsqlDbType.Integer),
            FieldType.Whole64 => Array(Values(rows, field, static bits => bits), NpgsqlDbType.Bigint),
            FieldType.Number => Array(Values(rows, field, BitConverter.Int64BitsToDouble), NpgsqlDbType.Double),
        };

    private static T?[] Values<T>(IReadOnlyList<RowRef> rows, ReadingField field, Func<long, T> value)
        where T : struct
    {
        var values = new T?[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = rows[i].Row.Reading.Fields.TryGet(field, out var bits) ? value(bits) : null;
        }

        return values;
    }

    private static NpgsqlParameter<T[]> Array<T>(T[] values, NpgsqlDbType element) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element };
}
