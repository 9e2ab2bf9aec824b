using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Verbs;

namespace CityOps.App.Features.Statistics.Sentences;

/// <summary><c>lines --set notice --json</c>: a set's sentences with their numbers, for people or programs.</summary>
public static class SentencesCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // to a terminal or a file, never into a page
    };

    public static Command Create()
    {
        var set = new Option<string>("--set") { Description = "which lines, e.g. notice", Required = true };
        var from = new Option<string?>("--from") { Description = "first day, instead of each line's own period" };
        var to = new Option<string?>("--to") { Description = "last day" };
        var json = new Option<bool>("--json") { Description = "for programs: [{line, value, unit, text}]" };
        var lines = new Command("lines", "Print a set of a bulletin's lines") { set, from, to, json };
        lines.SetReadingVerb(
            (arguments, context, ct) =>
                RunAsync(
                    context,
                    arguments.GetRequiredValue(set),
                    arguments.GetValue(from),
                    arguments.GetValue(to),
                    arguments.GetValue(json),
                    ct
                )
        );
        return lines;
    }

    private static async Task<int> RunAsync(
        VerbContext context,
        string code,
        string? from,
        string? to,
        bool json,
        CancellationToken ct
    )
    {
        var today = CityTime.Day(context.Time.GetUtcNow());
        var (period, badPeriod) = from is null && to is null ? default : Period.Read(from, to, today);
        if (badPeriod is not null)
        {
            return context.Fail(badPeriod.Detail!);
        }

        await using var city = await context.OpenDatabaseAsync(ct);
        await AdoptMetrics.RunAsync(city.DataSource, ct);
        var (set, unknown) = await SentenceSets.FindAsync(city.DataSource, code, ct);
        if (set is null)
        {
            return context.Fail(unknown!.Detail!);
        }

        var (sentences, refusal) = await WriteSentences.RunAsync(
            city.DataSource,
            set,
            period,
            FigureFilter.None,
            today,
            ct
        );
        if (sentences is null)
        {
            return context.Fail(refusal!.Detail!);
        }

        if (json)
        {
            context.Print(JsonSerializer.Serialize(sentences, Json));
            return 0;
        }

        foreach (var line in sentences)
        {
            context.Print($"{line.Line, -28} {line.Text}");
        }

        return 0;
    }
}
