using System.Text.Json.Serialization;

namespace CityOps.App.Features.Statistics;

/// <summary>A metric over a period.</summary>
/// <param name="Metric">The metric's code.</param>
/// <param name="Total">Null for a rate or a mean over nothing, printed as "—".</param>
/// <param name="Rows">By the dimension asked for; empty without one.</param>
public sealed record Figure(
    string Metric,
    string Name,
    string Unit,
    DateOnly From,
    DateOnly To,
    decimal? Total,
    IReadOnlyList<FigureRow> Rows
)
{
    /// <summary>How it was made where it is no plain sum, e.g. "cases_due_closed / cases_due".</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MadeFrom { get; init; }

    /// <summary>环比: against the period before.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Comparison? Previous { get; init; }

    /// <summary>同比: against the same period a year earlier.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Comparison? LastYear { get; init; }
}

/// <param name="Key">A code, a day, a week or a month; null for records that say nothing, e.g. a patrol without a
/// town.</param>
/// <param name="Value">Null for a rate or a mean over nothing, printed as "—".</param>
public sealed record FigureRow(string? Key, string Name, decimal? Value)
{
    /// <inheritdoc cref="Figure.Previous"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Comparison? Previous { get; init; }

    /// <inheritdoc cref="Figure.LastYear"/>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Comparison? LastYear { get; init; }
}

/// <summary>The same figure over another period, and by how much the present one differs.</summary>
/// <param name="Change">In percent, to two places; null over zero or nothing.</param>
/// <param name="Text">The change as printed: 12.50%, -3.00%, or — over zero.</param>
public sealed record Comparison(DateOnly From, DateOnly To, decimal? Value, decimal? Change, string Text)
{
    public static Comparison Of(decimal? now, Period period, decimal? then)
    {
        decimal? change =
            now is { } a && then is { } b && b != 0
                ? Math.Round(100 * (a - b) / Math.Abs(b), 2, MidpointRounding.AwayFromZero)
                : null;
        return new(
            period.From,
            period.To,
            then,
            change,
            change is { } percent ? FormattableString.Invariant($"{percent:0.00}%") : "—"
        );
    }
}

/// <summary>
/// Which records count; null takes all. "-" (the empty UUID of an officer or a facility) takes those that say none, so
/// that also the row <see cref="Dimension.Unnamed"/> has its evidence.
/// </summary>
/// <param name="Category">With all categories below it.</param>
public sealed record FigureFilter(string? Organisation = null, string? Town = null, string? Category = null)
{
    /// <summary>patrol, camera, citizen; of a case report, feedback, ponding.</summary>
    public string? Source { get; init; }

    public Guid? Officer { get; init; }

    public Guid? Facility { get; init; }

    /// <summary>Of road, for figures of ponding.</summary>
    public string? Section { get; init; }

    /// <summary>Stands for records that say none.</summary>
    public const string Nothing = "-";

    public static FigureFilter None { get; } = new();

    /// <summary>The columns of facts, not common to all metrics, that it asks for.</summary>
    internal IEnumerable<string> Columns =>
        new[]
        {
            Source is null ? null : "origin",
            Officer is null ? null : "officer",
            Facility is null ? null : "facility",
            Section is null ? null : "section",
        }.OfType<string>();
}
