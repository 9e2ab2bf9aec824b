using System.CommandLine;
using System.Diagnostics;
using CityOps.App.Database;
using CityOps.App.Features.Bulletins;
using CityOps.App.Features.Bulletins.Printing.Docx;
using CityOps.App.Features.Bulletins.Printing.Monthly;
using CityOps.App.Features.Bulletins.Printing.Xlsx;
using CityOps.App.Features.Statistics;

namespace CityOps.Benchmarks.Figures;

/// <summary>
/// What figures cost: rolling up all days against one hand-written GROUP BY, closing a month again after one
/// correction, a figure of the dashboard against its bare SQL, and a bulletin in print.
/// </summary>
internal sealed class FiguresBench(FiguresCity city, Report report)
{
    private const int Questions = 15;
    private const int Bulletins = 160;

    // By then what the runtime and the chart library keep for later is as large as it gets.
    private const int WarmUp = 59;
    private static readonly Month December = new(new(2023, 12, 1));
    private static readonly DateTimeOffset Later = new(2024, 5, 11, 9, 0, 0, TimeSpan.FromHours(8));

    public static Command Command()
    {
        var json = new Option<bool>("--json") { Description = "print JSON at the end instead of lines as they come" };
        var facts = new Option<long>("--facts")
        {
            Description = "facts over 36 months",
            DefaultValueFactory = _ => 10_000_000,
        };
        var command = new Command("figures", "What figures and bulletins cost, against hand-written SQL")
        {
            json,
            facts,
        };
        command.SetAction(
            async (arguments, ct) =>
            {
                await using var city = await FiguresCity.CreateAsync(arguments.GetValue(facts), ct);
                var report = new Report(arguments.GetValue(json));
                await new FiguresBench(city, report).RunAsync(ct);
                report.Finish();
                return 0;
            }
        );
        return command;
    }

    private async Task RunAsync(CancellationToken ct)
    {
        await AdoptMetrics.RunAsync(city.Database, ct);
        var byHand = await GroupByAsync(ct);
        var full = await TimeAsync(() => RollUpDays.RunAsync(city.Database, ct));
        report.Add(
            new(
                "facts over 36 months",
                await city.CountAsync($"select count(*) from ({await AllFactsAsync(ct)}) f", ct),
                "facts"
            )
        );
        report.Add(
            new("rows of rolled-up days", await city.CountAsync("select count(*) from daily_figure", ct), "rows")
        );
        report.Add(
            new("full rollup", full, "s", full / byHand, "one GROUP BY by hand", "at most 1.5 x", full <= 1.5 * byHand)
        );
        await city.ExecuteAsync("vacuum analyze daily_figure", ct);
        await CloseAgainAsync(full, ct);
        await DashboardAsync(ct);
        await BulletinAsync(ct);
    }

    // As someone would write it who has never heard of dirty days: all facts in one statement, into a table of the same
    // shape.
    private async Task<double> GroupByAsync(CancellationToken ct)
    {
        await city.ExecuteAsync("create table by_hand (like daily_figure including constraints including indexes)", ct);
        var facts = await AllFactsAsync(ct);
        var seconds = await TimeAsync(() =>
            city.ExecuteAsync(
                $"insert into by_hand select metric, day, org, town, category, sum(quantity) from ({facts}) f group by 1, 2, 3, 4, 5",
                ct
            )
        );
        await city.ExecuteAsync("drop table by_hand", ct);
        return seconds;
    }

    private async Task<string> AllFactsAsync(CancellationToken ct) =>
        string.Join(
            "\nunion all\n",
            (await Metrics.ReadAsync(city.Database, ct)).RolledUp.Select(metric =>
                $"select '{metric.Code}' as metric, day, org, town, category, quantity::numeric from ({metric.Facts}\n) m"
            )
        );

    private async Task CloseAgainAsync(double full, CancellationToken ct)
    {
        report.Add(
            new("close a month", await TimeAsync(() => CloseMonth.RunAsync(city.Database, December, Later, ct)), "s")
        );
        var seconds = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            await city.ExecuteAsync(
                "update patrol set persons = persons + 1 where id = (select id from patrol where city_day(started_at) = '2023-12-15' order by id limit 1)",
                ct
            );
            seconds.Add(await TimeAsync(() => CloseMonth.RunAsync(city.Database, December, Later, ct)));
        }

