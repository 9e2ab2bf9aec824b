using System.Text.RegularExpressions;

namespace CityOps.App.Features.Bulletins.Tables;

/// <summary>A sentence of a bulletin with the numbers that it speaks of.</summary>
/// <param name="Text">As printed: 组织环卫中心工作人员开展巡查90次，发现问题395个。</param>
public sealed partial record Sentence(string Text, IReadOnlyList<Mention> Mentions)
{
    public static Sentence Plain(string text) => new(text, []);

    /// <summary>The text in pieces: a number that has evidence is a piece of its own, with its address.</summary>
    public IEnumerable<(string Text, string? Evidence)> Pieces()
    {
        var at = 0;
        foreach (var mention in Mentions.Where(mention => mention.Evidence is not null))
        {
            // The number as a whole, and not that of a month or year: 12 is neither in 312 nor in 12月.
            var number = Numbers()
                .Matches(Text, at)
                .FirstOrDefault(match =>
                    match.Value == mention.Printed
                    && !"年月".Contains(Text.ElementAtOrDefault(match.Index + match.Length))
                );
            if (number is null)
            {
                continue; // said in another order; the number stays plain
            }

            var found = number.Index;

            if (found > at)
            {
                yield return (Text[at..found], null);
            }

            yield return (mention.Printed, mention.Evidence);
            at = found + mention.Printed.Length;
        }

        if (at < Text.Length)
        {
            yield return (Text[at..], null);
        }
    }

    // A minus sign belongs to the number only where no digit stands before it: 2023-10 is no −10.
    [GeneratedRegex(@"(?<!\d)-?\d+(\.\d+)?%?")]
    internal static partial Regex Numbers();
}

/// <summary>A number in a sentence, and what it must agree with.</summary>
/// <param name="Printed">The number as it stands in the text, without its unit: 90, 93.72%.</param>
/// <param name="Value">What was counted; a percentage counts in percent.</param>
public sealed record Mention(string Printed, decimal Value)
{
    /// <summary>The cell that prints the same number, where there is one.</summary>
    public CellName? Cell { get; init; }

    /// <summary>Address of the list of records that the number counts, without the host.</summary>
    public string? Evidence { get; init; }
}

/// <summary>A cell by what a reader calls it.</summary>
/// <param name="Table">The table's key.</param>
/// <param name="Row">The row's label as printed.</param>
/// <param name="Column">The column's key.</param>
public sealed record CellName(string Table, string Row, string Column);

/// <summary>Checks the numbers in the text against what was counted and against the tables.</summary>
public static class CheckSentences
{
    /// <param name="heading">The section's, to name the place.</param>
    public static IEnumerable<Contradiction> Check(
        string heading,
        IEnumerable<Sentence> sentences,
        IReadOnlyList<Table> tables
    ) =>
        from sentence in sentences
        from mention in sentence.Mentions
        let found = Check(heading, sentence, mention, tables)
        where found is not null
        select found;

    private static Contradiction? Check(string heading, Sentence sentence, Mention mention, IReadOnlyList<Table> tables)
    {
        Contradiction Differs(string column, string shouldBe, string rule) =>
            new(heading, null, sentence.Text, column, mention.Printed, shouldBe, rule, false);

        if (!Sentence.Numbers().Matches(sentence.Text).Any(number => number.Value == mention.Printed))
        {
            return Differs("text", mention.Printed, "the text does not print this number");
        }

        var parsed = Printed.Parse(mention.Printed);
        if (parsed is not { } printed || printed.Value != Printed.Round(mention.Value, printed.Decimals))
        {
            return Differs("text", Printed.Number(mention.Value, parsed?.Decimals ?? 0), "as counted");
        }

        if (mention.Cell is not { } name)
        {
            return null;
        }

        var table = tables.FirstOrDefault(t => t.Key == name.Table);
        var cell = table?.Rows.FirstOrDefault(row => table.Label(row) == name.Row)?.Cells[table.IndexOf(name.Column)];
        return cell is null
                ? Differs(
                    $"{name.Table} / {name.Row}",
                    Cell.Nothing,
                    "the cell that the number comes from is not in the table"
                )
            : cell.Value == printed.Value ? null
            : Differs(
                table!.Columns[table.IndexOf(name.Column)].Heading,
                cell.Text,
                $"as in table {table.Title}, row {name.Row}"
            );
    }
}
