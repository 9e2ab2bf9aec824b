using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Tables;

/// <summary>What a row of a list does to the record that it names.</summary>
public enum RowEffect
{
    New,
    Changed,
    Unchanged,
}

/// <summary>
/// A list whose rows each say one record, known by a code. What a row does not say of a record that is there stays as
/// it is.
/// </summary>
/// <param name="Rows">With what they were understood as.</param>
internal sealed record RowList<T>(
    IReadOnlyList<(ListRow Row, T Value)> Rows,
    IReadOnlyList<BadRow> Bad,
    ListFile File,
    ListShape Shape
)
{
    /// <param name="understand">A row as what it says; faults are the cells' own.</param>
    /// <param name="key">What the record is known by: no two rows may say the same one.</param>
    /// <exception cref="InvalidDataException">It is no such list.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RowList<T> Read(
        string path,
        ListShape shape,
        ListOptions options,
        string key,
        Func<RowCells, ListRow, T> understand
    )
    {
        var file = ListFile.Read(path, shape, options);
        var (rows, bad) = (new List<(ListRow, T)>(), new List<BadRow>(file.Bad));
        var first = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in file.Rows)
        {
            var cells = new RowCells(row, file, shape);
            var code = cells.Needed(key);
            var value = understand(cells, row);
            if (cells.Fault is { } fault)
            {
                bad.Add(fault);
            }
            else if (!first.TryAdd(code, row.Row))
            {
                bad.Add(
                    new(
                        row.Row,
                        file.Headings.GetValueOrDefault(key, key),
                        Problems.CodeRepeated,
                        code,
                        $"{code} stands in row {first[code]} already",
                        $"“{code}”与第 {first[code]} 行重复"
                    )
                    {
                        Sheet = row.Sheet,
                    }
                );
            }
            else
            {
                rows.Add((row, value));
            }
        }

        return new(rows, bad, file, shape);
    }

    /// <summary>Takes row after row in one transaction, by the rules of the call that changes one record.</summary>
    /// <param name="take">Changes nothing where it refuses.</param>
    public async Task<ImportOutcome> TakeAsync(
        CityOpsDb db,
        ImportChoice choice,
        Func<T, Task<Result<RowEffect>>> take,
        CancellationToken ct
    )
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var account = choice.Account?.ToString() ?? "";
        await db.Database.ExecuteSqlAsync($"select set_config('cityops.account', {account}, true)", ct);
        var bad = new List<BadRow>(Bad);
        var effects = new List<RowEffect>();
        foreach (var (row, value) in Rows)
        {
            var (effect, refusal) = await take(value);
            if (refusal is null)
            {
                effects.Add(effect);
            }
            else
            {
                bad.Add(Refused(row, refusal));
            }
        }

        var outcome = new ImportOutcome(
            effects.Count(e => e == RowEffect.New),
            effects.Count(e => e == RowEffect.Changed),
            effects.Count(e => e == RowEffect.Unchanged),
            [.. bad.OrderBy(b => b.Sheet, StringComparer.Ordinal).ThenBy(b => b.Row)],
            Kept: false
        )
        {
            Notes = File.Notes,
            Sample = ImportOutcome.SampleOf(
                Rows,
                r => r.Row.Row,
                r => r.Row.Said.Keys.Select(name => (name, (object?)r.Row.Text(name)))
            ),
        };
        if (!choice.Keeps(outcome))
        {
            return outcome;
        }

        await transaction.CommitAsync(ct);
        return outcome with { Kept = true };
    }

    private BadRow Refused(ListRow row, Refusal refusal)
    {
        var field = refusal.More.FirstOrDefault(m => m.Name == "field").Value as string;
        field = field == "position" ? "lon" : field;
        var column = field is null ? null : File.Headings.GetValueOrDefault(field, field);
        return new(
            row.Row,
            column,
            refusal.Problem,
            field is null ? null : row.Text(field),
            refusal.Detail ?? refusal.Problem.Title,
            (field is null ? "" : Shape.NameZh(field) + "：") + refusal.Problem.TitleZh
        )
        {
            Sheet = row.Sheet,
        };
    }
}
