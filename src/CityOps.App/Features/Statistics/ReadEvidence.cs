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

/// <param name="Source">patrol, report, feedback or case.</param>
/// <param name="Url">Where the record is read.</param>
public sealed record EvidenceItem(
    DateOnly Day, string? Org, string? Town, string? Category, decimal Quantity, string Source, Guid SourceId, string Url);

public static class ReadEvidence
{
    public static async Task<Result<Evidence>> RunAsync(
        NpgsqlDataSource database, Metric metric, Period period, FigureFilter filter, string? cursor, int size, CancellationToken ct)
    {
        if (!TryRead(cursor, out var after))
        {
            return Problems.InvalidCursor.Refuse("Take next of the page before as it is.");
        }

        await using var snapshot = await FigureSnapshot.OpenAsync(database, ct);
        var (count, total) = await snapshot.EvidenceSumAsync(metric, period, filter, ct);
        var facts = await snapshot.FactsAsync(metric, period, filter, after, size + 1, ct);
        var page = Page.Of(facts, size, f =>
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
