using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Organisations;
using CityOps.App.Features.Submissions;
using CityOps.App.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Letters;

/// <summary>What a list of letters is narrowed to.</summary>
public sealed class LetterFilter
{
    /// <summary>transfer, supervision or advice.</summary>
    [FromQuery(Name = "kind")]
    public string? Kind { get; init; }

    /// <summary>An organisation that wrote or received it.</summary>
    [FromQuery(Name = "org")]
    public string? Organisation { get; init; }

    /// <summary>open, overdue, answered or withdrawn.</summary>
    [FromQuery(Name = "state")]
    public string? State { get; init; }

    /// <summary>The first day of issue.</summary>
    [FromQuery(Name = "from")]
    public DateOnly? From { get; init; }

    /// <summary>The last day of issue.</summary>
    [FromQuery(Name = "to")]
    public DateOnly? To { get; init; }

    [FromQuery(Name = "case")]
    public Guid? Case { get; init; }

    /// <returns>Null when every value is known.</returns>
    public async Task<Refusal?> CheckAsync(CityOpsDb db, CancellationToken ct) =>
        KnownValues.Refuse("kind", Kind is null ? null : [Kind], LetterKinds.All)
        ?? KnownValues.Refuse("state", State is null ? null : [State], ["open", "overdue", "answered", "withdrawn"])
        ?? await KnownOrganisations.RefuseAsync(db, Organisation is null ? null : [Organisation], ct);

    /// <param name="today">What is overdue is asked of this day.</param>
    public IQueryable<Letter> Narrow(IQueryable<Letter> letters, DateOnly today)
    {
        letters = Kind is null ? letters : letters.Where(l => l.Kind == Kind);
        letters = Organisation is null
            ? letters
            : letters.Where(l => l.FromOrganisationCode == Organisation || l.ToOrganisationCode == Organisation);
        letters = From is null ? letters : letters.Where(l => l.IssuedOn >= From);
        letters = To is null ? letters : letters.Where(l => l.IssuedOn <= To);
        letters = Case is null ? letters : letters.Where(l => l.Cases.Any(c => c.CaseId == Case));
        return State switch
        {
            "open" => letters.Where(l => l.AnsweredAt == null && l.WithdrawnAt == null),
            "overdue" => letters.Where(l => l.AnsweredAt == null && l.WithdrawnAt == null && l.DueOn < today),
            "answered" => letters.Where(l => l.AnsweredAt != null),
            "withdrawn" => letters.Where(l => l.WithdrawnAt != null),
            _ => letters,
        };
    }
}

/// <param name="State">open, overdue, answered or withdrawn.</param>
public sealed record LetterItem(
    Guid Id,
    string Number,
    string Kind,
    string From,
    string To,
    string? Town,
    string Title,
    DateOnly IssuedOn,
    DateOnly? DueOn,
    string State,
    int Cases
)
{
    public string KindName => LetterKinds.Name(Kind);
}

/// <param name="Cases">Those that the caller may see; <see cref="LetterItem.Cases"/> counts all of them.</param>
/// <param name="Penalties">Those on the letter or its cases that the caller may see.</param>
/// <param name="Allowed">How the caller may end it: answer, withdraw.</param>
public sealed record LetterView(
    LetterItem Letter,
    string? Body,
    string? Answer,
    DateTimeOffset? AnsweredAt,
    IReadOnlyList<LetterCaseItem> Cases,
    IReadOnlyList<PenaltyItem> Penalties,
    IReadOnlyList<string> Allowed
);

public sealed record LetterCaseItem(Guid Id, string Number, string Status, string Category, string Town);

public sealed record PenaltyItem(
    Guid Id,
    string? Number,
    string Kind,
    Guid? Case,
    Guid? Letter,
    string Organisation,
    string? Town,
    string? Category,
    DateOnly DecidedOn,
    decimal? AmountYuan,
    string? Note,
    DateTimeOffset? WithdrawnAt
)
{
    /// <summary>Its corrections and its withdrawal, the first one first; told of one penalty, empty in lists.</summary>
    public IReadOnlyList<ChangeEntry> Changes { get; init; } = [];
}

