using CityOps.App.Database;
using Npgsql;

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
        command
            .With("from", CityTime.Start(firstDay))
            .With("to", CityTime.Start(firstDay.AddMonths(1)))
            .With("first_day", firstDay)
            .With("last_day", firstDay.AddMonths(1).AddDays(-1))
            .With("town", (string?)null)
            .With("now", now);
        return await command.ListAsync<PondingSection>(ct);
    }
}
