using Npgsql;
using NpgsqlTypes;

namespace CityOps.Ingest.Commit;

/// <summary>
/// Marks the hours that a transaction's readings belong to, in that same transaction: one row, each sensor and hour
/// once. The rollups (<c>sql/functions/reading_rollups.sql</c>) recompute these hours, so no crash of any node loses
/// one; see docs/decisions/0035.
/// </summary>
internal sealed class DirtyHours
{
    private readonly HashSet<long> _seen = [];

    /// <summary>The statement; each parameter is beside its column.</summary>
    public NpgsqlBatchCommand Command(IReadOnlyList<RowRef> rows)
    {
        _seen.Clear();
        var last = -1L;
        for (var i = 0; i < rows.Count; i++)
        {
            ref readonly var reading = ref rows[i].Row.Reading;
            var key = ((long)reading.SensorId << 32) | (reading.ObservedTicks / TimeSpan.TicksPerHour);
            if (key != last)
            {
                _seen.Add(last = key); // what comes in a row is mostly of one sensor and hour
            }
        }

        var keys = _seen.ToArray();
        Array.Sort(keys); // alike lies together, which the store compresses
        return new NpgsqlBatchCommand("insert into reading_dirty (sensor_id, hour) values ($1, $2)")
        {
            Parameters =
            {
                new NpgsqlParameter<int[]>
                {
                    TypedValue = Array.ConvertAll(keys, key => (int)(key >> 32)), // $1 sensor_id
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer,
                },
                new NpgsqlParameter<DateTime[]>
                {
                    TypedValue = Array.ConvertAll(keys, Hour), // $2 hour
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
                },
            },
        };
    }

    private static DateTime Hour(long key) => new((key & uint.MaxValue) * TimeSpan.TicksPerHour, DateTimeKind.Utc);
}
