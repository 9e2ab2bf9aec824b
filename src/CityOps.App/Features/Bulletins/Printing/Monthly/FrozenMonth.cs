using CityOps.App.Database;
using CityOps.App.Features.Assessments;
using CityOps.App.Features.Statistics;
using Npgsql;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>A revision of a month as it was frozen.</summary>
/// <param name="Standard">The deduction standard and the index's shares of that moment; null where it was frozen
/// without.</param>
/// <param name="Told">What is told beside the figures, frozen with them; null in revisions from before it was.</param>
public sealed record FrozenMonth(
    DateOnly FirstDay,
    int Revision,
    DateTimeOffset ClosedAt,
    MonthFigures Figures,
    string Sha256,
    Standard? Standard,
    IssueFacts? Told
)
{
    /// <summary>Null where the metric was not counted when the month was frozen.</summary>
    public decimal? Total(string metric) => Figure(metric)?.Total;

    /// <summary>Zero where nothing was counted for the key; null where the metric was not counted at all.</summary>
    public decimal? Value(string metric, Dimension dimension, string? key) =>
        Figure(metric) is { } figure ? Rows(figure, dimension).FirstOrDefault(row => row.Key == key)?.Value ?? 0 : null;

    public FrozenFigure? Figure(string metric) => Figures.Figures.FirstOrDefault(figure => figure.Metric == metric);

    public static IReadOnlyList<FigureRow> Rows(FrozenFigure figure, Dimension dimension) =>
        figure.By.GetValueOrDefault(dimension.Code) ?? [];

    /// <param name="revision">Null for the latest.</param>
    /// <param name="notAfter">Only what was frozen by then: what a bulletin compares with must not change after it was
    /// issued.</param>
    /// <returns>Null when there is none.</returns>
    public static async Task<FrozenMonth?> ReadAsync(
        NpgsqlDataSource database,
        DateOnly firstDay,
        int? revision,
        DateTimeOffset? notAfter,
        CancellationToken ct
    )
    {
        await using var command = database
            .CreateCommand(Sql.Text("queries/bulletins/frozen_month"))
            .With("month", firstDay)
            .With("revision", revision)
            .With("not_after", notAfter);
        return await command.FindAsync<FrozenMonth>(ct);
    }
}
