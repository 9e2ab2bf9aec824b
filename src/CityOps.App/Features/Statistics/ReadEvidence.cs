using System.Globalization;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Statistics;

/// <summary>The records that a figure counts: as many as the figure says, over all pages.</summary>
/// <param name="Total">The figure, from the same snapshot as the records.</param>
/// <param name="Count">Records on all pages.</param>
/// <param name="Next">The cursor of the following page; null on the last.</param>
public sealed record Evidence(
    string Metric, string Name, string Unit, DateOnly From, DateOnly To, decimal Total, long Count,
    IReadOnlyList<EvidenceItem> Items, string? Next);

/// <param name="Source">patrol, report, feedback, case, letter, penalty, ponding, alarm or facility.</param>
/// <param name="Url">Where the record is read.</param>
public sealed record EvidenceItem(
    DateOnly Day, string? Org, string? Town, string? Category, decimal Quantity, string Source, Guid SourceId, string Url);

/// <summary>Which records are asked for, as people and programs put it.</summary>
public sealed record EvidenceQuestion(string? From, string? To, string Metric, string? Cursor, int Size);

public static class ReadEvidence
{
    public static async Task<Result<Evidence>> RunAsync(
        NpgsqlDataSource database, EvidenceQuestion question, FigureFilter filter, DateOnly today, CancellationToken ct)
    {
        var (period, badPeriod) = Period.Read(question.From, question.To, today);
        if (period is null)
        {
            return badPeriod!;
        }

        if (!TryRead(question.Cursor, out var after))
        {
            return Problems.InvalidCursor.Refuse("Take next of the page before as it is.");
        }

        await using var snapshot = await FigureSnapshot.OpenAsync(database, ct);
        var metrics = await snapshot.MetricsAsync(ct);
        var (found, unknown) = ReadFigures.FindMetrics(metrics, question.Metric, null, filter);
        if (found is null)
        {
            return unknown!;
        }

        var metric = found[0];
        if (metric.Making == Making.Quotient)
        {
            return Problems.MetricHasParts.Refuse(
                $"{metric.Code} is {metric.MadeFrom}; ask for the records of one of these.", ("parts", metric.Parts));
        }

        var counted = metric.Making == Making.Median ? metrics[metric.Parts[0]] : metric;
        var (count, sum) = await snapshot.EvidenceSumAsync(counted, period, filter, ct);
        var total = metric.IsRolledUp ? sum : (await snapshot.FigureAsync(metric, period, null, filter, ct)).Total ?? 0;
        var facts = await snapshot.FactsAsync(counted, period, filter, after, question.Size + 1, ct);
        var page = Page.Of(facts, question.Size, f =>
            [f.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), f.Source, f.SourceId.ToString()]);
        return new Evidence(metric.Code, metric.Name, metric.Unit, period.From, period.To, total, count, [.. page.Items.Select(Item)], page.Next);
    }

    private static EvidenceItem Item(Fact fact) => new(
        fact.Day, fact.Organisation, fact.Town, fact.Category, fact.Quantity, fact.Source, fact.SourceId, fact.Source switch
        {
            "patrol" => $"/api/v1/patrols/{fact.SourceId}",
            "report" => $"/api/v1/reports/{fact.SourceId}",
            "case" => $"/api/v1/cases/{fact.SourceId}",
            "feedback" => $"/api/v1/feedback/{fact.Receipt}",
            "letter" => $"/api/v1/letters/{fact.SourceId}",
            "penalty" => $"/api/v1/penalties/{fact.SourceId}",
            "ponding" => $"/api/v1/ponding/events/{fact.SourceId}",
            "alarm" => $"/api/v1/ponding/alarms/{fact.SourceId}",
            "facility" => $"/api/v1/facilities/{Uri.EscapeDataString(fact.Receipt ?? "")}",
            _ => throw new InvalidOperationException($"Facts come from a {fact.Source}, whose address is not known here."),
        });

    private static bool TryRead(string? cursor, out FactPlace? after)
    {
        after = null;
        if (cursor is null)
        {
            return true;
        }

        if (!Cursor.TryDecode(cursor, 3, out var key)
            || !DateOnly.TryParseExact(key[0], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || !Guid.TryParse(key[2], out var id)
            || key[1].Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        after = new FactPlace(day, key[1], id);
        return true;
    }
}
