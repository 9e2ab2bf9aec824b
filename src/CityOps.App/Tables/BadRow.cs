using System.Text.Json.Serialization;
using CityOps.App.Geo;
using CityOps.App.Http;

namespace CityOps.App.Tables;

/// <summary>A row of a bureau's list that cannot be taken: where, what, and why in both languages.</summary>
/// <param name="Row">The file's row as a spreadsheet program shows it, or the feature's number in a file of features,
/// from 1.</param>
/// <param name="Column">The column's name, as the file has it; null when it is about the row as a whole.</param>
/// <param name="Value">What stands there; null when nothing does.</param>
/// <param name="Reason">A sentence in English.</param>
/// <param name="ReasonZh">The same in Chinese.</param>
public sealed record BadRow(
    int Row,
    string? Column,
    [property: JsonIgnore] Problem Problem,
    string? Value,
    string Reason,
    string ReasonZh
)
{
    private static readonly string[] Header = ["row", "column", "code", "value", "reason", "reasonZh", "sheet"];

    /// <summary>Stable; one of docs/problems.md.</summary>
    public string Code => Problem.Code;

    /// <summary>The workbook's sheet; null where the file has none.</summary>
    public string? Sheet { get; init; }

    /// <summary>What was meant, where that can be told: a position with lon and lat the other way round.</summary>
    public LonLat? Suggestion { get; init; }

    /// <summary>As the answer to a call that brings this one row.</summary>
    public Refusal Refuse() =>
        Suggestion is { } meant
            ? Problem.Refuse(Reason, ("field", Column), ("value", Value), ("suggestion", meant))
            : Problem.Refuse(Reason, ("field", Column), ("value", Value));

    /// <summary>All of them as a table.</summary>
    public static async Task WriteAsync(TableOutput table, IEnumerable<BadRow> rows, CancellationToken ct)
    {
        await table.WriteRowAsync(Header, ct);
        foreach (var bad in rows)
        {
            await table.WriteRowAsync(
                [bad.Row, bad.Column, bad.Code, bad.Value, bad.Reason, bad.ReasonZh, bad.Sheet],
                ct
            );
        }

        await table.CompleteAsync(ct);
    }
}
