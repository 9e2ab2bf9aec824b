using CityOps.App.Database;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Accounts.Import;

/// <summary>What came of importing a list of people.</summary>
/// <param name="Passwords">Of the new accounts; shown this once. None where nothing was kept.</param>
public sealed record AccountImportOutcome(
    int New,
    int Changed,
    int Unchanged,
    IReadOnlyList<NewPasswordAnswer> Passwords,
    IReadOnlyList<BadRow> Bad,
    bool Kept
) : ImportOutcome(New, Changed, Unchanged, Bad, Kept);

/// <summary>Brings a list of people in, each as <see cref="ManageAccounts"/> takes it.</summary>
internal static class ImportAccounts
{
    private sealed record Named(string Code, string Name);

    public static async Task<AccountImportOutcome> RunAsync(
        CityOpsDb db,
        ManageAccounts accounts,
        RowList<ListedAccount> list,
        ImportChoice choice,
        CancellationToken ct
    )
    {
        // read by SQL: the slice of the organisations stands above this one
        var organisations = await CodesAsync($"select code as \"Code\", name as \"Name\" from organisation");
        var towns = await CodesAsync($"select code as \"Code\", name as \"Name\" from town");
        var roles = (await db.Roles.AsNoTracking().ToListAsync(ct))
            .SelectMany(r => new[] { (r.Name, r.Code), (r.NameEn, r.Code) })
            .DistinctBy(r => r.Item1)
            .ToDictionary(r => r.Item1, r => r.Item2, StringComparer.OrdinalIgnoreCase);
        var passwords = new List<NewPasswordAnswer>();
        var outcome = await list.TakeAsync(db, choice, TakeAsync, ct);
        return new(
            outcome.New,
            outcome.Changed,
            outcome.Unchanged,
            outcome.Kept ? passwords : [],
            outcome.Bad,
            outcome.Kept
        )
        {
            Notes = outcome.Notes,
            Sample = outcome.Sample,
            Asks = outcome.Asks,
        };

        async Task<Result<RowEffect>> TakeAsync(ListedAccount listed)
        {
            var known = await db.Accounts.AsNoTracking().SingleOrDefaultAsync(a => a.Login == listed.Login, ct);
            var before = known is null
                ? null
                : new AccountBody(
                    known.Name,
                    known.Role,
                    known.OrganisationCode,
                    known.TownCode,
                    known.DisabledAt is not null
                );
            var body = new AccountBody(
                listed.Name ?? before?.Name ?? listed.Login,
                CodeOf(roles, listed.Role) ?? before?.Role,
                CodeOf(organisations, listed.Organisation) ?? before?.Organisation,
                CodeOf(towns, listed.Town) ?? before?.Town,
                listed.Disabled ?? before?.Disabled ?? false
            );
            if (body == before)
            {
                return RowEffect.Unchanged;
            }

            var (put, refusal) = await accounts.PutAsync(listed.Login, body, ct);
            if (refusal is not null)
            {
                return refusal;
            }

            if (put.Password is { } password)
            {
                passwords.Add(new(listed.Login, password));
            }

            return before is null ? RowEffect.New : RowEffect.Changed;
        }

        async Task<Dictionary<string, string>> CodesAsync(FormattableString sql) =>
            (await db.Database.SqlQuery<Named>(sql).ToListAsync(ct))
                .DistinctBy(n => n.Name)
                .ToDictionary(n => n.Name, n => n.Code);
    }

    private static string? CodeOf(Dictionary<string, string> codes, string? named) =>
        named is null ? null : codes.GetValueOrDefault(named, named);
}
