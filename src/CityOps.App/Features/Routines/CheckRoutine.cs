using CityOps.App.Database;
using CityOps.App.Features.Calendar;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Organisations;
using CityOps.App.Geo;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Routines;

/// <summary>Checks what a routine says: that it is about something, that it fires, that its form asks what it goes
/// by.</summary>
internal static class CheckRoutine
{
    private const int MaxNameLength = 60;
    private const int MaxCodes = 1_000;
    private const int MaxProblems = 50;
    private const int UsualDistanceMetres = 100;

    public static async Task<Result<RoutineVersion>> RunAsync(
        CityOpsDb db,
        string code,
        RoutineBody body,
        DateOnly from,
        DateOnly? startedOn,
        bool mayBeEmpty,
        Guid? by,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var (category, refusal) = await CategoryAsync(db, body, ct);
        if (category is null)
        {
            return refusal!;
        }

        var version = new RoutineVersion
        {
            RoutineCode = code,
            ValidFrom = from,
            Rule = InputText.Clean(body.Rule),
            EveryWorkingDays = body.EveryWorkingDays,
            StartsOn = body.StartsOn ?? startedOn ?? from,
            WindowDays = body.WindowDays ?? 1,
            GraceDays = body.GraceDays ?? 0,
            OrganisationCode = InputText.Clean(body.Organisation),
            CategoryCode = category.Code,
            Problems = body.Problems ?? [],
            DistanceMetres = body.DistanceMetres ?? UsualDistanceMetres,
            Escalation = body.Escalation ?? Escalations.None,
            EscalationCategoryCode = InputText.Clean(body.EscalationCategory),
            ChangedAt = now,
            ChangedBy = by,
        };
        return
            (
                Words(body)
                ?? Numbers(version)
                ?? Rule(version)
                ?? await AboutAsync(db, body, version, mayBeEmpty, ct)
                ?? await OrganisationAsync(db, version, ct)
                ?? await ProblemsAsync(db, version, category.FormCode!, now, ct)
                ?? await EscalationAsync(db, version, now, ct)
            )
                is { } unfit
            ? unfit
            : version;
    }

    private static Refusal? Words(RoutineBody body) =>
        InputText.Clean(body.Name) is null
            ? Problems.FieldMissing.Refuse("name is missing.", ("field", "name"))
            : InputText.TooLong(body.Name, MaxNameLength, "name")
                ?? InputText.TooLong(body.NameEn, MaxNameLength, "nameEn");

    private static Refusal? Numbers(RoutineVersion version) =>
        OutOf("windowDays", version.WindowDays, 1, 366)
        ?? OutOf("graceDays", version.GraceDays, 0, 366)
        ?? OutOf("distanceMetres", version.DistanceMetres, 10, 5_000)
        ?? OutOf("everyWorkingDays", version.EveryWorkingDays ?? 1, 1, 250)
        ?? (
            WorkingCalendar.IsInReach(version.StartsOn)
                ? null
                : Problems.FieldInvalid.Refuse("startsOn is from 2000 to 2099.", ("field", "startsOn"))
        );

    private static Refusal? OutOf(string field, int value, int least, int most) =>
        value < least || value > most
            ? Problems.FieldInvalid.Refuse($"{field} is {least} to {most}.", ("field", field))
            : null;

    private static Refusal? Rule(RoutineVersion version) =>
        (version.Rule is null) == (version.EveryWorkingDays is null)
            ? Problems.FieldMissing.Refuse(
                "A routine has a rule of the calendar (rule) or goes by working days (everyWorkingDays).",
                ("field", "rule")
            )
        : version.Rule is { } rule ? CalendarRule.Check(rule, version.StartsOn)
        : null;

    private static async Task<Refusal?> AboutAsync(
        CityOpsDb db,
        RoutineBody body,
        RoutineVersion version,
        bool mayBeEmpty,
        CancellationToken ct
    )
    {
        return body switch
        {
            { Facilities: { } facilities, Place: null, Document: null } => await FacilitiesAsync(
                db,
                facilities,
                version,
                mayBeEmpty,
                ct
            ),
            { Facilities: null, Place: { } place, Document: null } => await PlaceAsync(db, place, version, ct),
            { Facilities: null, Place: null, Document: { } document } => await DocumentAsync(db, document, version, ct),
            _ => Problems.FieldMissing.Refuse(
                "A routine is about facilities, about a place or about a document.",
                ("field", "facilities")
            ),
        };
    }

