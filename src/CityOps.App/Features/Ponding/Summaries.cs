using System.Globalization;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using CityOps.App.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Ponding;

/// <summary>A section's month.</summary>
/// <param name="Rank">1 is the worst: most minutes at yellow or worse, then the highest peak; null without any.</param>
/// <param name="Availability">Share of the month in which its sensors were heard of at least every two heartbeats; null
/// without a sensor.</param>
public sealed record SectionMonth(
    string Section,
    string Name,
    string? Town,
    int Events,
    LevelMinutes Minutes,
    int? PeakMm,
    DateTimeOffset? PeakAt,
    int Alarms,
    int? Rank,
    double? Availability
);

/// <param name="Worst">Codes of the worst five.</param>
public sealed record MonthSummary(
    string Month,
    int Events,
    IReadOnlyList<string> Worst,
    IReadOnlyList<SectionMonth> Sections
);

/// <summary>How often a section is under water.</summary>
/// <param name="Line">GeoJSON, WGS84.</param>
/// <param name="Lon">Of its middle, where it is labelled.</param>
/// <param name="PerYear">Events a year.</param>
/// <param name="ReturnDays">Mean days between events; null without any.</param>
public sealed record SectionFrequency(
    string Section,
    string Name,
    string? Town,
    [property: GeoJson] JsonElement Line,
    double Lon,
    double Lat,
    int Events,
    int EventsYellow,
    int EventsOrange,
    int EventsRed,
    int? PeakMm,
    double MinutesYellowOrWorse,
    double PerYear,
    double? ReturnDays
);

/// <summary>What the waters of a month, or of years, come to.</summary>
internal static class Summaries
{
    internal sealed record MonthRow(
        string Section,
        string Name,
        string? Town,
        int Events,
        double MinutesBlue,
        double MinutesYellow,
        double MinutesOrange,
        double MinutesRed,
        double MinutesPowerRisk,
        int? PeakMm,
        DateTimeOffset? PeakAt,
        int Alarms,
        int? Rank,
        double? Availability
    );

    internal sealed record FrequencyRow(
        string Section,
        string Name,
        string? Town,
        string Line,
        double Lon,
        double Lat,
        double Years,
        int Events,
        int EventsYellow,
        int EventsOrange,
        int EventsRed,
        int? PeakMm,
        double Minutes,
        double PerYear,
        double? ReturnDays
    );

    public static async Task<IResult> MonthAsync(
        string month,
        CityOpsDb db,
        Caller caller,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if (
            !DateOnly.TryParseExact(
                month + "-01",
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var first
            )
        )
        {
            return Problems.InvalidRequest.With("A month is yyyy-MM.");
        }

        var now = time.GetUtcNow();
        if (CityTime.Start(first) > now)
        {
            return Problems.PeriodInFuture.With($"{month} has not begun yet.");
        }

        var rows = await db
            .Database.SqlQueryRaw<MonthRow>(
                Sql.Text("queries/ponding/monthly_summary"),
                Parameters.Of("from", CityTime.Start(first)),
                Parameters.Of("to", CityTime.Start(first.AddMonths(1))),
                Parameters.Of("first_day", first),
                Parameters.Of("last_day", first.AddMonths(1).AddDays(-1)),
                Parameters.Of("town", caller.VisibleTown),
                Parameters.Of("now", now)
            )
            .ToListAsync(ct);
        return TypedResults.Ok(
            new MonthSummary(
                month,
                rows.Sum(row => row.Events),
                [.. rows.Where(row => row.Rank is not null).Take(5).Select(row => row.Section)],
                [
                    .. rows.Select(row => new SectionMonth(
                        row.Section,
                        row.Name,
                        row.Town,
                        row.Events,
                        PondingEvents.Minutes(
                            row.MinutesBlue,
                            row.MinutesYellow,
                            row.MinutesOrange,
                            row.MinutesRed,
                            row.MinutesPowerRisk
                        ),
                        row.PeakMm,
                        PondingEvents.Local(row.PeakAt),
                        row.Alarms,
                        row.Rank,
                        row.Availability
                    )),
                ]
            )
        );
    }

    public static async Task<IResult> FrequencyAsync(
        CityOpsDb db,
        Caller caller,
        TimeProvider time,
        CancellationToken ct,
        CityInstant? from = null,
        CityInstant? to = null
    )
    {
        var until = to?.At ?? time.GetUtcNow();
        var since = from?.At ?? until.AddYears(-1);
        if (since >= until)
        {
            return Problems.PeriodReversed.With($"from {since:O} is not before to {until:O}.");
        }

        var rows = await db
            .Database.SqlQueryRaw<FrequencyRow>(
                Sql.Text("queries/ponding/return_frequency"),
                Parameters.Of("from", since),
                Parameters.Of("to", until),
                Parameters.Of("town", caller.VisibleTown)
            )
            .ToListAsync(ct);
        return TypedResults.Ok(
            new Page<SectionFrequency>(
                [
                    .. rows.Select(row => new SectionFrequency(
                        row.Section,
                        row.Name,
                        row.Town,
                        JsonSerializer.Deserialize<JsonElement>(row.Line),
                        row.Lon,
                        row.Lat,
                        row.Events,
                        row.EventsYellow,
                        row.EventsOrange,
                        row.EventsRed,
                        row.PeakMm,
                        Math.Round(row.Minutes, 2),
                        Math.Round(row.PerYear, 3),
                        row.ReturnDays is { } days ? Math.Round(days, 1) : null
                    )),
                ],
                null
            )
        );
    }
}
