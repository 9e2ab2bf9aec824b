using System.Globalization;
using System.Text.RegularExpressions;

namespace CityOps.App.Tables;

/// <summary>What stands in a cell, as text; and what only looks as if somebody had entered it.</summary>
internal static partial class CellText
{
    // A spreadsheet program keeps fifteen digits of a number, whatever was typed.
    private const double MaxExact = 1e15;

    private static readonly HashSet<string> Errors = new(StringComparer.OrdinalIgnoreCase)
    {
        "#NULL!",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#N/A",
        "#SPILL!",
        "#CALC!",
        "#GETTING_DATA",
        "#FIELD!",
        "#BLOCKED!",
        "#UNKNOWN!",
    };

    /// <summary>A number cell; one of more digits than are kept is a fault.</summary>
    public static (string Text, CellFault? Fault) Of(double number, string? format)
    {
        if (double.IsInteger(number) && Math.Abs(number) >= MaxExact)
        {
            var digits = number.ToString("F0", CultureInfo.InvariantCulture);
            return (
                digits,
                new(
                    $"{digits} was entered as a number, of which only 15 digits were kept: give the column the format “text” and enter it again",
                    $"“{digits}”以数字格式录入，只保留了 15 位有效数字；请把该列设为“文本”格式后重新录入"
                )
            );
        }

        // All that is stored: what a position has beyond fifteen digits comes back as it went out.
        var text = decimal.Parse(
                number.ToString("R", CultureInfo.InvariantCulture),
                NumberStyles.Float,
                CultureInfo.InvariantCulture
            )
            .ToString("0.############################", CultureInfo.InvariantCulture);
        // 00123 is kept as 123 with the format 00000
        return (
            format is not null && Zeros().IsMatch(format) && double.IsInteger(number)
                ? text.PadLeft(format.Length, '0')
                : text,
            null
        );
    }

    public static string Of(DateTime moment) =>
        moment.ToString(
            moment.Date <= new DateTime(1900, 1, 1) ? "HH:mm:ss"
                : moment.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd"
                : "yyyy-MM-dd HH:mm:ss",
            CultureInfo.InvariantCulture
        );

    /// <summary>A time of day, or a span of time that may be longer than a day, in whole seconds: 08:30:00,
    /// 26:05:00.</summary>
    public static string Of(TimeSpan time)
    {
        var seconds = (long)Math.Round(Math.Abs(time.TotalSeconds));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(time < TimeSpan.Zero ? "-" : "")}{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}"
        );
    }

    /// <summary>An error that a formula left, or a number that was too wide to be shown.</summary>
    public static CellFault? FaultOf(string text) =>
        Errors.Contains(text) || Hashes().IsMatch(text) || LibreOffice().IsMatch(text)
            ? new(
                $"{text} is an error of the spreadsheet's formula, not a value: correct the formula, or enter the value",
                $"“{text}”是表格公式的错误，不是数据；请改正公式或直接填写"
            )
            : null;

    /// <summary>A code that was taken for a number: 4.42E+16 has lost its digits, 442000001.0 has not.</summary>
    public static (string Code, CellFault? Fault) Code(string text) =>
        Scientific().IsMatch(text)
            ? (
                text,
                new(
                    $"{text} is a code that a spreadsheet program took for a number and rounded: give the column the format “text” and enter it again",
                    $"“{text}”是被表格软件当作数字取整的编码；请把该列设为“文本”格式后重新录入"
                )
            )
            : (Real().Replace(text, ""), null);

    [GeneratedRegex("^0{2,}$")]
    private static partial Regex Zeros();

    [GeneratedRegex("^#{3,}$")]
    private static partial Regex Hashes();

    [GeneratedRegex(@"^(Err|错误):5\d\d$")]
    private static partial Regex LibreOffice();

    [GeneratedRegex(@"^\d([.,]\d+)?E\+?\d{1,2}$", RegexOptions.IgnoreCase)]
    private static partial Regex Scientific();

    [GeneratedRegex(@"(?<=^\d+)\.0+$")]
    private static partial Regex Real();
}