    private static async Task<Refusal?> DocumentAsync(
        CityOpsDb db,
        RoutineDocument document,
        RoutineVersion version,
        CancellationToken ct
    )
    {
        if (InputText.Clean(document.Name) is not { } name || InputText.Clean(document.Town) is not { } town)
        {
            return Problems.FieldMissing.Refuse("A document has a name and a town.", ("field", "document"));
        }

        if (InputText.TooLong(name, MaxNameLength, "document.name") is { } tooLong)
        {
            return tooLong;
        }

        if (await db.Towns.AsNoTracking().SingleOrDefaultAsync(t => t.Code == town, ct) is not { } found)
        {
            return Problems.TownUnknown.Refuse($"There is no town {town}.", ("field", "document.town"));
        }

        (version.IsDocument, version.PlaceName, version.PlaceTownCode) = (true, name, town);
        version.PlacePosition = found.Centre;
        return null;
    }

    private static async Task<Refusal?> PlaceAsync(
        CityOpsDb db,
        RoutinePlaceBody place,
        RoutineVersion version,
        CancellationToken ct
    )
    {
        if (InputText.Clean(place.Name) is not { } name || place.Position is null)
        {
            return Problems.FieldMissing.Refuse("A place has a name and a position.", ("field", "place"));
        }

        if (InputText.TooLong(name, MaxNameLength, "place.name") is { } tooLong)
        {
            return tooLong;
        }

        var (position, refusal) = place.Position.Check();
        (var town, refusal) = position is null ? refusal! : await CityTown.FindAsync(db, position, ct);
        if (town is null)
        {
            return refusal;
        }

        (version.PlaceName, version.PlaceTownCode) = (name, town.Code);
        version.PlacePosition = position!.Wgs84.ToPoint();
        return null;
    }

    private static async Task<Refusal?> FacilitiesAsync(
        CityOpsDb db,
        RoutineFacilities facilities,
        RoutineVersion version,
        bool mayBeEmpty,
        CancellationToken ct
    )
    {
        if (InputText.Clean(facilities.Type) is not { } type)
        {
            return Problems.FieldMissing.Refuse("facilities.type is missing.", ("field", "facilities.type"));
        }

        if (!await db.FacilityKinds.AnyAsync(k => k.Code == type, ct))
        {
            return Problems.FacilityTypeUnknown.Refuse(
                $"There is no type of facility {type}.",
                ("field", "facilities.type")
            );
        }

        if (facilities.Codes?.Count > MaxCodes)
        {
            return Problems.FieldInvalid.Refuse(
                $"{MaxCodes} codes are the most; narrow by towns and organisations.",
                ("field", "facilities.codes")
            );
        }

        version.FacilityType = type;
        version.Towns = Listed(facilities.Towns);
        version.Organisations = Listed(facilities.Organisations);
        version.Facilities = Listed(facilities.Codes);
        return mayBeEmpty || await AboutFacilities.Of(db, version).AnyAsync(ct)
            ? null
            : Problems.RoutineWithoutFacilities.Refuse(
                "No facility that is in use or damaged is of this type and these towns, organisations and codes.",
                ("field", "facilities")
            );
    }

    private static string[]? Listed(IReadOnlyList<string>? values) =>
        values is { Count: > 0 } ? [.. values.Select(v => InputText.Clean(v) ?? "").Distinct().Order()] : null;

    private static async Task<Refusal?> OrganisationAsync(CityOpsDb db, RoutineVersion version, CancellationToken ct) =>
        version.OrganisationCode is { } code && !await db.Organisations.AnyAsync(o => o.Code == code, ct)
            ? Problems.OrganisationUnknown.Refuse($"There is no organisation {code}.", ("field", "organisation"))
            : null;

