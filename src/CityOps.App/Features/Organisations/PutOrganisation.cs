using CityOps.App.Database;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Organisations;

/// <param name="Kind">bureau, centre, brigade, town or contractor.</param>
/// <param name="Parent">Code of the organisation above.</param>
/// <param name="Town">Code of the town that a town's office works for.</param>
public sealed record OrganisationBody(
    string? Name,
    string? NameEn = null,
    string? Kind = null,
    string? Parent = null,
    string? Town = null
);

/// <summary>Makes an organisation, or changes it whole.</summary>
internal static class PutOrganisation
{
    private const int MaxNameLength = 60;

    public static async Task<IResult> RunAsync(string code, OrganisationBody body, CityOpsDb db, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await LockAsync(db, ct);
        var isNew = !await db.Organisations.AnyAsync(o => o.Code == code, ct);
        var (organisation, refusal) = await ChangeAsync(code, body, db, ct);
        if (organisation is null)
        {
            return refusal!.Answer();
        }

        await transaction.CommitAsync(ct);
        var item = OrganisationsApi.OrganisationItem.Of(organisation);
        return isNew ? TypedResults.Created($"/api/v1/organisations/{code}", item) : TypedResults.Ok(item);
    }

    /// <summary>Two changes at once could close a circle that neither of them sees.</summary>
    public static Task LockAsync(CityOpsDb db, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"lock table organisation in share row exclusive mode", ct);

    /// <summary>Within the caller's transaction, which has <see cref="LockAsync"/>.</summary>
    /// <returns>Refused: <c>field_missing</c>, <c>field_invalid</c>, <c>organisation_unknown</c>,
    /// <c>town_unknown</c>.</returns>
    public static async Task<Result<Organisation>> ChangeAsync(
        string code,
        OrganisationBody body,
        CityOpsDb db,
        CancellationToken ct
    )
    {
        var parents = await db.Organisations.ToDictionaryAsync(o => o.Code, o => o.ParentCode, ct);
        if (await CheckAsync(code, body, parents, db, ct) is { } refusal)
        {
            return refusal;
        }

        var organisation = !parents.ContainsKey(code)
            ? db
                .Organisations.Add(
                    new()
                    {
                        Code = code,
                        Name = "",
                        Kind = body.Kind!,
                    }
                )
                .Entity
            : await db.Organisations.SingleAsync(o => o.Code == code, ct);
        organisation.Name = InputText.Clean(body.Name)!;
        organisation.NameEn = InputText.Clean(body.NameEn);
        organisation.Kind = body.Kind!;
        organisation.ParentCode = body.Parent;
        organisation.TownCode = body.Town;
        await db.SaveChangesAsync(ct);
        return organisation;
    }

    private static async Task<Refusal?> CheckAsync(
        string code,
        OrganisationBody body,
        Dictionary<string, string?> parents,
        CityOpsDb db,
        CancellationToken ct
    )
    {
        if (!OrganisationCodes.IsFit(code))
        {
            return Problems.FieldInvalid.Refuse($"“{code}” is no code; {OrganisationCodes.Rule}", ("field", "code"));
        }

        if (InputText.Clean(body.Name) is not { } name)
        {
            return Problems.FieldMissing.Refuse("name is missing.", ("field", "name"));
        }

        if (
            (
                InputText.TooLong(name, MaxNameLength, "name")
                ?? InputText.TooLong(body.NameEn, 2 * MaxNameLength, "nameEn")
            ) is
            { } tooLong
        )
        {
            return tooLong;
        }

        if (!OrganisationKinds.All.Contains(body.Kind))
        {
            return Problems.FieldInvalid.Refuse(
                $"kind is one of {string.Join(", ", OrganisationKinds.All)}.",
                ("field", "kind")
            );
        }

        if (body.Parent is { } parent && !parents.ContainsKey(parent))
        {
            return Problems.OrganisationUnknown.Refuse($"There is no organisation {parent}.", ("field", "parent"));
        }

        for (var above = body.Parent; above is not null; above = parents[above])
        {
            if (above == code)
            {
                return Problems.FieldInvalid.Refuse($"{body.Parent} is below {code} already.", ("field", "parent"));
            }
        }

        if (body.Kind == OrganisationKinds.Town && body.Town is null)
        {
            return Problems.FieldMissing.Refuse("town is missing: a town's office works for one.", ("field", "town"));
        }

        return body.Town is { } town && !await db.Towns.AnyAsync(t => t.Code == town, ct)
            ? Problems.TownUnknown.Refuse($"There is no town {town}.", ("field", "town"))
            : null;
    }
}
