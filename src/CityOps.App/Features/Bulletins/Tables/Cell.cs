using System.Text.Json.Serialization;

namespace CityOps.App.Features.Bulletins.Tables;

/// <summary>One cell as it is printed.</summary>
public sealed record Cell
{
    /// <summary>What a zero base, or a figure that is not there, prints.</summary>
    public const string Nothing = "—";

    /// <summary>Null for words and for <see cref="Nothing"/>; a percentage counts in percent.</summary>
    public decimal? Value { get; init; }

    /// <summary>What stands on the paper.</summary>
    public required string Text { get; init; }

    /// <summary>Places after the point as printed.</summary>
    public int Decimals { get; init; }

    /// <summary>How far <see cref="Value"/> may lie from the true number: half a unit of the last place where it was
    /// rounded, else 0.</summary>
    public decimal Slack { get; init; }

    /// <summary>Of a workbook: an error of a formula stands where a number should be.</summary>
    [JsonIgnore]
    public bool IsError { get; init; }

    /// <summary>In a workbook, e.g. D12.</summary>
    public string? Address { get; init; }

    /// <summary>Address of the list of records that the number counts, without the host.</summary>
    public string? Evidence { get; init; }

    public static Cell Label(string text) => new() { Text = text };

    /// <summary>A number rounded to what its column prints; null prints "—".</summary>
    public static Cell Number(decimal? exact, Column column, string? evidence = null)
    {
        if (exact is not { } number)
        {
            return new Cell { Text = Nothing, Evidence = evidence };
        }

        var printed = Printed.Round(number, column.Decimals);
        return new Cell
        {
            Value = printed,
            Text = Printed.Number(number, column.Decimals) + (column.Kind == ColumnKind.Rate ? "%" : ""),
            Decimals = column.Decimals,
            Slack = printed == number ? 0 : Printed.HalfUnit(column.Decimals),
            Evidence = evidence,
        };
    }
}
