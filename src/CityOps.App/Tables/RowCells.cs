using System.Globalization;
using CityOps.App.Geo;
using CityOps.App.Http;

namespace CityOps.App.Tables;

/// <summary>
/// Reads the cells of a <see cref="ListRow"/> as what they should be. The first that cannot be read so is the row's
/// fault.
/// </summary>
internal sealed class RowCells(ListRow row, ListFile file, ListShape shape)
{
    private static readonly Dictionary<string, bool> YesNo = new(StringComparer.OrdinalIgnoreCase)
    {
        ["是"] = true,
        ["停用"] = true,
        ["已停用"] = true,
        ["yes"] = true,
        ["y"] = true,
        ["true"] = true,
        ["1"] = true,
        ["disabled"] = true,
        ["否"] = false,
        ["在用"] = false,
        ["启用"] = false,
        ["正常"] = false,
        ["no"] = false,
        ["n"] = false,
        ["false"] = false,
        ["0"] = false,
        ["active"] = false,
    };

    private static readonly string[] Days = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日", "yyyyMMdd"];

    /// <summary>Millimetres in what a heading may say in brackets.</summary>
    private static readonly Dictionary<string, decimal> Lengths = new(StringComparer.OrdinalIgnoreCase)
    {
        ["mm"] = 1,
        ["毫米"] = 1,
        ["cm"] = 10,
        ["厘米"] = 10,
        ["m"] = 1000,
        ["米"] = 1000,
    };

    public BadRow? Fault { get; private set; }

    public string? Text(string column) => row.Text(column);

    /// <summary>What the list must say.</summary>
    public string Needed(string column)
    {
        if (row.Text(column) is { } text)
        {
            return text;
        }

        Fault ??= Bad(column, Problems.FieldMissing, null, $"{column} is missing", $"缺少{shape.NameZh(column)}");
        return "";
    }

    /// <summary>Says what is wrong with something of the row that is no cell.</summary>
    public void Refuse(string column, CellFault fault) =>
        Fault ??= Bad(column, Problems.FieldInvalid, null, fault.Reason, fault.ReasonZh);

    public int? WholeNumber(string column) => Number(column, 1);

    /// <summary>A length in the unit that its heading names in brackets; millimetres where it names none.</summary>
    public int? Millimetres(string column)
    {
        if (file.Bracket(column) is not { } unit || unit.Length == 0)
        {
            return Number(column, 1);
        }

        if (Lengths.TryGetValue(unit.Trim(), out var millimetres))
        {
            return Number(column, millimetres);
        }

        Fault ??= Bad(
            column,
            Problems.FieldInvalid,
            row.Text(column),
            $"the heading's unit {unit} is none of mm, cm, m",
            $"表头单位“{unit}”不是毫米、厘米、米"
        );
        return null;
    }

    /// <summary>A day as people and spreadsheet programs write it.</summary>
    public DateOnly? Day(string column)
    {
        if (row.Text(column) is not { } text)
        {
            return null;
        }

        if (
            DateOnly.TryParseExact(
                InputText.HalfWidth(text),
                Days,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AllowWhiteSpaces,
                out var day
            )
        )
        {
            return day;
        }

        Fault ??= Bad(
            column,
            Problems.FieldInvalid,
            text,
            $"“{text}” is no day; write 2027-01-01, 2027/1/1 or 2027年1月1日",
            $"“{text}”不是日期，可写作 2027-01-01、2027/1/1 或 2027年1月1日"
        );
        return null;
    }

    public bool? IsSo(string column)
    {
        if (row.Text(column) is not { } text)
        {
            return null;
        }

        if (YesNo.TryGetValue(text, out var said))
        {
            return said;
        }

        Fault ??= Bad(
            column,
            Problems.FieldInvalid,
            text,
            $"“{text}” is neither yes (是) nor no (否)",
            $"“{text}”既不是“是”也不是“否”"
        );
        return null;
    }

    /// <summary>One of several codes, by the code or by a word for it.</summary>
    public string? OneOf(string column, IReadOnlyDictionary<string, string> words)
    {
        if (row.Text(column) is not { } text)
        {
            return null;
        }

        if (words.Values.Contains(text) || words.TryGetValue(text, out _))
        {
            return words.GetValueOrDefault(text, text);
        }

        Fault ??= Bad(
            column,
            Problems.FieldInvalid,
            text,
            $"there is no {column} “{text}”; there are {string.Join(", ", words.Values.Distinct())}",
            $"没有{shape.NameZh(column)}“{text}”，可填：{string.Join("、", words.Keys)}"
        );
        return null;
    }

    /// <summary>The position of columns lon, lat and coordSystem; null where the row has none.</summary>
    public KnownPosition? Position(string? listSystem)
    {
        var (lon, lat) = (row.Text("lon"), row.Text("lat"));
        if (lon is null && lat is null)
        {
            return null;
        }

        if (lon is null || lat is null)
        {
            _ = Needed(lon is null ? "lon" : "lat");
            return null;
        }

        var system = row.Text("coordSystem")
            ?? ReferenceSystem.Find(file.Bracket("lon"))?.Name
            ?? listSystem
            ?? CoordSystems.Wgs84;
        if (ListedPosition.Read(lon, lat, system, out var position) is { } wrong)
        {
            Fault ??= Bad(
                wrong.IsSystem ? "coordSystem" : "lon",
                wrong.Problem,
                wrong.IsSystem ? system : $"{lon}, {lat}",
                wrong.Reason,
                wrong.ReasonZh
            ) with
            {
                Suggestion = wrong.Suggestion,
            };
        }

        return position;
    }

    private int? Number(string column, decimal factor)
    {
        if (row.Text(column) is not { } text)
        {
            return null;
        }

        if (
            decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && Math.Abs(number) < 1_000_000
            && decimal.IsInteger(number * factor)
        )
        {
            return (int)(number * factor);
        }

        Fault ??= Bad(
            column,
            Problems.FieldInvalid,
            text,
            factor == 1 ? $"“{text}” is no whole number" : $"“{text}” is no number of whole millimetres",
            factor == 1 ? $"“{text}”不是整数" : $"“{text}”不是整毫米数"
        );
        return null;
    }

    private BadRow Bad(string column, Problem problem, string? value, string reason, string reasonZh) =>
        new(row.Row, file.Headings.GetValueOrDefault(column, column), problem, value, reason, reasonZh)
        {
            Sheet = row.Sheet,
        };
}
