using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Organisations;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Letters;

/// <param name="Case">The id of the case that it ended; or <paramref name="Letter"/>.</param>
/// <param name="Organisation">Who decided; the caller's when left out.</param>
public sealed record PenaltyBody(
    string? Kind,
    string? Number,
    Guid? Case,
    Guid? Letter,
    string? Organisation,
    DateOnly? DecidedOn,
    decimal? AmountYuan,
    string? Note
);

/// <summary>Records and lists penalties. One that rests on a case stands in the case's log too.</summary>
public static class Penalties
{
    public static async Task<Result<Penalty>> RecordAsync(
        CityOpsDb db,
        PenaltyBody body,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        now = InputTime.Stored(now);
        if (Check(body, CityTime.Day(now)) is { } wrong)
        {
            return wrong;
        }

        var organisation = InputText.Clean(body.Organisation) ?? caller.OrganisationCode;
        if (!caller.MayFor("penalties.record", organisation))
        {
            return Problems.OrganisationNotYours.Refuse($"{caller.Login} may not record for {organisation}.");
        }

        if (!await db.Organisations.AnyAsync(o => o.Code == organisation, ct))
        {
            return Problems.OrganisationUnknown.Refuse($"There is no organisation {organisation}.");
        }

        return await Repeat.OnConflictAsync(db, () => StoreAsync(db, body, organisation, caller, now, ct));
    }

    internal static Refusal? Check(PenaltyBody body, DateOnly today)
    {
        if (body.Kind is null || !Penalty.Kinds.Contains(body.Kind))
        {
            return Problems.PenaltyKindUnknown.Refuse(
                $"kind is one of {string.Join(", ", Penalty.Kinds)}.",
                ("allowed", Penalty.Kinds)
            );
        }

        if (body.DecidedOn is not { } decided || (body.Case is null && body.Letter is null))
        {
            return Problems.FieldMissing.Refuse(
                "decidedOn, and case or letter, are needed.",
                ("field", body.DecidedOn is null ? "decidedOn" : "case")
            );
        }

        if (decided > today || decided < new DateOnly(2000, 1, 1))
        {
            return Problems.FieldInvalid.Refuse("decidedOn is a day up to today.", ("field", "decidedOn"));
        }

        if (body.AmountYuan is <= 0 or >= 1_000_000_000_000m || (body.Kind == "fine" && body.AmountYuan is null))
        {
            return Problems.FieldInvalid.Refuse(
                "amountYuan is more than 0, and a fine has one.",
                ("field", "amountYuan")
            );
        }

        return InputText.TooLong(body.Number, 100, "number") ?? InputText.TooLong(body.Note, 4000, "note");
    }

    private static async Task<Result<Penalty>> StoreAsync(
        CityOpsDb db,
        PenaltyBody body,
        string organisation,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var number = InputText.Clean(body.Number);
        if (number is not null && await db.Penalties.AnyAsync(p => p.Number == number && p.WithdrawnAt == null, ct))
        {
            return Problems.PenaltyKnown.Refuse($"Decision {number} is recorded already.");
        }

        Case? about = null;
        Letter? letter = null;
        Refusal? refusal = null;
        if (body.Case is { } caseId)
        {
            (about, refusal) = await ReadCase.FindAsync(db, caseId, caller, ct);
        }

        if (refusal is null && body.Letter is { } letterId)
        {
            (letter, refusal) = await ReadLetters.FindAsync(db, letterId, caller, ct);
        }

        if (refusal is not null)
        {
            return refusal;
        }

        var penalty = new Penalty
        {
            Number = number,
            Kind = body.Kind!,
            CaseId = about?.Id,
            LetterId = letter?.Id,
            OrganisationCode = organisation,
            TownCode = about?.TownCode ?? letter?.TownCode,
            CategoryCode = about?.CategoryCode,
            DecidedOn = body.DecidedOn!.Value,
            AmountYuan = body.AmountYuan,
            Note = InputText.Clean(body.Note),
            CreatedAt = now,
            CreatedBy = caller.AccountId,
        };
        db.Penalties.Add(penalty);
        if (about is not null)
        {
            db.CaseEvents.Add(
                about.Note(
                    "penalty",
                    now,
                    new
                    {
                        penalty = penalty.Id,
                        penalty.Kind,
                        penalty.Number,
                    },
                    caller.AccountId
                )
            );
        }

        await db.SaveChangesAsync(ct);
        return penalty;
    }

    public static async Task<Result<Page<PenaltyItem>>> ListAsync(
        CityOpsDb db,
        DateOnly? from,
        DateOnly? to,
        string? cursor,
        int? limit,
        Caller caller,
        CancellationToken ct
    )
    {
        var penalties = VisiblePenalties(db, caller)
            .Where(p => (from == null || p.DecidedOn >= from) && (to == null || p.DecidedOn <= to));
        if (cursor is not null)
        {
            if (!DayCursor.TryRead(cursor, out var day, out var id))
            {
                return Problems.InvalidCursor.Refuse();
            }

            penalties = penalties.Where(p =>
                EF.Functions.LessThan(ValueTuple.Create(p.DecidedOn, p.Id), ValueTuple.Create(day, id))
            );
        }

        var size = Cursor.Size(limit);
        var rows = await Items(penalties.OrderByDescending(p => p.DecidedOn).ThenByDescending(p => p.Id).Take(size + 1))
            .ToListAsync(ct);
        return Page.Of(rows, size, p => DayCursor.Key(p.DecidedOn, p.Id));
    }

    internal static IQueryable<Penalty> VisiblePenalties(CityOpsDb db, Caller caller)
    {
        var (_, organisation, town) = Scope.Of(caller);
        return db.Penalties.Where(p => VisibleTo.Penalty(p.OrganisationCode, p.TownCode, organisation, town));
    }

    internal static IQueryable<PenaltyItem> Items(IQueryable<Penalty> penalties) =>
        penalties.Select(p => new PenaltyItem(
            p.Id,
            p.Number,
            p.Kind,
            p.CaseId,
            p.LetterId,
            p.OrganisationCode,
            p.TownCode,
            p.CategoryCode,
            p.DecidedOn,
            p.AmountYuan,
            p.Note,
            p.WithdrawnAt
        ));
}
