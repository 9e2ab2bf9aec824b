using CityOps.App.Database;
using CityOps.App.Features.Ponding.Detection;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Sensors;

/// <summary>What an hour's or a city day's readings come to; the members of a reading, and the sums beside
/// them.</summary>
/// <param name="ObservedAt">When the hour or day begins.</param>
/// <param name="DepthMm">The highest, as nobody is warned by a mean.</param>
/// <param name="BatteryMv">The lowest.</param>
/// <param name="RssiDbm">The lowest.</param>
/// <param name="Flags">What is doubtful about any of its readings; doubtful ones are counted all the same.</param>
/// <param name="MaxAt">When the highest was first measured.</param>
public sealed record RollupItem(
    DateTimeOffset ObservedAt,
    int DepthMm,
    int? BatteryMv,
    int? RssiDbm,
    IReadOnlyList<string> Flags,
    int Readings,
    int MinMm,
    int MaxMm,
    DateTimeOffset MaxAt,
    double MeanMm
);

/// <summary>Lists the sums of a sensor's hours or days, as right as the readings themselves
/// (docs/decisions/0035).</summary>
internal static class ListRollups
{
    private sealed record Row(
        DateTimeOffset ObservedAt,
        int Readings,
        int MinMm,
        int MaxMm,
        DateTimeOffset MaxAt,
        double MeanMm,
        int? BatteryMv,
        int? RssiDbm,
        SampleDoubts Flags
    );

    /// <param name="length">Of a sum's span: the next page begins so much after this one's last.</param>
    public static async Task<IResult> RunAsync(
        ListReadings.Span span,
        string query,
        TimeSpan length,
        NpgsqlDataSource database,
        CancellationToken ct
    )
    {
        await using var command = span.Command(database, query);
        var items = (await command.ListAsync<Row>(ct)).ConvertAll(row => new RollupItem(
            CityTime.Local(row.ObservedAt),
            row.MaxMm,
            row.BatteryMv,
            row.RssiDbm,
            row.Flags.Codes(),
            row.Readings,
            row.MinMm,
            row.MaxMm,
            CityTime.Local(row.MaxAt),
            row.MeanMm
        ));
        return TypedResults.Ok(Page.Of(items, span.Size, item => ListReadings.Key(item.ObservedAt + length)));
    }
}