/// <summary>Lists and reads the letters that the caller may see (sql/functions/visible_to.sql).</summary>
public static class ReadLetters
{
    public static IQueryable<Letter> VisibleLetters(CityOpsDb db, Caller caller)
    {
        var (own, organisation, town) = Scope.Of(caller);
        return db.Letters.Where(l =>
            VisibleTo.Letter(l.FromOrganisationCode, l.ToOrganisationCode, l.TownCode, own, organisation, town)
        );
    }

    public static async Task<Result<Letter>> FindAsync(CityOpsDb db, Guid id, Caller caller, CancellationToken ct)
    {
        if (await VisibleLetters(db, caller).SingleOrDefaultAsync(l => l.Id == id, ct) is { } letter)
        {
            return letter;
        }

        return await db.Letters.AnyAsync(l => l.Id == id, ct)
            ? Problems.OutsideYourArea.Refuse($"Letter {id} is between other organisations.")
            : Problems.LetterNotFound.Refuse($"There is no letter {id}.");
    }

    public static async Task<Result<Page<LetterItem>>> ListAsync(
        CityOpsDb db,
        LetterFilter filter,
        string? cursor,
        int? limit,
        Caller caller,
        DateOnly today,
        CancellationToken ct
    )
    {
        if (await filter.CheckAsync(db, ct) is { } refusal)
        {
            return refusal;
        }

        var letters = filter.Narrow(VisibleLetters(db, caller), today);
        if (cursor is not null)
        {
            if (!DayCursor.TryRead(cursor, out var day, out var id))
            {
                return Problems.InvalidCursor.Refuse();
            }

            letters = letters.Where(l =>
                EF.Functions.LessThan(ValueTuple.Create(l.IssuedOn, l.Id), ValueTuple.Create(day, id))
            );
        }

        var size = Cursor.Size(limit);
        var rows = await Items(
                letters.OrderByDescending(l => l.IssuedOn).ThenByDescending(l => l.Id).Take(size + 1),
                today
            )
            .ToListAsync(ct);
        return Page.Of(rows, size, l => DayCursor.Key(l.IssuedOn, l.Id));
    }

    public static async Task<LetterView> ViewAsync(
        CityOpsDb db,
        Letter letter,
        Caller caller,
        DateOnly today,
        CancellationToken ct
    )
    {
        var cases = await (
            from part in db.Set<LetterCase>()
            join about in VisibleCases.To(db, caller) on part.CaseId equals about.Id
            where part.LetterId == letter.Id
            orderby about.Number
            select new LetterCaseItem(about.Id, about.Number, about.Status, about.CategoryCode, about.TownCode)
        ).ToListAsync(ct);
        var ids = cases.Select(c => (Guid?)c.Id).ToList();
        var penalties = await Penalties
            .Items(Penalties.VisiblePenalties(db, caller).Where(p => p.LetterId == letter.Id || ids.Contains(p.CaseId)))
            .ToListAsync(ct);
        return new(
            await Items(db.Letters.Where(l => l.Id == letter.Id), today).SingleAsync(ct),
            letter.Body,
            letter.Answer,
            letter.AnsweredAt is { } at ? CityTime.Local(at) : null,
            cases,
            penalties,
            AnswerLetter.AllowedTo(caller, letter)
        );
    }

    private static IQueryable<LetterItem> Items(IQueryable<Letter> letters, DateOnly today) =>
        letters.Select(l => new LetterItem(
            l.Id,
            l.Number,
            l.Kind,
            l.FromOrganisationCode,
            l.ToOrganisationCode,
            l.TownCode,
            l.Title,
            l.IssuedOn,
            l.DueOn,
            l.WithdrawnAt != null ? "withdrawn"
                : l.AnsweredAt != null ? "answered"
                : l.DueOn < today ? "overdue"
                : "open",
            l.Cases.Count
        ));
}
