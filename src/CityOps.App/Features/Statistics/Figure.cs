namespace CityOps.App.Features.Statistics;

/// <summary>A metric over a period.</summary>
/// <param name="Metric">The metric's code.</param>
/// <param name="Rows">By the cut asked for; empty without one.</param>
public sealed record Figure(
    string Metric, string Name, string Unit, DateOnly From, DateOnly To, decimal Total, IReadOnlyList<FigureRow> Rows);

/// <param name="Key">A code, a day or a month; null for records that say nothing, e.g. a patrol without a town.</param>
public sealed record FigureRow(string? Key, string Name, decimal Value);

/// <summary>Which records count; null takes all.</summary>
public sealed record FigureFilter(string? Organisation = null, string? Town = null, string? Category = null)
{
    public static FigureFilter None { get; } = new();
}
