using System.Globalization;

namespace CityOps.App.Features.Bulletins.Tables;

/// <summary>
/// Checks that a table adds up as printed: totals and sub-totals down, sums across, rates as quotients of what stands
/// beside them, rankings by what they rank. A corrected number is carried on, so the error in a total also names the
/// rate made of it.
/// </summary>
public static class CrossFoot
{
    /// <returns>Empty when every number is as it should be; one contradiction at most for a cell.</returns>
    public static IReadOnlyList<Contradiction> Check(Table table)
    {
        var found = new Footing(table).Contradictions();
        return found.Count > 1 ? ExplainByOneCell(table, found) ?? found : found;
    }

    /// <summary>
    /// Where one row's sum and one column's sum are off by the same amount, the cell where they cross is the wrong one:
    /// with it put right, everything else must add up.
    /// </summary>
    private static List<Contradiction>? ExplainByOneCell(Table table, List<Contradiction> found)
    {
        foreach (var suspect in new Footing(table).CrossingSuspects())
        {
            var mended = table with
            {
                Rows = [.. table.Rows.Select((row, r) => r != suspect.Row ? row : Replace(row, suspect))],
            };
            if (new Footing(mended).Contradictions().Count == 0)
            {
                var row = table.Rows[suspect.Row];
                var column = table.Columns[suspect.Column];
                var cell = row.Cells[suspect.Column];
                return
                [
                    new Contradiction(
                        table.Title,
                        cell.Address,
                        table.Label(row),
                        column.Heading,
                        cell.Text,
                        Footing.Print(suspect.Value, cell, column),
                        $"explains all {found.Count.ToString(CultureInfo.InvariantCulture)} sums that do not add up",
                        false
                    ),
                ];
            }
        }

        return null;
    }

    private static Row Replace(Row row, Suspect suspect) =>
        row with
        {
            Cells =
            [
                .. row.Cells.Select((cell, c) => c != suspect.Column ? cell : cell with { Value = suspect.Value }),
            ],
        };
}
