using CityOps.App.Database;
using CityOps.App.Features.Ponding.Detection;
using Npgsql;

namespace CityOps.App.Features.Ponding;

/// <summary>What the sieve works with, read from the database.</summary>
/// <param name="Places">Where every sensor is; empty when only some sections were asked after.</param>
internal sealed record WatchedSections(
    IReadOnlyList<SectionWatch.WatchedSection> Sections,
    IReadOnlyList<WatchedSections.Place> Places
)
{
    /// <param name="codes">Null for all sections and all sensors.</param>
    public static async Task<WatchedSections> ReadAsync(
        NpgsqlDataSource database,
        string[]? codes,
        CancellationToken ct
    )
    {
        await using var command = database
            .CreateCommand(Sql.Text("queries/ponding/watch_sections"))
            .With("codes", codes);
        var sections = (await command.ListAsync<Row>(ct)).ConvertAll(Section);
        return new(sections, codes is null ? await PlacesAsync(database, ct) : []);
    }

    private sealed record Row(
        string Code,
        int[] LowestMm,
        int DryBelowMm,
        bool IsOpen,
        bool HasFallen,
        int PeakMm,
        PondingLevel[] Levels,
        DateTimeOffset? EventsUntil,
        bool IsOffLamps,
        int OffLampsBelowMm
    );

    /// <param name="Section">Null for none.</param>
    /// <param name="Since">Null for a sensor that was never moved.</param>
    internal sealed record Place(int SensorId, string? Section, DateTimeOffset? Since);

    private static SectionWatch.WatchedSection Section(Row row)
    {
        var section = new SectionWatch.WatchedSection(row.Code)
        {
            LowestMm = row.LowestMm,
            DryBelowMm = row.DryBelowMm,
            OpenWith = row.IsOpen ? row.Levels.ToHashSet() : null,
            HasFallen = row.HasFallen,
            PeakMm = row.PeakMm,
            IsOffLamps = row.IsOffLamps,
            OffLampsBelowMm = row.OffLampsBelowMm,
        };
        if (row.EventsUntil is { } until)
        {
            section.EventsUntil(until);
        }

        return section;
    }

    private static async Task<List<Place>> PlacesAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Sql.Text("queries/ponding/sensor_places"));
        return await command.ListAsync<Place>(ct);
    }
}
