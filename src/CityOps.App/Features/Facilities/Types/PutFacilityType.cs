using System.Globalization;
using System.Text.RegularExpressions;
using CityOps.App.Database;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Facilities.Types;

/// <summary>
/// Makes a type of facility or changes it whole. What facilities of the type hold already is never made wrong by it: a
/// geometry that they do not have and a form without what they say are refused; a pattern binds new codes.
/// </summary>
public static partial class PutFacilityType
{
    private const int MaxNameLength = 60;
    private const int MaxIconLength = 8;
    private const int MaxSymbols = 2;

    /// <summary>Within the caller's transaction.</summary>
    public static async Task<Result<RowEffect>> RunAsync(
        CityOpsDb db,
        string code,
        FacilityTypeBody body,
        CancellationToken ct
    )
    {
        // Two changes of one type, or a facility of it that is entered meanwhile, wait for each other.
        var known = (
            await db
                .FacilityKinds.FromSql($"select * from facility_kind where code = {code} for update")
                .ToListAsync(ct)
        ).SingleOrDefault();
        var (type, refusal) = Read(code, body);
        if (type is null)
        {
            return refusal!;
        }

        if (await ReferencesAsync(db, type, body, ct) is { } unknown)
        {
            return unknown;
        }

        if (known is not null && await InUseAsync(db, known, type, ct) is { } inUse)
        {
            return inUse;
        }

        var fields = type.FormCode is { } form ? (await ReadForm.PublishedAsync(db, form, null, ct))?.Fields : null;
        (var page, refusal) = (body.Page ?? known?.Page ?? new()).Check(fields);
        if (page is null)
        {
            return refusal!;
        }

        var (kinds, kindsRefusal) = await FeedbackKinds.CheckAsync(db, body.Kinds, ct);
        if (kinds is null)
        {
            return kindsRefusal!;
        }

        type.Page = page;
        var changed = known is null ? Add(db, type) : Change(known, type);
        changed |= body.Kinds is not null && await FeedbackKinds.SetAsync(db, code, kinds, ct);
        await db.SaveChangesAsync(ct);
        return known is null ? RowEffect.New
            : changed ? RowEffect.Changed
            : RowEffect.Unchanged;
    }

    /// <summary>The body as a type, but for what only the database can tell.</summary>
    private static Result<FacilityKind> Read(string code, FacilityTypeBody body)
    {
        if (!IsName().IsMatch(code))
        {
            return Problems.FieldInvalid.Refuse(
                "A type's code is lower-case letters, digits and underscores, and begins with a letter.",
                ("field", "code")
            );
        }

        if (InputText.Clean(body.Name) is not { } name)
        {
            return Problems.FieldMissing.Refuse("name is missing.", ("field", "name"));
        }

        var (nameEn, icon, unit) = (
            InputText.Clean(body.NameEn) ?? name,
            InputText.Clean(body.Icon) ?? StringInfo.GetNextTextElement(name),
            InputText.Clean(body.Unit) ?? "个"
        );
        if (
            (
                InputText.TooLong(name, MaxNameLength, "name")
                ?? InputText.TooLong(nameEn, MaxNameLength, "nameEn")
                ?? InputText.TooLong(icon, MaxIconLength, "icon")
                ?? InputText.TooLong(unit, MaxIconLength, "unit")
            ) is
            { } tooLong
        )
        {
            return tooLong;
        }

        if (new StringInfo(icon).LengthInTextElements > MaxSymbols)
        {
            return Problems.FieldInvalid.Refuse("icon is one character or two.", ("field", "icon"));
        }

        var (geometry, organisation) = (
            body.Geometry ?? FacilityGeometries.Point,
            InputText.Clean(body.OrganisationKind)
        );
        if (!FacilityGeometries.All.Contains(geometry))
        {
            return Problems.FieldInvalid.Refuse(
                $"geometry is one of {string.Join(", ", FacilityGeometries.All)}.",
                ("field", "geometry"),
                ("allowed", FacilityGeometries.All)
            );
        }

        if (organisation is not null && !OrganisationKinds.All.Contains(organisation))
        {
            return Problems.FieldInvalid.Refuse(
                $"organisationKind is one of {string.Join(", ", OrganisationKinds.All)}.",
                ("field", "organisationKind"),
                ("allowed", OrganisationKinds.All)
            );
        }

        if (body is { HasPage: true, HasCode: false })
        {
            return Problems.FieldInvalid.Refuse(
                "A page stands behind a code: hasCode is needed.",
                ("field", "hasPage")
            );
        }

        var pattern = InputText.Clean(body.CodePattern);
        return CodePattern.Check(pattern) is { } unfit
            ? unfit
            : new FacilityKind
            {
                Code = code,
                Name = name,
                NameEn = nameEn,
                Icon = icon,
                Unit = unit,
                Geometry = geometry,
                FormCode = InputText.Clean(body.Form),
                CodePattern = pattern,
                OrganisationKind = organisation,
                HasCode = body.HasCode,
                HasPage = body.HasPage,
            };
    }

