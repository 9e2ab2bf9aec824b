using CityOps.App.Features.Bulletins.Tables;
using DocumentFormat.OpenXml.Spreadsheet;
using Column = CityOps.App.Features.Bulletins.Tables.Column;

namespace CityOps.App.Features.Bulletins.Printing.Xlsx;

/// <summary>The looks of cells: each is made once, on first use, and known by its index.</summary>
internal sealed class XlsxStyles
{
    private readonly Dictionary<(Look Look, string Format), uint> _known = [];
    private readonly List<CellFormat> _formats = [new()];
    private readonly List<NumberingFormat> _numbers = [];

    // In the order of the fonts below; the first is the one that widths of columns are measured in.
    internal enum Look
    {
        Normal,
        Title,
        Text,
        Head,
        Body,
        Sum,
        Note,
    }

    /// <summary>The number format of a column: percentages are kept as fractions, 0.9372 shows 93.72%.</summary>
    public static string Format(Column column)
    {
        var places = column.Decimals == 0 ? "0" : "0." + new string('0', column.Decimals);
        return column.Kind switch
        {
            ColumnKind.Label => "@",
            ColumnKind.Other => "General",
            ColumnKind.Rate => places + "%",
            _ => places,
        };
    }

    public uint Index(Look look, string format = "General")
    {
        if (_known.TryGetValue((look, format), out var index))
        {
            return index;
        }

        var made = new CellFormat
        {
            FontId = (uint)look,
            FillId = look == Look.Head ? 2u : 0,
            BorderId = look is Look.Head or Look.Body or Look.Sum ? 1u : 0,
            NumberFormatId = NumberId(format),
            ApplyNumberFormat = true,
            ApplyFont = true,
            ApplyFill = true,
            ApplyBorder = true,
            ApplyAlignment = true,
            Alignment = new Alignment
            {
                Horizontal = look is Look.Text or Look.Note
                    ? HorizontalAlignmentValues.Left
                    : HorizontalAlignmentValues.Center,
                Vertical = VerticalAlignmentValues.Center,
                WrapText = look is Look.Head or Look.Body or Look.Text or Look.Note,
            },
        };
        _formats.Add(made);
        return _known[(look, format)] = (uint)_formats.Count - 1;
    }

    public Stylesheet Make() =>
        new(
            new NumberingFormats(_numbers.Select(number => number.CloneNode(true))) { Count = (uint)_numbers.Count },
            new Fonts(
                Font("宋体", 11),
                Font("宋体", 18, isBold: true),
                Font("宋体", 12),
                Font("黑体", 11),
                Font("宋体", 11),
                Font("黑体", 11),
                Font("宋体", 10)
            ),
            new Fills(
                new Fill(new PatternFill { PatternType = PatternValues.None }),
                new Fill(new PatternFill { PatternType = PatternValues.Gray125 }),
                new Fill(
                    new PatternFill(new ForegroundColor { Rgb = "FFEDEFF2" }) { PatternType = PatternValues.Solid }
                )
            ),
            new Borders(
                new Border(),
                new Border(
                    new LeftBorder { Style = BorderStyleValues.Thin },
                    new RightBorder { Style = BorderStyleValues.Thin },
                    new TopBorder { Style = BorderStyleValues.Thin },
                    new BottomBorder { Style = BorderStyleValues.Thin }
                )
            ),
            new CellStyleFormats(new CellFormat()),
            new CellFormats(_formats.Select(format => format.CloneNode(true)))
        );

    private uint NumberId(string format)
    {
        switch (format)
        {
            case "General":
                return 0;
            case "@":
                return 49;
        }

        var known = _numbers.Find(number => number.FormatCode!.Value == format);
        if (known is null)
        {
            known = new NumberingFormat { NumberFormatId = 170 + (uint)_numbers.Count, FormatCode = format };
            _numbers.Add(known);
        }

        return known.NumberFormatId!.Value;
    }

    private static Font Font(string name, double size, bool isBold = false)
    {
        var font = new Font();
        if (isBold)
        {
            font.Append(new Bold());
        }

        font.Append(new FontSize { Val = size }, new FontName { Val = name }, new FontCharSet { Val = 134 });
        return font;
    }
}