        var again = seconds.Order().ElementAt(1);
        report.Add(
            new(
                "close it again after one correction",
                again,
                "s",
                again / full,
                "full rollup",
                "at most 0.02 x",
                again <= 0.02 * full
            )
        );
    }

    private async Task DashboardAsync(CancellationToken ct)
    {
        foreach (var metric in new[] { "cases_closed", "closing_rate", "patrols" })
        {
            var asked = await MedianAsync(async () =>
            {
                var (figures, refusal) = await ReadFigures.RunAsync(
                    city.Database,
                    new("2023-01-01", "2023-12-31", metric, "town"),
                    FigureFilter.None,
                    new(2024, 5, 11),
                    ct
                );
                Trace.Assert(figures is [{ Rows.Count: 23 }], refusal?.Detail);
            });
            var summed = metric == "closing_rate" ? "'cases_due', 'cases_due_closed'" : $"'{metric}'";
            var bare = await MedianAsync(() =>
                city.CountAsync(
                    "select count(quantity) from (select metric, town_code, sum(quantity) as quantity from daily_figure"
                        + $" where metric in ({summed}) and day between '2023-01-01' and '2023-12-31' group by 1, 2) f",
                    ct
                )
            );
            report.Add(
                new(
                    $"{metric} of a year by town",
                    asked,
                    "ms",
                    asked / bare,
                    "bare SQL on daily_figure",
                    "at most 50 ms or 3 x",
                    asked <= 50 || asked <= 3 * bare
                )
            );
        }
    }

    private async Task BulletinAsync(CancellationToken ct)
    {
        var (bytes, before) = (0, 0L);
        var seconds = new List<double>();
        var template = DefaultTemplate.Make();
        var first = await TimeAsync(() =>
            PrintMonth.RunAsync(
                city.Database,
                December,
                null,
                new BulletinOptions(),
                new DataFolder(Path.GetTempPath()),
                ct
            )
        );
        var issued = (
            await PrintMonth.RunAsync(
                city.Database,
                December,
                null,
                new BulletinOptions(),
                new DataFolder(Path.GetTempPath()),
                ct
            )
        ).Value;
        var handedOut = await MedianAsync(() => issued.FileAsync(city.Database, "docx", ct));
        for (var i = 0; i < Bulletins; i++)
        {
            seconds.Add(
                await TimeAsync(() =>
                {
                    bytes = WriteDocx.Write(issued.Bulletin, template).Length + WriteXlsx.Write(issued.Bulletin).Length;
                    return Task.CompletedTask;
                })
            );
            if (i == WarmUp)
            {
                before = ResidentMegabytes();
            }
        }

        var median = seconds.Order().ElementAt(seconds.Count / 2);
        report.Add(new("bulletin composed, printed and issued", first, "s", Target: "at most 5 s", IsMet: first <= 5));
        report.Add(new("bulletin printed as .docx and .xlsx", median, "s", Target: "at most 5 s", IsMet: median <= 5));
        report.Add(new("an issued .docx handed out", handedOut, "ms"));
        report.Add(new("size of both", bytes / 1024.0, "kB"));
        var after = ResidentMegabytes();
        report.Add(new($"resident memory after {WarmUp + 1} bulletins", before, "MB"));
        report.Add(
            new(
                $"resident memory after {Bulletins}",
                after,
                "MB",
                (double)after / before,
                "before",
                "at most 1.1 x",
                after <= 1.1 * before
            )
        );
    }

    private static long ResidentMegabytes()
    {
        // What finalizers free is no leak.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64 >> 20;
    }

    private static async Task<double> MedianAsync(Func<Task> question)
    {
        await question();
        var times = new List<double>();
        for (var i = 0; i < Questions; i++)
        {
            times.Add(1000 * await TimeAsync(question));
        }

        return times.Order().ElementAt(Questions / 2);
    }

    private static async Task<double> TimeAsync(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
