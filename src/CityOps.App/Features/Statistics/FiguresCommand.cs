using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CityOps.App.Hosting;
using Spectre.Console;

namespace CityOps.App.Features.Statistics;

/// <summary><c>figures --from 2023-10-01 --to 2023-12-31 --metric patrols --by org --json</c>: counts, for people or programs.</summary>
public static class FiguresCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // to a terminal or a file, never into a page
    };

    public static Command Create()
    {
        var from = new Option<string?>("--from") { Description = "first day, e.g. 2023-10-01" };
        var to = new Option<string?>("--to") { Description = "last day" };
        var metric = new Option<string?>("--metric") { Description = "what to count; all metrics when left out" };
        var by = new Option<string?>("--by") { Description = string.Join(", ", Cut.All.Select(cut => cut.Code)) };
        var json = new Option<bool>("--json") { Description = "for programs" };
        var list = new Option<bool>("--list") { Description = "what can be counted" };
        var figures = new Command("figures", "Count over a period") { from, to, metric, by, json, list };
        figures.SetVerb((arguments, context, ct) => arguments.GetValue(list)
            ? Task.FromResult(List(context, arguments.GetValue(json)))
            : RunAsync(
                context, arguments.GetValue(from), arguments.GetValue(to), arguments.GetValue(metric), arguments.GetValue(by),
                arguments.GetValue(json), ct));
        return figures;
    }

    private static async Task<int> RunAsync(
        VerbContext context, string? from, string? to, string? metric, string? by, bool json, CancellationToken ct)
    {
        var (question, refusal) = FigureQuestion.Read(from, to, metric, by);
        if (question is null)
        {
            return context.Fail(refusal!.Detail!);
        }

        await using var city = await context.OpenDatabaseAsync(ct);
        await AdoptMetrics.RunAsync(city.DataSource, Metrics.All, ct);
        var figures = await ReadFigures.RunAsync(city.DataSource, question, FigureFilter.None, ct);
        if (json)
        {
            context.Print(metric is null ? JsonSerializer.Serialize(figures, Json) : JsonSerializer.Serialize(figures[0], Json));
        }
        else
        {
            Show(figures);
        }

        return 0;
    }

    private static void Show(IReadOnlyList<Figure> figures)
    {
        var table = new Table().Title($"{figures[0].From:yyyy-MM-dd} – {figures[0].To:yyyy-MM-dd}")
            .AddColumn("").AddColumn("").AddColumn(new TableColumn("").RightAligned()).AddColumn("").HideHeaders();
        foreach (var figure in figures)
        {
            table.AddRow($"[bold]{Markup.Escape(figure.Metric)}[/]", Markup.Escape(figure.Name), $"[bold]{Print(figure.Total)}[/]", Markup.Escape(figure.Unit));
            foreach (var row in figure.Rows)
            {
                table.AddRow("  " + Markup.Escape(row.Key ?? ""), Markup.Escape(row.Name), Print(row.Value), "");
            }
        }

        AnsiConsole.Write(table);
    }

    private static int List(VerbContext context, bool json)
    {
        if (json)
        {
            context.Print(JsonSerializer.Serialize(
                Metrics.All.Select(m => new { metric = m.Code, m.Name, m.NameEn, m.Unit, m.Counts }), Json));
            return 0;
        }

        var table = new Table().AddColumns("metric", "name", "unit", "counts");
        foreach (var metric in Metrics.All)
        {
            table.AddRow(Markup.Escape(metric.Code), Markup.Escape(metric.Name), Markup.Escape(metric.Unit), Markup.Escape(metric.Counts));
        }

        AnsiConsole.Write(table);
        return 0;
    }

    private static string Print(decimal value) => value.ToString("#,##0.####", CultureInfo.InvariantCulture);
}
