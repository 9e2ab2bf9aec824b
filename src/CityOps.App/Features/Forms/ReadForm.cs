using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Forms;

/// <summary>One version of a form.</summary>
/// <param name="PublishedAt">Null for a draft.</param>
public sealed record FormAnswer(
    string Code,
    int Version,
    string Name,
    string? NameEn,
    DateTimeOffset? PublishedAt,
    IReadOnlyList<FormField> Fields
)
{
    public static FormAnswer Of(FormVersion version) =>
        new(
            version.FormCode,
            version.Version,
            version.Name,
            version.NameEn,
            version.PublishedAt is { } at ? CityTime.Local(at) : null,
            version.Fields
        );
}

/// <param name="Published">The latest published version; null while there is none.</param>
/// <param name="Draft">The draft's number; null when there is none.</param>
/// <param name="Categories">The codes of the categories that name it.</param>
public sealed record FormItem(
    string Code,
    string Name,
    string? NameEn,
    int? Published,
    int? Draft,
    IReadOnlyList<string> Categories
);

/// <summary>Reads forms.</summary>
public static class ReadForm
{
    /// <summary>A published version, the latest where none is named; null when there is none.</summary>
    public static Task<FormVersion?> PublishedAsync(CityOpsDb db, string code, int? version, CancellationToken ct) =>
        db
            .FormVersions.AsNoTracking()
            .Where(v => v.FormCode == code && v.PublishedAt != null && (version == null || v.Version == version))
            .OrderByDescending(v => v.Version)
            .FirstOrDefaultAsync(ct);

    /// <summary>The draft; null when there is none.</summary>
    public static Task<FormVersion?> DraftAsync(CityOpsDb db, string code, CancellationToken ct) =>
        db.FormVersions.SingleOrDefaultAsync(v => v.FormCode == code && v.PublishedAt == null, ct);

    /// <param name="changedSince">Only those of which a version, or a category that names it, changed since; all when
    /// null.</param>
    public static async Task<Page<FormItem>> ListAsync(
        CityOpsDb db,
        DateTimeOffset? changedSince,
        string after,
        int size,
        CancellationToken ct
    )
    {
        DateTimeOffset? from = changedSince is { } since ? ChangedAt.From(since) : null;
        var rows = await db
            .Forms.Where(f =>
                string.Compare(f.Code, after) > 0
                && (
                    from == null
                    || f.Versions.Any(v => v.ChangedAt >= from || v.PublishedAt >= from)
                    || db.Set<Category>()
                        .Any(c => c.FormCode == f.Code && EF.Property<DateTimeOffset>(c, ChangedAt.Column) >= from)
                )
            )
            .OrderBy(f => f.Code)
            .Take(size + 1)
            .Select(f => new
            {
                f.Code,
                Newest = f
                    .Versions.OrderByDescending(v => v.PublishedAt != null)
                    .ThenByDescending(v => v.Version)
                    .Select(v => new { v.Name, v.NameEn })
                    .First(),
                Published = f.Versions.Where(v => v.PublishedAt != null).Max(v => (int?)v.Version),
                Draft = f.Versions.Where(v => v.PublishedAt == null).Max(v => (int?)v.Version),
                Categories = db.Set<Category>()
                    .Where(c => c.FormCode == f.Code)
                    .OrderBy(c => c.Code)
                    .Select(c => c.Code)
                    .ToList(),
            })
            .ToListAsync(ct);
        return Page.Of(
            [
                .. rows.Select(f => new FormItem(
                    f.Code,
                    f.Newest.Name,
                    f.Newest.NameEn,
                    f.Published,
                    f.Draft,
                    f.Categories
                )),
            ],
            size,
            f => [f.Code]
        );
    }
}
