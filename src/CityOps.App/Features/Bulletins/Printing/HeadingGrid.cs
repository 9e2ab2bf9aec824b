using CityOps.App.Features.Bulletins.Tables;

namespace CityOps.App.Features.Bulletins.Printing;

/// <summary>A cell in the head of a table.</summary>
/// <param name="Row">From 0, downwards.</param>
/// <param name="Column">From 0, of its left edge.</param>
public readonly record struct HeadingCell(string Text, int Row, int Column, int RowSpan, int ColumnSpan);

/// <summary>How columns with headings of several levels share the lines of the head: 7月完成情况 over 任务数, 完成数,
/// 完成率.</summary>
public static class HeadingGrid
{
    public static int Rows(Table table) => table.Columns.Max(column => column.Headings.Count);

    public static IReadOnlyList<HeadingCell> Of(Table table)
    {
        var rows = Rows(table);
        var cells = new List<HeadingCell>();
        for (var c = 0; c < table.Columns.Count; c++)
        {
            var headings = table.Columns[c].Headings;
            for (var level = 0; level < headings.Count; level++)
            {
                var isLast = level == headings.Count - 1;
                if (!isLast && c > 0 && SharesWith(table, c - 1, c, level))
                {
                    continue; // the cell began further left
                }

                var span = 1;
                while (!isLast && c + span < table.Columns.Count && SharesWith(table, c, c + span, level))
                {
                    span++;
                }

                cells.Add(
                    new HeadingCell(
                        isLast ? WithUnit(table.Columns[c]) : headings[level],
                        level,
                        c,
                        isLast ? rows - level : 1,
                        span
                    )
                );
            }
        }

        return cells;
    }

    private static string WithUnit(Column column) =>
        column.Headings[^1] + (column.Unit.Length > 0 ? $"（{column.Unit}）" : "");

    private static bool SharesWith(Table table, int left, int right, int level)
    {
        var (a, b) = (table.Columns[left].Headings, table.Columns[right].Headings);
        return a.Count > level + 1 && b.Count > level + 1 && a.Take(level + 1).SequenceEqual(b.Take(level + 1));
    }
}
