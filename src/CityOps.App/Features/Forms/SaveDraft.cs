using System.Text.Json;
using System.Text.RegularExpressions;
using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Forms;

/// <summary>Writes the draft of a form's next version; the first draft of an unknown code makes the form.</summary>
public static partial class SaveDraft
{
    private const int MaxNameLength = 100;

    /// <param name="IsNew">A draft was begun; otherwise the one under way was written over.</param>
    public sealed record Saved(FormVersion Draft, bool IsNew);

    public static async Task<Result<Saved>> RunAsync(
        CityOpsDb db,
        string code,
        FormsApi.DraftBody body,
        Guid? by,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!FormCode().IsMatch(code))
        {
            return Problems.FormInvalid.Refuse(
                "A form's code is lower-case letters, digits and underscores, and begins with a letter."
            );
        }

        if (InputText.Clean(body.Name) is not { } name)
        {
            return Problems.FieldMissing.Refuse("name is missing.", ("field", "name"));
        }

        if (InputText.TooLong(name, MaxNameLength, "name") is { } tooLong)
        {
            return tooLong;
        }

        var (fields, refusal) = Read(body.Fields);
        if (fields is null)
        {
            return refusal!;
        }

        return CheckFields.Run(fields) is { Count: > 0 } errors
            ? Problems.FormInvalid.Refuse(
                $"{errors.Count} errors, the first at {errors[0].Field}: {errors[0].Reason}",
                ("errors", errors)
            )
            : await StoreAsync(db, code, name, InputText.Clean(body.NameEn), fields, by, now, ct);
    }

    /// <summary>Throws the draft away, and the form with it if it was never published. False when there is
    /// none.</summary>
    public static async Task<bool> DiscardAsync(CityOpsDb db, string code, CancellationToken ct)
    {
        if (await ReadForm.DraftAsync(db, code, ct) is not { } draft)
        {
            return false;
        }

        db.FormVersions.Remove(draft);
        if (draft.Version == 1 && !await db.Set<CategoryForm>().AnyAsync(c => c.FormCode == code, ct))
        {
            db.Forms.Remove(await db.Forms.SingleAsync(f => f.Code == code, ct));
        }

        await db.SaveChangesAsync(ct);
        return true;
    }

    private static async Task<Result<Saved>> StoreAsync(
        CityOpsDb db,
        string code,
        string name,
        string? nameEn,
        IReadOnlyList<FormField> fields,
        Guid? by,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (await ReadForm.DraftAsync(db, code, ct) is { } draft)
        {
            (draft.Name, draft.NameEn, draft.Fields, draft.ChangedAt, draft.ChangedBy) = (
                name,
                nameEn,
                fields,
                now,
                by
            );
            await db.SaveChangesAsync(ct);
            return new Saved(draft, IsNew: false);
        }

        if (!await db.Forms.AnyAsync(f => f.Code == code, ct))
        {
            db.Forms.Add(new Form { Code = code, CreatedAt = now });
        }

        var last = await db.FormVersions.Where(v => v.FormCode == code).MaxAsync(v => (int?)v.Version, ct) ?? 0;
        draft = new FormVersion
        {
            FormCode = code,
            Version = last + 1,
            Name = name,
            NameEn = nameEn,
            Fields = fields,
            ChangedAt = now,
            ChangedBy = by,
        };
        db.FormVersions.Add(draft);
        await db.SaveChangesAsync(ct);
        return new Saved(draft, IsNew: true);
    }

    private const string NoArray = "fields must be an array of fields, without null.";

    // Read here and not with the body: an unknown member of a field must be an error, and of other calls it is not.
    private static Result<IReadOnlyList<FormField>> Read(JsonElement? sent)
    {
        try
        {
            return sent?.Deserialize<List<FormField>>(FormMapping.Json) is { } fields && fields.All(IsWhole)
                ? fields
                : Problems.FormInvalid.Refuse(NoArray);
        }
        catch (JsonException problem)
        {
            return Problems.FormInvalid.Refuse(
                problem.Path is null or "$"
                    ? NoArray
                    : PlainWords
                        .Of(problem)
                        .Replace(problem.Path, $"fields{problem.Path[1..]}", StringComparison.Ordinal)
            );
        }
        catch (InvalidOperationException problem)
        {
            return Problems.FormInvalid.Refuse(problem.Message);
        }
    }

    // Arrays may hold null whatever their type says.
    private static bool IsWhole(FormField? field) =>
        field is not null
        && field.Choices?.Any(choice => choice is null) != true
        && (field.AskWhen is null || IsWhole(field.AskWhen));

    private static bool IsWhole(AskWhen? when) =>
        when is not null
        && when.In?.Any(choice => choice is null) != true
        && when.All?.All(IsWhole) != false
        && when.Any?.All(IsWhole) != false
        && (when.Not is null || IsWhole(when.Not));

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$")]
    private static partial Regex FormCode();
}
