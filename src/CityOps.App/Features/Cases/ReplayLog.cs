using System.Runtime.CompilerServices;
using System.Text.Json;
using CityOps.App.Database;
using Microsoft.EntityFrameworkCore;
using NetTopologySuite.Geometries;

namespace CityOps.App.Features.Cases;

/// <summary>
/// Makes each case anew from its log, by the rule that it was worked by (<see cref="Case.Follow"/>), and compares. The
/// first entry holds what the case was opened with; of cases from before that was kept, the case itself is believed.
/// </summary>
internal static class ReplayLog
{
    private static readonly (string Name, Func<Case, object?> Of)[] Facts =
    [
        ("organisation", c => c.OrganisationCode),
        ("town", c => c.TownCode),
        ("merged_into", c => c.MergedInto),
        ("checker", c => c.CheckerId),
        ("moved_town", c => c.MovedTownCode),
        ("urges", c => (c.Urges, c.UrgedAt)),
        ("filed_at", c => c.FiledAt),
        ("handled_at", c => c.HandledAt),
        ("closed_at", c => c.ClosedAt),
        ("number", c => c.Number),
        ("source", c => (c.Source, c.SourceId)),
        ("category", c => c.CategoryCode),
        ("reporter", c => c.ReporterOrganisationCode),
        ("position", c => (c.Position.X, c.Position.Y)),
        ("description", c => c.Description),
    ];

    /// <summary>The cases that are not what their logs come to: no_log, state or facts.</summary>
    public static async IAsyncEnumerable<VerifyCommand.Break> FindBreaksAsync(
        CityOpsDb db,
        [EnumeratorCancellation] CancellationToken ct
    )
    {
        var cases = db.Cases.AsNoTracking().OrderBy(c => c.Id).Include(c => c.Log.OrderBy(e => e.Seq));
        await foreach (var kept in cases.AsAsyncEnumerable().WithCancellation(ct))
        {
            if (kept.Log is not [.., var last])
            {
                yield return new(kept.Number, null, "no_log", null);
                continue;
            }

            var made = Make(kept);
            if ((made.Version, made.Status) != (kept.Version, kept.Status))
            {
                yield return new(kept.Number, last.Seq, "state", null);
            }

            var differing = Facts.Where(fact => !Equals(fact.Of(made), fact.Of(kept))).Select(fact => fact.Name);
            if (string.Join(", ", differing) is { Length: > 0 } what)
            {
                yield return new(kept.Number, last.Seq, "facts", what);
            }
        }
    }

    private static Case Make(Case kept)
    {
        var first = kept.Log[0];
        var opened = first.Seq == 1 ? OpenedWith(first) : null;
        var made = new Case
        {
            Number = opened?.Number ?? kept.Number,
            Source = opened?.Source ?? kept.Source,
            SourceId = opened?.SourceId ?? kept.SourceId,
            CategoryCode = opened?.Category ?? kept.CategoryCode,
            OrganisationCode = opened?.Organisation ?? kept.OrganisationCode,
            ReporterOrganisationCode = opened is null ? kept.ReporterOrganisationCode : opened.Reporter,
            TownCode = opened?.Town ?? kept.TownCode,
            Position = opened is null ? kept.Position : new Point(opened.Lon, opened.Lat),
            Description = opened is null ? kept.Description : DescriptionOf(kept, opened.Description),
            Status = first.ToStatus,
            ReportedAt = kept.ReportedAt,
        };
        foreach (var entry in kept.Log)
        {
            made.Follow(entry);
            if (ChangeCase.Facts(entry) is { } corrected)
            {
                made.Description = DescriptionOf(kept, corrected.Description);
            }

            if (EraseWords.HashOf(entry) is { } erased)
            {
                made.Description = DescriptionOf(kept, erased);
            }
        }

        return made;
    }

    // The log keeps its hash; a description of another hash is not the one that was logged.
    private static string? DescriptionOf(Case kept, string? hash) =>
        hash == CaseFacts.HashOf(kept.Description) ? kept.Description : $"sha256 {hash}";

    // A first entry that was forged shows in its hash.
    private static CaseFacts? OpenedWith(CaseEvent first)
    {
        try
        {
            return
                first.Detail.RootElement.ValueKind == JsonValueKind.Object
                && first.Detail.RootElement.TryGetProperty("opened", out var opened)
                ? opened.Deserialize<CaseFacts>(JsonSerializerOptions.Web)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
