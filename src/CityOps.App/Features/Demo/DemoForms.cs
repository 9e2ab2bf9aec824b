using System.Reflection;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Forms;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Demo;

/// <summary>
/// The forms that come with the demo city (Forms/*.json), published, each with the local category that it is filled in
/// for, and the usual limits. What is there already is left as it is, so that a form that someone has changed stays
/// changed. To be loaded after the categories and before the first case: a clock takes its limit when it starts.
/// </summary>
public static class DemoForms
{
    private const string Folder = "forms/";

    /// <summary>A form as its file has it.</summary>
    internal sealed record ReadyForm(
        string Code,
        string Name,
        string NameEn,
        ReadyCategory Category,
        IReadOnlyList<FormField> Fields
    );

    // What putting a problem right came to is filled in where it is counted in the bureau's figures.
    private static readonly (string Category, string Form)[] HandlingForms =
    [
        ("06013", "road_repair"),
        ("06050", "road_repair"),
        ("04002", "pruning"),
        ("07003", "advertising_removal"),
    ];

    internal sealed record ReadyCategory(string Code, string Name, string NameEn, string Kind);

    /// <summary>Adds them within the caller's transaction, if there is one.</summary>
    /// <param name="at">When they count as published: before the first report that fills one in.</param>
    public static async Task LoadAsync(CityOpsDb db, DateTimeOffset at, CancellationToken ct)
    {
        var measures = (await db.Measures.Select(m => m.Code).ToListAsync(ct)).ToHashSet();
        foreach (var ready in All())
        {
            if (!await db.Forms.AnyAsync(f => f.Code == ready.Code, ct))
            {
                Add(db, ready, at);
                db.Measures.AddRange(
                    ready.Fields.Select(f => f.Measure).OfType<Measure>().Where(m => measures.Add(m.Code))
                );
            }

            if (await db.Categories.FindAsync([ready.Category.Code], ct) is { } category)
            {
                category.FormCode ??= ready.Code;
            }
            else
            {
                db.Categories.Add(
                    new Category
                    {
                        Code = ready.Category.Code,
                        Standard = "local",
                        Name = ready.Category.Name,
                        NameEn = ready.Category.NameEn,
                        Kind = ready.Category.Kind,
                        FormCode = ready.Code,
                    }
                );
            }
        }

        await DemoLimits.AddAsync(db, ct);
        foreach (var (code, form) in HandlingForms)
        {
            if (await db.Categories.FindAsync([code], ct) is { } category)
            {
                category.HandlingFormCode ??= form;
            }
        }

        await db.SaveChangesAsync(ct);
    }

    internal static IEnumerable<ReadyForm> All()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (
            var name in assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        )
        {
            using var file = assembly.GetManifestResourceStream(name)!;
            yield return JsonSerializer.Deserialize<ReadyForm>(file, FormMapping.Json)!;
        }
    }

    private static void Add(CityOpsDb db, ReadyForm ready, DateTimeOffset at)
    {
        db.Forms.Add(new Form { Code = ready.Code, CreatedAt = at });
        db.FormVersions.Add(
            new FormVersion
            {
                FormCode = ready.Code,
                Version = 1,
                Name = ready.Name,
                NameEn = ready.NameEn,
                Fields = ready.Fields,
                ChangedAt = at,
                PublishedAt = at,
            }
        );
    }
}
