using CityOps.App.Database;
using CityOps.App.Features.Ponding.Detection;
using Npgsql;

namespace CityOps.App.Features.Ponding;

/// <summary>What the sieve knows, as the database says it.</summary>
/// <param name="Places">Every sensor's section, null for none; empty when only some sections were asked after.</param>
internal sealed record WatchedSections(
    IReadOnlyList<SectionWatch.WatchedSection> Sections,
    IReadOnlyList<(int SensorId, string? Section)> Places
)
{
    /// <param name="codes">Null for all sections and all sensors.</param>
    public static async Task<WatchedSections> ReadAsync(
        NpgsqlDataSource database,
        string[]? codes,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(Sql.Text("queries/ponding/watch_sections"));
        command.Parameters.Add(
            new NpgsqlParameter
            {
                Value = codes is null ? DBNull.Value : codes,
                NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Text,
            }
        );
        var sections = new List<SectionWatch.WatchedSection>();
        await using (var rows = await command.ExecuteReaderAsync(ct))
        {
            while (await rows.ReadAsync(ct))
            {
                sections.Add(Section(rows));
            }
        }

        return new(sections, codes is null ? await PlacesAsync(database, ct) : []);
    }

    private static SectionWatch.WatchedSection Section(NpgsqlDataReader row)
    {
        var section = new SectionWatch.WatchedSection(row.GetString(0))
        {
            LowestMm = [row.GetInt32(1), row.GetInt32(2), row.GetInt32(3), row.GetInt32(4), row.GetInt32(5)],
            DryBelowMm = row.GetInt32(6),
            OpenWith = row.GetBoolean(7)
                ? row.GetFieldValue<short[]>(10).Select(level => (PondingLevel)level).ToHashSet()
                : null,
            HasFallen = row.GetBoolean(8),
            PeakMm = row.GetInt32(9),
            IsOffLamps = row.GetBoolean(12),
            OffLampsBelowMm = row.GetInt32(13),
        };
        if (!row.IsDBNull(11))
        {
            section.EventsUntil(row.GetFieldValue<DateTimeOffset>(11));
        }

        return section;
    }

    private static async Task<List<(int, string?)>> PlacesAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select id, case when disabled_at is null then section_code end from sensor"
        );
        await using var rows = await command.ExecuteReaderAsync(ct);
        var places = new List<(int, string?)>();
        while (await rows.ReadAsync(ct))
        {
            places.Add((rows.GetInt32(0), rows.IsDBNull(1) ? null : rows.GetString(1)));
        }

        return places;
    }
}
