using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Forms;

/// <summary>
/// A form that facilities' attributes follow holds for what they say already, not only for what is written next. So it
/// loses no field, and no field's kind, that a facility has a value of; a report keeps the version that it was filled
/// in.
/// </summary>
public static class FormFieldsInUse
{
    private sealed record Held(string Field, int Facilities, string Example);

    /// <summary>Before a version is published. Null where nothing is lost.</summary>
    internal static async Task<Refusal?> RefuseAsync(CityOpsDb db, FormVersion draft, CancellationToken ct) =>
        await ReadForm.PublishedAsync(db, draft.FormCode, null, ct) is { } last
            ? await RefuseAsync(db, last.Fields, draft.Fields, draft.FormCode, null, ct)
            : null;

    /// <summary>Before a type of facility is given another form. Null where nothing is lost.</summary>
    public static async Task<Refusal?> RefuseAsync(
        CityOpsDb db,
        string before,
        string after,
        string type,
        CancellationToken ct
    ) =>
        await RefuseAsync(
            db,
            (await ReadForm.PublishedAsync(db, before, null, ct))?.Fields ?? [],
            (await ReadForm.PublishedAsync(db, after, null, ct))?.Fields ?? [],
            before,
            type,
            ct
        );

    private static async Task<Refusal?> RefuseAsync(
        CityOpsDb db,
        IReadOnlyList<FormField> before,
        IReadOnlyList<FormField> after,
        string form,
        string? type,
        CancellationToken ct
    )
    {
        var lost = before
            .Where(f => !after.Any(other => other.Code == f.Code && other.Kind == f.Kind))
            .Select(f => f.Code)
            .ToArray();
        if (lost.Length == 0)
        {
            return null;
        }

        var held = await db
            .Database.SqlQueryRaw<Held>(
                Sql.Text("queries/facilities/fields_in_use"),
                Parameters.Of("form", form),
                Parameters.Of("type", type),
                Parameters.Of("fields", lost)
            )
            .ToListAsync(ct);
        return held is [var first, ..]
            ? Problems.FormFieldInUse.Refuse(
                $"{first.Facilities} facilities, {first.Example} among them, say {first.Field}; keep the field as it is.",
                ("field", first.Field),
                ("fields", held)
            )
            : null;
    }
}
