using CityOps.App.Features.Bulletins.Tables;
using ScottPlot;

namespace CityOps.App.Features.Bulletins.Printing.Charts;

/// <summary>Charts as PNG pictures, drawn so that they can be read on paper: few colours, numbers at the bars, no
/// frame.</summary>
public static class ChartPicture
{
    /// <summary>Pixels for the width of the text, 156 mm at 260 dpi.</summary>
    public const int Width = 1600;

    private const float TextSize = 34;

    /// <summary>Of a crowded chart, whose lines would fill more than a third of a page: 88 mm.</summary>
    private const int MaxHeight = 900;
    private const int Frame = 170;

    /// <summary>Chinese fonts reach far above their letters: of a letter's size, how far words beside bars are moved
    /// down.</summary>
    private const float Lowered = 0.25f;
    private static readonly Color[] Inks =
    [
        Color.FromHex("#2F5C8F"),
        Color.FromHex("#C8A25C"),
        Color.FromHex("#7A8B99"),
        Color.FromHex("#A94442"),
    ];
    private static readonly Color Ink = Color.FromHex("#222222");

    /// <summary>Pixels: lying bars need a line each.</summary>
    public static int Height(Chart chart) =>
        chart.Shape == ChartShape.Bars
            ? Math.Min(MaxHeight, Frame + (chart.Labels.Count * (20 + (38 * Math.Max(1, chart.Series.Count)))))
            : 760;

    // As large as the lines of a crowded chart are apart.
    private static float TextSizeOf(Chart chart) =>
        chart.Shape == ChartShape.Bars && Height(chart) == MaxHeight
            ? Math.Min(TextSize, 0.92f * (MaxHeight - Frame) / chart.Labels.Count)
            : TextSize;

    /// <returns>Null where the machine has no font with Chinese characters.</returns>
    public static byte[]? Draw(Chart chart)
    {
        if (ChartFont.Family is not { } family)
        {
            return null;
        }

        using var plot = new Plot();
        plot.Font.Set(family);
        plot.Grid.MajorLineColor = Color.FromHex("#E4E4E4");
        switch (chart.Shape)
        {
            case ChartShape.Bars:
                DrawBars(plot, chart, isLying: true);
                break;
            case ChartShape.Columns:
                DrawBars(plot, chart, isLying: false);
                break;
            case ChartShape.Line:
                DrawLines(plot, chart);
                break;
        }

        plot.HideLegend();
        if (chart.Series.Count > 1)
        {
            NameSeries(plot, chart, family);
        }

        foreach (var axis in plot.Axes.GetAxes())
        {
            axis.TickLabelStyle.FontSize = axis.Edge == Edge.Left ? TextSizeOf(chart) : TextSize;
            axis.TickLabelStyle.ForeColor = Ink;
            axis.TickLabelStyle.FontName = family;
            // Chinese fonts reach far above their letters
            axis.TickLabelStyle.OffsetY =
                axis.Edge == Edge.Bottom ? 12
                : chart.Shape == ChartShape.Bars ? Lowered * TextSizeOf(chart)
                : 0;
            axis.MinorTickStyle.Length = 0;
            axis.MajorTickStyle.Length = 10; // keeps the names off the axis
            axis.MajorTickStyle.Width = 0;
        }

        plot.Axes.Bottom.MinimumSize = 80;
        plot.Axes.Top.MinimumSize = 30;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Axes.Right.FrameLineStyle.Width = 0;
        using var image = plot.GetImage(Width, Height(chart));
        return image.GetImageBytes(ImageFormat.Png);
    }

    // In the colour of the bars, from the right; a Chinese letter is as wide as it is high.
    private static void NameSeries(Plot plot, Chart chart, string family)
    {
        var fromRight = 0f;
        for (var s = chart.Series.Count - 1; s >= 0; s--)
        {
            var name = plot.Add.Annotation("■ " + chart.Series[s].Name, Alignment.UpperRight);
            (name.LabelFontName, name.LabelFontSize, name.LabelFontColor) = (family, TextSize, Inks[s % Inks.Length]);
            (name.LabelBackgroundColor, name.LabelBorderColor, name.LabelShadowColor) = (
                Colors.Transparent,
                Colors.Transparent,
                Colors.Transparent
            );
            (name.OffsetX, name.OffsetY) = (fromRight, 14);
            fromRight += TextSize * (chart.Series[s].Name.Length + 2.5f);
        }
    }

