using CityOps.App.Features.Cases;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Maps;

/// <summary>The stored grid is always what counting the cases would give.</summary>
public sealed class CaseGridTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Follows_every_kind_of_change_and_gives_back_what_a_rollback_took()
    {
        await using var db = fixture.App.NewContext();
        var random = new Random(20230901);
        for (var i = 0; i < 25; i++)
        {
            var opened = await NewCase.OpenAsync(
                db,
                _ct,
                113.3 + (random.NextDouble() * 0.2),
                22.5 + (random.NextDouble() * 0.1),
                organisation: i % 3 == 0 ? "parks" : "sanitation",
                outcome: i % 5 == 0 ? "rectified_on_site"
                    : i % 7 == 0 ? "transferred"
                    : null
            );
            if (opened.Status == "pending_register")
            {
                await NewCase.StepAsync(db, opened, i % 2 == 0 ? "file" : "reject", _ct);
            }
        }

        await ExecuteAsync(db, "update case_file set status = 'suspended' where status = 'pending_dispatch'");
        await ExecuteAsync(db, "begin; update case_file set status = 'closed'; rollback");

        Assert.Empty(await DifferencesAsync(db));
        Assert.Equal(3 * await db.Cases.CountAsync(_ct), await CasesAsync(db)); // once at each zoom that is stored
    }

    [Fact]
    public async Task Rebuilding_changes_nothing()
    {
        await using var db = fixture.App.NewContext();
        await NewCase.OpenAsync(db, _ct);
        var before = await CasesAsync(db);

        await ExecuteAsync(db, "call case_grid_rebuild()");

        Assert.Equal(before, await CasesAsync(db));
        Assert.Empty(await DifferencesAsync(db));
    }

    private Task<int> ExecuteAsync(DbContext db, string sql) => db.Database.ExecuteSqlRawAsync(sql, _ct);

    private async Task<int> CasesAsync(DbContext db) =>
        (
            await db
                .Database.SqlQueryRaw<int>(
                    """
                    select coalesce(sum(register + dispatch + handle + to_check + closed + other), 0)::integer as "Value"
                    from case_grid where is_total
                    """
                )
                .ToListAsync(_ct)
        )[0];

    // Counted by PostGIS's own projection, not by the product's functions.
    private Task<List<string>> DifferencesAsync(DbContext db) =>
        db
            .Database.SqlQueryRaw<string>(
                """
                with place as (
                  select c.town_code, c.status, c.organisation_code, r.organisation_code as reporter, zoom,
                    (st_x(st_transform(c.position, 3857)) + 20037508.342789244) / 40075016.685578488 * (1 << zoom) as east,
                    (20037508.342789244 - st_y(st_transform(c.position, 3857))) / 40075016.685578488 * (1 << zoom) as south
                  from case_file c left join report r on r.id = c.source_id cross join (values (9), (11), (13)) level (zoom)
                ), counted as (
                  select zoom, floor(east)::integer as x, floor(south)::integer as y,
                    floor((south - floor(south)) * 64)::integer * 64 + floor((east - floor(east)) * 64)::integer as cell,
                    is_total, case when is_total then '' else organisation_code end as organisation_code,
                    case when is_total then '' else coalesce(reporter, '') end as reporter, town_code, count(*) filter (where status = 'pending_register') as register,
                    count(*) filter (where status = 'pending_handle') as handle, count(*) filter (where status = 'closed') as closed,
                    count(*) filter (where status in ('suspended', 'not_accepted')) as other, count(*) as cases
                  from place cross join (values (true), (false)) grain (is_total)
                  group by 1, 2, 3, 4, 5, 6, 7, 8
                ), kept as (
                  select zoom::integer, x, y, cell::integer, is_total, organisation_code, reporter_organisation_code, town_code, register::bigint, handle::bigint, closed::bigint, other::bigint,
                    (register + dispatch + handle + to_check + closed + other)::bigint
                  from case_grid where register + dispatch + handle + to_check + closed + other <> 0
                )
                select difference::text as "Value"
                from ((table counted except table kept) union all (table kept except table counted)) difference
                """
            )
            .ToListAsync(_ct);
}
