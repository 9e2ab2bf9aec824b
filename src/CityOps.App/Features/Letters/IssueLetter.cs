using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Organisations;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Letters;

/// <param name="From">The caller's organisation when left out; another one is for supervisors and
/// administrators.</param>
/// <param name="IssuedOn">Today when left out; not later than today.</param>
/// <param name="Cases">Ids of cases that the caller may see; a letter may be about something else than cases, and name
/// none.</param>
public sealed record LetterBody(
    string? Kind,
    string? From,
    string? To,
    string? Title,
    string? Body,
    DateOnly? IssuedOn,
    DateOnly? DueOn,
    IReadOnlyList<Guid>? Cases
);

/// <summary>Issues a letter and notes it in the log of every case that it is about, in one transaction.</summary>
public static class IssueLetter
{
    private const int MaxTitleLength = 200;
    private const int MaxBodyLength = 20_000;
    private const int MaxCases = 500;

    public static async Task<Result<Letter>> RunAsync(
        CityOpsDb db,
        LetterBody body,
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

        var from = InputText.Clean(body.From) ?? caller.OrganisationCode;
        if (!caller.MayFor("letters.issue", from))
        {
            return Problems.OrganisationNotYours.Refuse($"{caller.Login} may not write for {from}.");
        }

        var known = await db
            .Organisations.AsNoTracking()
            .Where(o => o.Code == from || o.Code == body.To)
            .ToListAsync(ct);
        if (known.Find(o => o.Code == body.To) is not { } to || known.All(o => o.Code != from))
        {
            return Problems.OrganisationUnknown.Refuse(
                $"There is no organisation {(known.Any(o => o.Code == from) ? InputText.Clean(body.To) : from)}."
            );
        }

        var ids = (body.Cases ?? []).Distinct().ToList();
        return await Repeat.OnConflictAsync(db, () =>
            StoreAsync(db, body, from, to.Code, to.TownCode, ids, caller, now, ct)
        );
    }

    private static Refusal? Check(LetterBody body, DateOnly today)
    {
        if (body.Kind is null || !LetterKinds.All.Contains(body.Kind))
        {
            return Problems.LetterKindUnknown.Refuse(
                $"kind is one of {string.Join(", ", LetterKinds.All)}.",
                ("allowed", LetterKinds.All)
            );
        }

        if (InputText.Clean(body.Title) is not { } title || InputText.Clean(body.To) is null)
        {
            return Problems.FieldMissing.Refuse(
                "to and title are needed.",
                ("field", InputText.Clean(body.To) is null ? "to" : "title")
            );
        }

        if (
            (
                InputText.TooLong(title, MaxTitleLength, "title") ?? InputText.TooLong(body.Body, MaxBodyLength, "body")
            ) is
            { } tooLong
        )
        {
            return tooLong;
        }

        if (body.IssuedOn > today || body.IssuedOn < new DateOnly(2000, 1, 1))
        {
            return Problems.FieldInvalid.Refuse("issuedOn is a day up to today.", ("field", "issuedOn"));
        }

        if (body.DueOn < (body.IssuedOn ?? today))
        {
            return Problems.EndsBeforeStart.Refuse("dueOn is not before the day of the letter.", ("field", "dueOn"));
        }

        return body.Cases?.Count > MaxCases
            ? Problems.FieldInvalid.Refuse($"cases names {MaxCases} cases at most.", ("field", "cases"))
            : null;
    }

    private static async Task<Result<Letter>> StoreAsync(
        CityOpsDb db,
        LetterBody body,
        string from,
        string to,
        string? town,
        List<Guid> ids,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var cases = await VisibleCases.To(db, caller).Where(c => ids.Contains(c.Id)).OrderBy(c => c.Id).ToListAsync(ct);
        if (cases.Count < ids.Count)
        {
            return Problems.CaseNotFound.Refuse(
                $"There is no case {ids.First(id => cases.All(c => c.Id != id))} that the caller may see."
            );
        }

        var issuedOn = body.IssuedOn ?? CityTime.Day(now);
        var numbers = await db
            .Database.SqlQuery<string>($"select next_letter_number({issuedOn}) as \"Value\"")
            .ToListAsync(ct);
        var letter = new Letter
        {
            Number = numbers[0],
            Kind = body.Kind!,
            FromOrganisationCode = from,
            ToOrganisationCode = to,
            TownCode = town,
            Title = InputText.Clean(body.Title)!,
            Body = InputText.Clean(body.Body),
            IssuedOn = issuedOn,
            DueOn = body.DueOn,
            CreatedAt = now,
            CreatedBy = caller.AccountId,
        };
        foreach (var about in cases)
        {
            letter.Cases.Add(new LetterCase { CaseId = about.Id });
            db.CaseEvents.Add(
                about.Note(
                    "letter",
                    now,
                    new
                    {
                        letter = letter.Id,
                        letter.Number,
                        letter.Kind,
                    },
                    caller.AccountId
                )
            );
        }

        db.Letters.Add(letter);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return letter;
    }
}
