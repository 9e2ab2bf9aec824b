using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Forms;
using CityOps.App.Geo;
using CityOps.App.Http;
using CityOps.IntegrationTests.Maps;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace CityOps.IntegrationTests.Cases;

/// <summary>
/// <see cref="TestCity"/> with somebody of every role in several organisations and towns, a category that is looked at
/// on site before it is filed, limits of an hour, and a clock that the test moves.
/// </summary>
internal sealed class CaseWorld : IAsyncDisposable
{
    /// <summary>Looked at on site before it is filed.</summary>
    public const string VerifiedCategory = "01101";

    public const string PlainCategory = "03101";

    /// <summary>None of the others, without a limit of its own.</summary>
    public const string OtherCategory = "L0506";

    /// <summary>A place in the west town where no case is opened.</summary>
    public static SentPosition Elsewhere { get; } = new(113.36, 22.56, "wgs84", null);

    private readonly TestDatabase _database;
    private readonly CityDatabase _city;
    private readonly CancellationToken _ct;

    private CaseWorld(TestDatabase database, CancellationToken ct)
    {
        (_database, _ct) = (database, ct);
        _city = CityDatabase.At(database.ConnectionString);
    }

    public string ConnectionString => _database.ConnectionString;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 6, 1, 1, 0, 0, TimeSpan.Zero));

    public IReadOnlyDictionary<string, Role> Roles { get; private set; } = new Dictionary<string, Role>();

    public IReadOnlyList<Caller> People { get; private set; } = [];

    public IReadOnlyList<CaseStep> Steps { get; private set; } = [];

    public CityOpsDb NewContext() => _city.NewContext();

    public static async Task<CaseWorld> CreateAsync(CancellationToken ct)
    {
        var world = new CaseWorld(await TestDatabase.CreateAsync(ct), ct);
        await using var db = world.NewContext();
        await TestCity.CreateAsync(db, ct);
        var verified = await db.Categories.SingleAsync(c => c.Code == VerifiedCategory, ct);
        verified.VerifyBeforeFiling = true;
        verified.OrganisationCode = "sanitation";
        foreach (var category in new[] { VerifiedCategory, PlainCategory })
        {
            db.FilingConditions.Add(
                new FilingCondition
                {
                    CategoryCode = category,
                    Ordinal = 1,
                    Condition = "一般",
                    LimitAmount = 1,
                    LimitUnit = LimitUnits.UrgentHour,
                }
            );
        }

        foreach (
            var (login, role, organisation, town) in new[]
            {
                ("handler-parks", "handler", "parks", null),
                ("handler-west", "handler", TestCity.WestTown, TestCity.WestTown),
                ("dispatcher-east", "dispatcher", "bureau", TestCity.EastTown),
                ("verifier-west", "verifier", "bureau", TestCity.WestTown),
            }
        )
        {
            db.Accounts.Add(
                new Account
                {
                    Login = login,
                    Name = login,
                    PasswordHash = "-",
                    Role = role,
                    OrganisationCode = organisation,
                    TownCode = town,
                    CreatedAt = world.Clock.GetUtcNow(),
                }
            );
        }

        await db.SaveChangesAsync(ct);
        world.Roles = await Role.AllAsync(db, ct);
        var accounts = await db.Accounts.AsNoTracking().OrderBy(a => a.Login).ToListAsync(ct);
        world.People = accounts.ConvertAll(a => Caller.Of(a, world.Roles[a.Role]));
        world.Steps = await db
            .CaseSteps.AsNoTracking()
            .OrderBy(s => s.Action)
            .ThenBy(s => s.FromStatus)
            .ThenBy(s => s.ToStatus)
            .ToListAsync(ct);
        return world;
    }

    /// <summary>A case in the west town, of the sanitation centre, reported by its officer.</summary>
    public async Task<Guid> OpenAsync(string category = PlainCategory)
    {
        await using var db = NewContext();
        var officer = People.Single(p => p.Login == "officer");
        return (
            await NewCase.OpenAsync(db, _ct, category: category, officer: officer.AccountId, at: Clock.GetUtcNow())
        ).Id;
    }

    public async Task<Result<Case>> TakeAsync(
        Guid id,
        string action,
        Caller by,
        CaseStepBody? body = null,
        int? version = null
    )
    {
        await using var db = NewContext();
        try
        {
            return await TakeStep.RunAsync(
                db,
                id,
                action,
                body ?? new("说明", null, null, null),
                version,
                by,
                Clock.GetUtcNow(),
                _ct
            );
        }
        catch (DbUpdateException refused)
            when (refused.InnerException is Npgsql.PostgresException error
                && ConstraintProblems.For(error) is { } problem
            )
        {
            return problem.Refuse(); // as the API answers it
        }
    }

    public async Task<T> AskAsync<T>(Func<CityOpsDb, Task<T>> question)
    {
        await using var db = NewContext();
        return await question(db);
    }

    /// <summary>Cases whose clock is not what their log comes to, replayed at once as a copied log is.</summary>
    public Task<List<string>> CasesWithAnotherClockAsync() =>
        AskAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""
                    with logged as (select case_id, case_clock_of(e order by e.seq) as clock from case_event e group by case_id)
                    select c.number as "Value"
                    from case_file c
                    join logged l on l.case_id = c.id
                    left join case_clock k on k.case_id = c.id
                    where to_jsonb(l.clock) - array['deadline', 'warn_at', 'warned_of', 'lateness_told_of']
                      is distinct from to_jsonb(coalesce(k, null::case_clock)) - array['deadline', 'warn_at', 'warned_of', 'lateness_told_of']
                      and (k.case_id is not null or (l.clock).case_id is not null)
                    """
                )
                .ToListAsync(_ct)
        );

    public async ValueTask DisposeAsync()
    {
        await _city.DisposeAsync();
        await _database.DisposeAsync();
    }
}
