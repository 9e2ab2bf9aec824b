using System.Globalization;
using CityOps.App.Http;
using Npgsql;

namespace CityOps.App.Features.Statistics;

/// <summary>The records that a figure counts: as many as the figure says, over all pages.</summary>
/// <param name="Total">The figure, from the same snapshot as the records.</param>
/// <param name="Count">Records on all pages.</param>
/// <param name="Next">The cursor of the following page; null on the last.</param>
public sealed record Evidence(
    string Metric,
    string Name,
    string Unit,
    DateOnly From,
    DateOnly To,
    decimal Total,
    long Count,
    IReadOnlyList<EvidenceItem> Items,
    string? Next
);

/// <param name="Source">The kind of record: patrol, report, case, …; all are rows of fact_source
/// (sql/functions/figure_records.sql).</param>
/// <param name="Url">Where the record is read.</param>
/// <param name="Title">What people know the record by: its number, its name or its first words; null where it has
/// none.</param>
/// <param name="SourceName">What the kind of record is called, in Chinese.</param>
/// <param name="SourceNameEn">The same in English.</param>
/// <param name="Page">Where the record is read in the console; null where it has no page.</param>
public sealed record EvidenceItem(
    DateOnly Day,
    string? Org,
    string? OrgName,
    string? Town,
    string? TownName,
    string? Category,
    string? CategoryName,
    decimal Quantity,
    string Source,
    Guid SourceId,
    string Url,
    string? Title,
    string SourceName,
    string SourceNameEn,
    string? Page
);

/// <summary>Which records are asked for, as people and programs put it.</summary>
public sealed record EvidenceQuestion(string? From, string? To, string Metric, string? Cursor, int Size);

/// <param name="Counted">Whose facts are the records of <paramref name="Metric"/>.</param>
internal sealed record CountedMetric(Metric Metric, Metric Counted);

/// <summary>What organisations, towns and categories are called; null stays null.</summary>
internal sealed class EvidenceNames
{
    private readonly IReadOnlyDictionary<string, string>[] _names;

    private EvidenceNames(params IReadOnlyDictionary<string, string>[] names) => _names = names;

    public static async Task<EvidenceNames> ReadAsync(FigureSnapshot snapshot, CancellationToken ct) =>
        new(
            await snapshot.NamesAsync(Dimension.Organisation, ct),
            await snapshot.NamesAsync(Dimension.Town, ct),
            await snapshot.NamesAsync(Dimension.Category, ct)
        );

    public string? Organisation(string? code) => Of(0, code);

    public string? Town(string? code) => Of(1, code);

    public string? Category(string? code) => Of(2, code);

    private string? Of(int dimension, string? code) =>
        code is null ? null : _names[dimension].GetValueOrDefault(code, code);
}

public static class ReadEvidence
{
    public static async Task<Result<Evidence>> RunAsync(
        NpgsqlDataSource database,
        EvidenceQuestion question,
        FigureFilter filter,
        DateOnly today,
        CancellationToken ct
    )
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
        var (asked, refusal) = await FindAsync(snapshot, question.Metric, filter, ct);
        if (asked is null)
        {
            return refusal!;
        }

        var (metric, counted) = asked;
        var (count, sum) = await snapshot.EvidenceSumAsync(counted, period, filter, ct);
        var total = metric.AddsUp ? sum : (await snapshot.FigureAsync(metric, period, null, filter, ct)).Total ?? 0;
        var facts = await snapshot.FactsAsync(counted, period, filter, after, question.Size + 1, ct);
        var page = Page.Of(facts, question.Size, f =>
            [f.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), f.Source, f.SourceId.ToString()]
        );
        var names = await EvidenceNames.ReadAsync(snapshot, ct);
        var sources = await snapshot.SourcesAsync(ct);
        return new Evidence(
            metric.Code,
            metric.Name,
            metric.Unit,
            period.From,
            period.To,
            total,
            count,
            [.. page.Items.Select(fact => Item(fact, sources[fact.Source], names))],
            page.Next
        );
    }

    /// <summary>The metric, and the one whose records are listed for it: a median lists what it is the middle
    /// of.</summary>
    internal static async Task<Result<CountedMetric>> FindAsync(
        FigureSnapshot snapshot,
        string code,
        FigureFilter filter,
        CancellationToken ct
    )
    {
        var metrics = await snapshot.MetricsAsync(ct);
        var (found, unknown) = ReadFigures.FindMetrics(metrics, code, null, filter);
        if (found is null)
        {
            return unknown!;
        }

        var metric = found[0];
        return metric.Calculation == Calculation.Quotient
            ? Problems.MetricHasParts.Refuse(
                $"{metric.Code} is {metric.MadeFrom}; ask for the records of one of these.",
                ("parts", metric.Parts)
            )
            : new CountedMetric(metric, metric.Calculation == Calculation.Median ? metrics[metric.Parts[0]] : metric);
    }

    internal static EvidenceItem Item(Fact fact, FactSource source, EvidenceNames names) =>
        new(
            fact.Day,
            fact.Organisation,
            names.Organisation(fact.Organisation),
            fact.Town,
            names.Town(fact.Town),
            fact.Category,
            names.Category(fact.Category),
            fact.Quantity,
            fact.Source,
            fact.SourceId,
            source.AddressOf(fact),
            fact.Title,
            source.Name,
            source.NameEn,
            source.PageOf(fact)
        );

    private static bool TryRead(string? cursor, out FactPlace? after)
    {
        after = null;
        if (cursor is null)
        {
            return true;
        }

        if (
            !Cursor.TryDecode(cursor, 3, out var key)
            || !DateOnly.TryParseExact(
                key[0],
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var day
            )
            || !Guid.TryParse(key[2], out var id)
            || key[1].Contains('\0', StringComparison.Ordinal)
        )
        {
            return false;
        }

        after = new FactPlace(day, key[1], id);
        return true;
    }
}