    private static async Task<Result<Category>> CategoryAsync(CityOpsDb db, RoutineBody body, CancellationToken ct)
    {
        if (InputText.Clean(body.Category) is not { } code)
        {
            return Problems.FieldMissing.Refuse("category is missing.", ("field", "category"));
        }

        if (await db.Categories.AsNoTracking().SingleOrDefaultAsync(c => c.Code == code, ct) is not { } category)
        {
            return Problems.CategoryUnknown.Refuse($"There is no category {code}.", ("field", "category"));
        }

        return category.Kind == CategoryKinds.Inspection && category.FormCode is not null
            ? category
            : Problems.CategoryUnfit.Refuse(
                $"A check is of an inspection with a form; {code} is {category.Kind}.",
                ("field", "category")
            );
    }

    private static async Task<Refusal?> ProblemsAsync(
        CityOpsDb db,
        RoutineVersion version,
        string form,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (await ReadForm.PublishedAsync(db, form, null, ct) is not { } asked)
        {
            return Problems.FormNotFound.Refuse($"Form {form} is not published.", ("field", "category"));
        }

        if (version.Problems.Count > MaxProblems)
        {
            return Problems.FieldInvalid.Refuse($"{MaxProblems} problems are the most.", ("field", "problems"));
        }

        foreach (var problem in version.Problems)
        {
            if (problem is null or { Field: null } or { Category: null } or { Choices: null or { Count: 0 } })
            {
                return Problems.FieldMissing.Refuse(
                    "A problem has a field, its choices and a category.",
                    ("field", "problems")
                );
            }

            var choices = asked.Fields.FirstOrDefault(f => f.Code == problem.Field)?.Choices;
            if (choices is null || problem.Choices.Any(c => choices.All(known => known.Code != c)))
            {
                return Problems.RoutineAnswerUnknown.Refuse(
                    $"Form {form} has no choices {string.Join(", ", problem.Choices)} of a field {problem.Field}.",
                    ("field", "problems"),
                    ("form", form)
                );
            }

            if (await ProblemCategoryAsync(db, problem.Category, "problems", now, ct) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private static async Task<Refusal?> EscalationAsync(
        CityOpsDb db,
        RoutineVersion version,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (!Escalations.All.Contains(version.Escalation))
        {
            return Problems.FieldInvalid.Refuse(
                $"escalation is one of {string.Join(", ", Escalations.All)}.",
                ("field", "escalation"),
                ("allowed", Escalations.All)
            );
        }

        if ((version.Escalation == Escalations.Case) != (version.EscalationCategoryCode is not null))
        {
            return Problems.FieldMissing.Refuse(
                "A missed check opens a case of escalationCategory, where escalation is case, and only there.",
                ("field", "escalationCategory")
            );
        }

        return version.EscalationCategoryCode is { } code
            ? await ProblemCategoryAsync(db, code, "escalationCategory", now, ct)
            : null;
    }

    private static async Task<Refusal?> ProblemCategoryAsync(
        CityOpsDb db,
        string code,
        string field,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (await db.Categories.AsNoTracking().SingleOrDefaultAsync(c => c.Code == code, ct) is not { } category)
        {
            return Problems.CategoryUnknown.Refuse($"There is no category {code}.", ("field", field));
        }

        return (await CategoryUse.ForProblemAsync(db, category, now, ct)).Refusal;
    }
}

/// <summary>The facilities that a routine is about now; for a place and for a document there are none.</summary>
internal static class AboutFacilities
{
    public static IQueryable<Facility> Of(CityOpsDb db, RoutineVersion version)
    {
        var (towns, organisations, codes) = (version.Towns, version.Organisations, version.Facilities);
        var type = version.FacilityType;
        return db.Facilities.Where(f =>
            f.Type == type
            && (f.Status == "in_use" || f.Status == "damaged")
            && f.TownCode != null
            && (towns == null || towns.Contains(f.TownCode))
            && (organisations == null || organisations.Contains(f.OrganisationCode!))
            && (codes == null || codes.Contains(f.Code))
        );
    }
}