    private static async Task<Refusal?> ReferencesAsync(
        CityOpsDb db,
        FacilityKind type,
        FacilityTypeBody body,
        CancellationToken ct
    ) =>
        type.FormCode is { } form && !await db.Forms.AnyAsync(f => f.Code == form, ct)
            ? Problems.FormNotFound.Refuse($"There is no form {form}.", ("field", "form"))
        : await db
            .FacilityKinds.Where(t => t.Name == type.Name && t.Code != type.Code)
            .Select(t => t.Code)
            .FirstOrDefaultAsync(ct)
            is { } other
            ? Problems.FieldInvalid.Refuse(
                $"Type {other} is called {type.Name}; lists name types by their names too.",
                ("field", "name")
            )
        : null;

    private static async Task<Refusal?> InUseAsync(
        CityOpsDb db,
        FacilityKind known,
        FacilityKind type,
        CancellationToken ct
    )
    {
        if (known.Geometry != type.Geometry)
        {
            var there = await db.Facilities.CountAsync(f => f.Type == type.Code, ct);
            if (there > 0)
            {
                return Problems.FacilityTypeInUse.Refuse(
                    $"{there} facilities of type {type.Code} are each a {known.Geometry}; make another type.",
                    ("field", "geometry"),
                    ("facilities", there)
                );
            }
        }

        return known.FormCode is { } before && type.FormCode is { } after && before != after
            ? await FormFieldsInUse.RefuseAsync(db, before, after, type.Code, ct)
            : null;
    }

    private static bool Add(CityOpsDb db, FacilityKind type)
    {
        db.FacilityKinds.Add(type);
        return true;
    }

    /// <summary>Whether there was something to change.</summary>
    private static bool Change(FacilityKind known, FacilityKind type)
    {
        var page = PageWordsAreAlike(known.Page, type.Page) ? known.Page : type.Page;
        var changed =
            (known.Name, known.NameEn, known.Icon, known.Unit, known.Geometry, known.FormCode)
                != (type.Name, type.NameEn, type.Icon, type.Unit, type.Geometry, type.FormCode)
            || (known.CodePattern, known.OrganisationKind, known.HasCode, known.HasPage)
                != (type.CodePattern, type.OrganisationKind, type.HasCode, type.HasPage)
            || !ReferenceEquals(page, known.Page);
        (known.Name, known.NameEn, known.Icon, known.Unit) = (type.Name, type.NameEn, type.Icon, type.Unit);
        (known.Geometry, known.FormCode, known.CodePattern) = (type.Geometry, type.FormCode, type.CodePattern);
        (known.OrganisationKind, known.HasCode, known.HasPage) = (type.OrganisationKind, type.HasCode, type.HasPage);
        known.Page = page;
        return changed;
    }

    private static bool PageWordsAreAlike(PageWords one, PageWords other) =>
        (one.Title, one.Rating, one.Thanks) == (other.Title, other.Rating, other.Thanks)
        && (one.Facts ?? []).SequenceEqual(other.Facts ?? []);

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$")]
    internal static partial Regex IsName();
}
