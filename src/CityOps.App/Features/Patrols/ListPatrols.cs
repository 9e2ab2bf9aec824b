using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Organisations;
using CityOps.App.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace CityOps.App.Features.Patrols;

/// <summary>What a list of patrols is narrowed to. Lists of values are separated by commas.</summary>
public sealed class PatrolFilter
{
    /// <summary>True: only those that one started or took part in.</summary>
    [FromQuery(Name = "mine")]
    public bool? Mine { get; init; }

    [FromQuery(Name = "town")]
    public string? Town { get; init; }

    [FromQuery(Name = "org")]
    public string? Organisation { get; init; }

    /// <summary>daily, on_site, joint or supervision.</summary>
    [FromQuery(Name = "kind")]
    public string? Kind { get; init; }

    /// <summary>The first day that it started on, Asia/Shanghai.</summary>
    [FromQuery(Name = "from")]
    public DateOnly? From { get; init; }

    /// <summary>The last day that it started on, Asia/Shanghai.</summary>
    [FromQuery(Name = "to")]
    public DateOnly? To { get; init; }

    /// <summary>True: only those that are under way.</summary>
    [FromQuery(Name = "open")]
    public bool? Open { get; init; }

    internal async Task<Refusal?> CheckAsync(CityOpsDb db, CancellationToken ct) =>
        KnownValues.Refuse("kind", InputText.List(Kind), PatrolBody.Kinds)
        ?? await KnownTowns.RefuseAsync(db, InputText.List(Town), ct)
        ?? await KnownOrganisations.RefuseAsync(db, InputText.List(Organisation), ct);

    internal IQueryable<Patrol> Narrow(IQueryable<Patrol> patrols, Caller caller)
    {
        if (Mine is true)
        {
            patrols = patrols.Where(p => p.OfficerId == caller.AccountId || p.Officers.Contains(caller.Login));
        }

        if (InputText.List(Town) is { } towns)
        {
            patrols = patrols.Where(p => towns.Contains(p.TownCode));
        }

        if (InputText.List(Organisation) is { } organisations)
        {
            patrols = patrols.WhereOneOf(p => p.OrganisationCode, organisations);
        }

        if (InputText.List(Kind) is { } kinds)
        {
            patrols = patrols.WhereOneOf(p => p.Kind, kinds);
        }

        if (From is { } from)
        {
            var start = CityTime.Start(from);
            patrols = patrols.Where(p => p.StartedAt >= start);
        }

        if (To is { } to && to < DateOnly.MaxValue)
        {
            var end = CityTime.Start(to.AddDays(1));
            patrols = patrols.Where(p => p.StartedAt < end);
        }

        return Open is { } open ? patrols.Where(p => (p.EndedAt == null) == open) : patrols;
    }
}

/// <param name="Officer">The name of who started it.</param>
/// <param name="Officers">Logins of those who took part besides.</param>
/// <param name="Flags">time_skew, abandoned; what its track shows is told with it.</param>
public sealed record PatrolItem(
    Guid Id,
    string Kind,
    string? Category,
    string Organisation,
    string? Town,
    string Officer,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    int Persons,
    int Vehicles,
    IReadOnlyList<string> Officers,
    IReadOnlyList<string> Domains,
    string? Note,
    DateTimeOffset ReceivedAt,
    IReadOnlyList<string> Flags
);

/// <summary>Lists patrols, the last started first.</summary>
internal static class ListPatrols
{
    public static async Task<Result<Page<PatrolItem>>> RunAsync(
        CityOpsDb db,
        PatrolFilter filter,
        string? cursor,
        int? limit,
        Caller caller,
        CancellationToken ct
    )
    {
        if (await filter.CheckAsync(db, ct) is { } refusal)
        {
            return refusal;
        }

        var patrols = filter.Narrow(ReadPatrol.VisibleTo(db, caller), caller);
        if (cursor is not null)
        {
            if (!TimeCursor.TryRead(cursor, out var at, out var id))
            {
                return Problems.InvalidCursor.Refuse();
            }

            patrols = patrols.Where(p =>
                EF.Functions.LessThan(ValueTuple.Create(p.StartedAt, p.Id), ValueTuple.Create(at, id))
            );
        }

        var size = Cursor.Size(limit);
        var rows = await (
            from p in patrols.OrderByDescending(p => p.StartedAt).ThenByDescending(p => p.Id).Take(size + 1)
            join officer in db.Set<Account>() on p.OfficerId equals officer.Id
            orderby p.StartedAt descending, p.Id descending
            select new { Patrol = p, Officer = officer.Name }
        )
            .AsNoTracking()
            .ToListAsync(ct);
        return Page.Of(
            [
                .. rows.Select(row => new PatrolItem(
                    row.Patrol.Id,
                    row.Patrol.Kind,
                    row.Patrol.CategoryCode,
                    row.Patrol.OrganisationCode,
                    row.Patrol.TownCode,
                    row.Officer,
                    CityTime.Local(row.Patrol.StartedAt),
                    row.Patrol.EndedAt is { } ended ? CityTime.Local(ended) : null,
                    row.Patrol.Persons,
                    row.Patrol.Vehicles,
                    row.Patrol.Officers,
                    row.Patrol.Domains,
                    row.Patrol.Note,
                    CityTime.Local(row.Patrol.ReceivedAt),
                    row.Patrol.Flags
                )),
            ],
            size,
            item => TimeCursor.Key(item.StartedAt, item.Id)
        );
    }
}
