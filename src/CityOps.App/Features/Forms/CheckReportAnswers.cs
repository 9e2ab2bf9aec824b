using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Photos;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Forms;

/// <summary>The form that a report's answers were checked against, and what they add up to.</summary>
/// <param name="Form">Null where the category asks nothing; its answers are kept as they came.</param>
/// <param name="FacilityId">The facility that they name, the first of several: what was measured counts for it.</param>
public sealed record FormAnswers(
    string? Form,
    int? Version,
    IReadOnlyDictionary<string, decimal> Measures,
    Guid? FacilityId = null
)
{
    /// <summary>Answers to questions that were not asked in the end; they count for nothing.</summary>
    public IReadOnlyList<string> Leftovers { get; init; } = [];

    internal static FormAnswers Unasked { get; } = new(null, null, new Dictionary<string, decimal>());
}

/// <summary>Checks a report's answers against the version of its category's form that they were filled in.</summary>
public static class CheckReportAnswers
{
    private sealed record NamedFacility(Guid Id, string Code, string Type);

    /// <param name="use">Whether a report or a handling is checked: a category has a form for each.</param>
    /// <param name="form">The form that was filled in; the category's when left out. A phone that was offline while the
    /// category was given another form names it; what the category never had is refused.</param>
    /// <param name="version">The latest published one when left out.</param>
    /// <param name="answers">An object.</param>
    /// <param name="declared">The photos that go with it; answers name none but these.</param>
    public static async Task<Result<FormAnswers>> RunAsync(
        CityOpsDb db,
        Category category,
        FormUse use,
        string? form,
        int? version,
        JsonElement answers,
        IEnumerable<PhotoDeclaration> declared,
        CancellationToken ct
    )
    {
        var own = use == FormUse.Report ? category.FormCode : category.HandlingFormCode;
        var code = form ?? own;
        if (code is null)
        {
            return version is null
                ? FormAnswers.Unasked
                : Problems.FormVersionUnknown.Refuse($"Category {category.Code} has no form; leave formVersion out.");
        }

        if (
            code != own
            && !await db.Set<CategoryForm>()
                .AnyAsync(f => f.CategoryCode == category.Code && f.FormCode == code && f.Use == use, ct)
        )
        {
            return Problems.FormNotOfCategory.Refuse(
                $"Category {category.Code} never had form {InputText.Clean(code)}; leave form out.",
                ("field", "form"),
                ("form", own)
            );
        }

        if (await ReadForm.PublishedAsync(db, code, version, ct) is not { } asked)
        {
            // A category may be given its form before the form is published; until then it asks nothing.
            return form is null && version is null
                ? FormAnswers.Unasked
                : Problems.FormVersionUnknown.Refuse(
                    $"Form {code} was never published as version {version}.",
                    ("form", code),
                    ("version", version)
                );
        }

        var (check, refusal) = await AgainstAsync(db, asked, answers, ct);
        if (check is null)
        {
            return refusal!;
        }

        var known = declared.Select(photo => photo.Sha256).ToHashSet();
        IReadOnlyList<AnswerError> errors =
        [
            .. check.Errors,
            .. check
                .Photos.Where(named => !known.Contains(named.Sha256))
                .Select(named => new AnswerError(
                    named.Field,
                    Problems.AnswerPhotoUndeclared,
                    $"{named.Field} names photo {named.Sha256}, which photos does not declare."
                )),
        ];
        return errors switch
        {
            [var first, ..] => first.Problem.Refuse(
                first.Reason,
                ("field", first.Field),
                ("form", code),
                ("version", asked.Version),
                ("errors", errors.Select(AnswerProblem.Of))
            ),
            _ => new FormAnswers(code, asked.Version, check.Measures, check.FacilityId) { Leftovers = check.Leftovers },
        };
    }

    /// <summary><see cref="CheckAnswers"/> and, of the facilities that are named, whether they exist.</summary>
    internal static async Task<Result<CheckedAnswers>> AgainstAsync(
        CityOpsDb db,
        FormVersion form,
        JsonElement answers,
        CancellationToken ct
    )
    {
        var check = CheckAnswers.Run(form.Fields, answers);
        if (check.Facilities.Count == 0)
        {
            return check;
        }

        var codes = check.Facilities.Select(f => f.Code).ToList();
        var known = (
            await db
                .Database.SqlQuery<NamedFacility>($"select id, code, type from facility where code = any ({codes})")
                .ToListAsync(ct)
        ).ToDictionary(f => f.Code);
        var missing = check
            .Facilities.Where(named =>
                !known.TryGetValue(named.Code, out var found) || (named.Type is not null && named.Type != found.Type)
            )
            .Select(named => new AnswerError(
                named.Field,
                Problems.AnswerFacilityUnknown,
                $"There is no {named.Type ?? "facility"} {named.Code}."
            ));
        return check with
        {
            Errors = [.. check.Errors, .. missing],
            FacilityId = known.GetValueOrDefault(check.Facilities[0].Code)?.Id,
        };
    }
}
