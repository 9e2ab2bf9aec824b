using Npgsql;
using NpgsqlTypes;

namespace CityOps.Ingest.Commit;

/// <summary>
/// Flags readings, in the transaction that stores them. What they are flagged by is not stored with them: a row for the
/// few that are costs the others nothing.
/// </summary>
internal static class FlagInsert
{
    /// <summary>The statement, its parameters next to their columns; null when nothing is flagged.</summary>
    /// <param name="areNew">None of the readings was stored before.</param>
    public static NpgsqlBatchCommand? Command(IReadOnlyList<RowRef> rows, bool areNew)
    {
        List<(Reading Reading, ReadingFlags Flags)>? flagged = null;
        for (var i = 0; i < rows.Count; i++)
        {
            ref readonly var row = ref rows[i].Row;
            if (row.Flags != 0)
            {
                (flagged ??= []).Add((row.Reading, row.Flags));
            }
        }

        return flagged is null
            ? null
            : new NpgsqlBatchCommand(Sql.File("flag_readings"))
            {
                Parameters =
                {
                    new NpgsqlParameter<int[]>
                    {
                        TypedValue = [.. flagged.Select(of => of.Reading.SensorId)], // $1 sensor_id
                        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer,
                    },
                    new NpgsqlParameter<DateTime[]>
                    {
                        TypedValue = [.. flagged.Select(of => of.Reading.ObservedAt)], // $2 observed_at
                        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
                    },
                    new NpgsqlParameter<short[]>
                    {
                        TypedValue = [.. flagged.Select(of => (short)of.Flags)], // $3 flags
                        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint,
                    },
                    new NpgsqlParameter<bool> { TypedValue = areNew }, // $4
                },
            };
    }
}
