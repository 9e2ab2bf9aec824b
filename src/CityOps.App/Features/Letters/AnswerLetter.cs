using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Http;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Letters;

public sealed record LetterAnswerBody(string? Answer);

/// <summary>Ends a letter: its recipient answers it, or whoever issued it takes it back. The logs of its cases say
/// so.</summary>
public static class AnswerLetter
{
    private const int MaxAnswerLength = 20_000;

    public static async Task<Result<Letter>> RunAsync(
        CityOpsDb db,
        Guid id,
        LetterAnswerBody body,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (InputText.Clean(body.Answer) is not { } answer)
        {
            return Problems.FieldMissing.Refuse("answer is missing.", ("field", "answer"));
        }

        if (InputText.TooLong(answer, MaxAnswerLength, "answer") is { } tooLong)
        {
            return tooLong;
        }

        now = InputTime.Stored(now);
        return await EndAsync(
            db,
            id,
            caller,
            "letters.answer",
            "letter-answered",
            now,
            letter => letter.ToOrganisationCode,
            letter =>
            {
                (letter.Answer, letter.AnsweredAt, letter.AnsweredBy) = (answer, now, caller.AccountId);
            },
            ct
        );
    }

    public static Task<Result<Letter>> WithdrawAsync(
        CityOpsDb db,
        Guid id,
        Caller caller,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        now = InputTime.Stored(now);
        return EndAsync(
            db,
            id,
            caller,
            "letters.withdraw",
            "letter-withdrawn",
            now,
            letter => letter.FromOrganisationCode,
            letter =>
            {
                (letter.WithdrawnAt, letter.WithdrawnBy) = (now, caller.AccountId);
            },
            ct
        );
    }

    /// <summary>How a caller may end a letter: answer, withdraw; nothing once it has ended.</summary>
    internal static IReadOnlyList<string> AllowedTo(Caller caller, Letter letter) =>
        letter.AnsweredAt is not null || letter.WithdrawnAt is not null
            ? []
            :
            [
                .. caller.MayFor("letters.answer", letter.ToOrganisationCode) ? ["answer"] : (string[])[],
                .. caller.MayFor("letters.withdraw", letter.FromOrganisationCode) ? ["withdraw"] : (string[])[],
            ];

    // Of two who end it at once the second finds it ended; one who meets a step of one of its cases tries again.
    private static Task<Result<Letter>> EndAsync(
        CityOpsDb db,
        Guid id,
        Caller caller,
        string operation,
        string action,
        DateTimeOffset now,
        Func<Letter, string> whose,
        Action<Letter> end,
        CancellationToken ct
    ) => Repeat.OnConflictAsync(db, async () =>
        {
            var (letter, refusal) = await ReadLetters.FindAsync(db, id, caller, ct);
            if (letter is null)
            {
                return refusal!;
            }

            if (!caller.MayFor(operation, whose(letter)))
            {
                return Problems.OrganisationNotYours.Refuse($"Letter {letter.Number} is for {whose(letter)} to end.");
            }

            if (letter.AnsweredAt is not null || letter.WithdrawnAt is not null)
            {
                return Problems.LetterFinished.Refuse(
                    $"Letter {letter.Number} was {(letter.AnsweredAt is null ? "withdrawn" : "answered")} already."
                );
            }

            end(letter);
            letter.Version++;
            var about = await db
                .Cases.Where(c => db.Set<LetterCase>().Any(part => part.LetterId == id && part.CaseId == c.Id))
                .OrderBy(c => c.Id)
                .ToListAsync(ct);
            foreach (var one in about)
            {
                db.CaseEvents.Add(
                    one.Note(
                        action,
                        now,
                        new
                        {
                            letter = letter.Id,
                            letter.Number,
                            letter.Kind,
                            on = CityTime.Day(now),
                        },
                        caller.AccountId
                    )
                );
            }

            await db.SaveChangesAsync(ct);
            return (Result<Letter>)letter;
        });
}