    private static void DrawBars(Plot plot, Chart chart, bool isLying)
    {
        var thickness = 0.8 / chart.Series.Count;
        for (var s = 0; s < chart.Series.Count; s++)
        {
            var series = chart.Series[s];
            var bars = series
                .Values.Select(
                    (value, i) =>
                        new Bar
                        {
                            // Lying bars are read from the top, the axis counts from below.
                            Position =
                                (isLying ? chart.Labels.Count - 1 - i : i)
                                + ((isLying ? -1 : 1) * ((s - ((chart.Series.Count - 1) / 2.0)) * thickness)),
                            Value = (double)(value ?? 0),
                            Size = thickness * 0.86,
                            FillColor = Inks[s % Inks.Length],
                            LineWidth = 0,
                            Label = value is { } number ? Printed.Number(number, series.Decimals) : Cell.Nothing,
                            Orientation = isLying ? Orientation.Horizontal : Orientation.Vertical,
                        }
                )
                .ToList();
            var plotted = plot.Add.Bars(bars);
            plotted.LegendText = series.Name;
            plotted.ValueLabelStyle.FontSize = TextSizeOf(chart) - 2;
            plotted.ValueLabelStyle.OffsetY = isLying ? Lowered * TextSizeOf(chart) : 0;
            plotted.ValueLabelStyle.ForeColor = Ink;
        }

        var places = Enumerable
            .Range(0, chart.Labels.Count)
            .Select(i => (double)(isLying ? chart.Labels.Count - 1 - i : i))
            .ToArray();
        IAxis names = isLying ? plot.Axes.Left : plot.Axes.Bottom;
        names.TickGenerator = new ScottPlot.TickGenerators.NumericManual(places, [.. chart.Labels]);
        var most = (double)chart.Series.Max(series => series.Values.Max() ?? 0);
        // the legend stands above the columns
        var (low, high) = (0, most <= 0 ? 1 : most * (chart.Series.Count > 1 && !isLying ? 1.3 : 1.12));
        if (isLying)
        {
            plot.Axes.SetLimits(low, high, -0.7, chart.Labels.Count - 0.3);
            plot.Grid.YAxisStyle.IsVisible = false;
        }
        else
        {
            plot.Axes.SetLimits(-0.7, chart.Labels.Count - 0.3, low, high);
            plot.Grid.XAxisStyle.IsVisible = false;
        }
    }

    private static void DrawLines(Plot plot, Chart chart)
    {
        for (var s = 0; s < chart.Series.Count; s++)
        {
            var known = chart
                .Series[s]
                .Values.Select((value, i) => (Place: (double)i, value))
                .Where(point => point.value is not null)
                .ToList();
            var line = plot.Add.Scatter(
                known.ConvertAll(point => point.Place),
                known.ConvertAll(point => (double)point.value!.Value),
                Inks[s % Inks.Length]
            );
            line.LineWidth = 4;
            line.MarkerSize = 9;
            line.LegendText = chart.Series[s].Name;
        }

        // At most a dozen names fit below the line.
        var step = Math.Max(1, (int)Math.Ceiling(chart.Labels.Count / 12.0));
        var places = Enumerable.Range(0, chart.Labels.Count).Where(i => i % step == 0).ToArray();
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. places.Select(i => (double)i)],
            [.. places.Select(i => chart.Labels[i])]
        );
        plot.Axes.SetLimitsY(0, (double)Math.Max(1, chart.Series.Max(series => series.Values.Max() ?? 0)) * 1.12);
        plot.Grid.XAxisStyle.IsVisible = false;
    }
}
