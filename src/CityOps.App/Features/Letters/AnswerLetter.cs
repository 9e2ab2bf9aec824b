using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Letters;

public sealed record LetterAnswerBody(string? Answer);

/// <summary>Ends a letter: its recipient answers it, or whoever issued it takes it back.</summary>
public static class AnswerLetter
{
    private const int LongestAnswer = 20_000;

    public static async Task<Result<Letter>> RunAsync(
        CityOpsDb db, Guid id, LetterAnswerBody body, Caller caller, DateTimeOffset now, CancellationToken ct)
    {
        if (InputText.Clean(body.Answer) is not { } answer)
        {
            return Problems.FieldMissing.Refuse("answer is missing.", ("field", "answer"));
        }

        if (InputText.TooLong(answer, LongestAnswer, "answer") is { } tooLong)
        {
            return tooLong;
        }

        return await EndAsync(db, id, caller, letter => letter.ToOrganisationCode, letter =>
        {
            (letter.Answer, letter.AnsweredAt, letter.AnsweredBy) = (answer, InputTime.Stored(now), caller.AccountId);
        }, ct);
    }

    public static Task<Result<Letter>> WithdrawAsync(CityOpsDb db, Guid id, Caller caller, DateTimeOffset now, CancellationToken ct) =>
        EndAsync(db, id, caller, letter => letter.FromOrganisationCode, letter =>
        {
            (letter.WithdrawnAt, letter.WithdrawnBy) = (InputTime.Stored(now), caller.AccountId);
        }, ct);

    private static async Task<Result<Letter>> EndAsync(
        CityOpsDb db, Guid id, Caller caller, Func<Letter, string> whose, Action<Letter> end, CancellationToken ct)
    {
        var (letter, refusal) = await ReadLetters.FindAsync(db, id, caller, ct);
        if (letter is null)
        {
            return refusal!;
        }

        if (whose(letter) != caller.OrganisationCode && caller.Role is not (Roles.Supervisor or Roles.Admin))
        {
            return Problems.OrganisationNotYours.Refuse($"Letter {letter.Number} is for {whose(letter)} to end.");
        }

        if (letter.AnsweredAt is not null || letter.WithdrawnAt is not null)
        {
            return Finished(letter);
        }

        end(letter);
        letter.Version++;
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            return Finished(await db.Letters.AsNoTracking().SingleAsync(l => l.Id == id, ct));
        }

        return letter;
    }

    private static Refusal Finished(Letter letter) => Problems.LetterFinished.Refuse(
        $"Letter {letter.Number} was {(letter.AnsweredAt is null ? "withdrawn" : "answered")} already.");
}
