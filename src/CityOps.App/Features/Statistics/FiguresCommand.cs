using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Verbs;
using Spectre.Console;

namespace CityOps.App.Features.Statistics;

/// <summary><c>figures --from 2023-10-01 --to 2023-12-31 --metric patrols --by org --json</c>: counts, for people or
/// programs.</summary>
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
        var metric = new Option<string?>("--metric")
        {
            Description = "what to count, several by commas; all metrics when left out",
        };
        var by = new Option<string?>("--by")
        {
            Description = string.Join(", ", Dimension.All.Select(dimension => dimension.Code)),
        };
        var org = new Option<string?>("--org") { Description = "only this organisation's" };
        var town = new Option<string?>("--town") { Description = "only this town's" };
        var category = new Option<string?>("--category") { Description = "only this category and those below it" };
        var compare = new Option<bool>("--compare")
        {
            Description = "beside the period before (环比) and a year earlier (同比)",
        };
        var top = new Option<int?>("--top") { Description = "so many rows, the largest first" };
        var json = new Option<bool>("--json") { Description = "for programs" };
        var list = new Option<bool>("--list") { Description = "what can be counted" };
        var figures = new Command("figures", "Count over a period")
        {
            from,
            to,
            metric,
            by,
            org,
            town,
            category,
            compare,
            top,
            json,
            list,
        };
        figures.SetReadingVerb(
            (arguments, context, ct) =>
                arguments.GetValue(list)
                    ? ListAsync(context, arguments.GetValue(json), ct)
                    : RunAsync(
                        context,
                        new(
                            arguments.GetValue(from),
                            arguments.GetValue(to),
                            arguments.GetValue(metric),
                            arguments.GetValue(by),
                            arguments.GetValue(compare),
                            arguments.GetValue(top)
                        ),
                        new(arguments.GetValue(org), arguments.GetValue(town), arguments.GetValue(category)),
                        arguments.GetValue(json),
                        ct
                    )
        );
        return figures;
    }

    private static async Task<int> RunAsync(
        VerbContext context,
        FigureQuestion question,
        FigureFilter filter,
        bool json,
        CancellationToken ct
    )
    {
        await using var city = await context.OpenDatabaseAsync(ct);
        await AdoptMetrics.RunAsync(city.DataSource, ct);
        var (figures, refusal) = await ReadFigures.RunAsync(
            city.DataSource,
            question,
            filter,
            CityTime.Day(context.Time.GetUtcNow()),
            ct
        );
        if (figures is null)
        {
            return context.Fail(refusal!.Detail!);
        }

        if (json)
        {
            context.Print(
                figures.Count == 1 && question.Metric is not null
                    ? JsonSerializer.Serialize(figures[0], Json)
                    : JsonSerializer.Serialize(figures, Json)
            );
        }
        else
        {
            Show(figures);
        }

        return 0;
    }

    private static void Show(IReadOnlyList<Figure> figures)
    {
        var table = new Table()
            .Title($"{figures[0].From:yyyy-MM-dd} – {figures[0].To:yyyy-MM-dd}")
            .AddColumn("")
            .AddColumn("")
            .AddColumn(new TableColumn("").RightAligned())
            .AddColumn("")
            .AddColumn(new TableColumn("环比").RightAligned())
            .AddColumn(new TableColumn("同比").RightAligned());
        foreach (var figure in figures)
        {
            table.AddRow(
                $"[bold]{Markup.Escape(figure.Metric)}[/]",
                Markup.Escape(figure.Name),
                $"[bold]{Print(figure.Total)}[/]",
                Markup.Escape(figure.Unit),
                figure.Previous?.Text ?? "",
                figure.LastYear?.Text ?? ""
            );
            foreach (var row in figure.Rows)
            {
                table.AddRow(
                    "  " + Markup.Escape(row.Key ?? ""),
                    Markup.Escape(row.Name),
                    Print(row.Value),
                    "",
                    row.Previous?.Text ?? "",
                    row.LastYear?.Text ?? ""
                );
            }
        }

        AnsiConsole.Write(table);
    }

    private static async Task<int> ListAsync(VerbContext context, bool json, CancellationToken ct)
    {
        await using var city = await context.OpenDatabaseAsync(ct);
        var metrics = await Metrics.ReadAsync(city.DataSource, ct);
        var targets = await MetricTargets.ReadAsync(city.DataSource, ct);
        if (json)
        {
            context.Print(
                JsonSerializer.Serialize(
                    metrics.All.Select(metric =>
                        StatisticsApi.MetricItem.Of(metric, metrics, StatisticsApi.TargetOf(metric, targets))
                    ),
                    Json
                )
            );
            return 0;
        }

        var table = new Table().AddColumns("metric", "name", "unit", "counts", "made from");
        foreach (var metric in metrics.All)
        {
            table.AddRow(
                Markup.Escape(metric.Code),
                Markup.Escape($"{metric.Name}\n{metric.NameEn}"),
                Markup.Escape(metric.Unit),
                Markup.Escape(metric.Counts),
                Markup.Escape(metric.MadeFrom ?? "sum of days")
            );
        }

        AnsiConsole.Write(table);
        return 0;
    }

    private static string Print(decimal? value) => value?.ToString("#,##0.####", CultureInfo.InvariantCulture) ?? "—";
}
