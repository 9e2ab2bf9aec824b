using Npgsql;
using NpgsqlTypes;

namespace CityOps.Ingest.Commit;

/// <summary>
/// Flags the readings of tilted sensors, in the transaction that stores them. The angle itself is not stored: a flag
/// row for the few that tilt costs the others nothing.
/// </summary>
internal static class TiltFlags
{
    /// <summary>The statement, its parameters next to their columns; null when nothing tilts.</summary>
    public static NpgsqlBatchCommand? Command(IReadOnlyList<RowRef> rows)
    {
        List<Reading>? tilted = null;
        for (var i = 0; i < rows.Count; i++)
        {
            ref readonly var row = ref rows[i].Row;
            if (row.IsTilted)
            {
                (tilted ??= []).Add(row.Reading);
            }
        }

        return tilted is null
            ? null
            : new NpgsqlBatchCommand(Sql.File("flag_tilted"))
            {
                Parameters =
                {
                    new NpgsqlParameter<int[]>
                    {
                        TypedValue = [.. tilted.Select(reading => reading.SensorId)], // $1 sensor_id
                        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer,
                    },
                    new NpgsqlParameter<DateTime[]>
                    {
                        TypedValue = [.. tilted.Select(reading => reading.ObservedAt)], // $2 observed_at
                        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
                    },
                },
            };
    }
}
