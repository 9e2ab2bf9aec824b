using CityOps.App.Database;
using Npgsql;
using NpgsqlTypes;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>What is told of a section of road beside its figures.</summary>
/// <param name="PeakMm">The deepest water; null without an event.</param>
/// <param name="Availability">The share of the month in which its sensors were heard of; null without a sensor.</param>
public sealed record PondingSection(
    string Code,
    string Name,
    string? Town,
    int? PeakMm,
    DateTimeOffset? PeakAt,
    double? Availability
)
{
    /// <summary>All sections, those with the worst water first.</summary>
    public static async Task<IReadOnlyList<PondingSection>> ReadAsync(
        NpgsqlTransaction transaction,
        DateOnly firstDay,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
#pragma warning disable CA2100 // Our own SQL files.
        await using var command = new NpgsqlCommand(
            Sql.Text("queries/bulletins/ponding_sections")
                .Replace("{summary}", Sql.Text("queries/ponding/monthly_summary"), StringComparison.Ordinal),
            transaction.Connection,
            transaction
        );
#pragma warning restore CA2100
        command.Parameters.AddWithValue("from", CityTime.Start(firstDay).ToUniversalTime());
        command.Parameters.AddWithValue("to", CityTime.Start(firstDay.AddMonths(1)).ToUniversalTime());
        command.Parameters.AddWithValue("first_day", firstDay);
        command.Parameters.AddWithValue("last_day", firstDay.AddMonths(1).AddDays(-1));
        command.Parameters.Add(new("town", NpgsqlDbType.Text) { Value = DBNull.Value });
        command.Parameters.AddWithValue("now", now.ToUniversalTime());
        await using var reader = await command.ExecuteReaderAsync(ct);
        var sections = new List<PondingSection>();
        while (await reader.ReadAsync(ct))
        {
            sections.Add(
                new(
                    reader.GetString(0),
                    reader.GetString(1),
                    reader.IsDBNull(2) ? null : reader.GetString(2),
                    reader.IsDBNull(3) ? null : reader.GetInt32(3),
                    reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4),
                    reader.IsDBNull(5) ? null : reader.GetDouble(5)
                )
            );
        }

        return sections;
    }
}
