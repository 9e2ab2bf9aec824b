using CityOps.App.Database;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Cases.Actions;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace CityOps.IntegrationTests.Cases;

/// <summary>The actions as the database knows them: the graph that ships, and what they do to a clock.</summary>
public sealed class CaseActionsTests : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private TestDatabase _database = null!;
    private CityDatabase _city = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(_ct);
        _city = CityDatabase.At(_database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _city.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Graph_of_a_new_city_is_what_the_actions_ship_with()
    {
        var known = (await StepsAsync()).Select(Text).ToHashSet();
        var shipped = CaseActions.All.SelectMany(action => action.Ships).Select(Text).ToHashSet();

        Assert.True(
            known.SetEquals(shipped),
            $"Only migrations have: {string.Join("; ", known.Except(shipped))}. "
                + $"Only Features/Cases/Actions have: {string.Join("; ", shipped.Except(known))}. "
                + "A changed step of an action that is released needs a migration, a new action none."
        );
    }

    [Fact]
    public async Task Steps_of_an_action_that_is_new_join_the_graph_and_those_that_a_city_took_out_stay_out()
    {
        var before = await StepsAsync();
        // As if 'draw' had come with this version, and the city had no use for 'merge'.
        await ExecuteAsync(
            """
            delete from case_step where action in ('draw', 'merge');
            delete from case_action where action = 'draw';
            delete from schema_function where name = 'rows of case_action'
            """
        );

        var applied = await Migrations.ApplyAsync(_database.ConnectionString, NullLogger.Instance, _ct);

        Assert.Equal(["rows of case_action"], applied);
        Assert.Equal(before.Where(step => step.Action != "merge").Select(Text), (await StepsAsync()).Select(Text));
    }

    [Fact]
    public async Task Clock_knows_the_effect_of_every_action()
    {
        foreach (var action in CaseActions.All.Where(action => action.Clock is not null))
        {
            var unknown = await Record.ExceptionAsync(() => ApplyAsync(action.Clock!));

            Assert.True(unknown is null, $"{action.Code}: {unknown?.Message}");
        }

        var wrong = await Assert.ThrowsAsync<PostgresException>(() => ApplyAsync("hurry"));
        Assert.Contains("hurry", wrong.MessageText, StringComparison.Ordinal);
    }

    private Task ApplyAsync(string effect) =>
        ExecuteAsync(
            $$$"""
            select case_clock_apply(
              jsonb_populate_record(null::case_clock, '{"case_id":"00000000-0000-0000-0000-000000000001","organisation_code":"parks",
                "started_at":"2026-06-01T01:00:00Z","extensions":0,"extensions_before":0,"suspensions":0,"appeals":0,"pauses":"{}"}'),
              jsonb_populate_record(null::case_event, '{"case_id":"00000000-0000-0000-0000-000000000001","seq":3,"action":"x",
                "at":"2026-06-01T02:00:00Z","detail":{}}'),
              '{{{effect}}}')
            """
        );

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(_ct);
    }

    private async Task<List<CaseStep>> StepsAsync()
    {
        await using var db = _city.NewContext();
        return await db
            .CaseSteps.AsNoTracking()
            .OrderBy(s => s.Action)
            .ThenBy(s => s.FromStatus)
            .ThenBy(s => s.ToStatus)
            .ToListAsync(_ct);
    }

    private static string Text(CaseStep step) =>
        $"{step.Action} from {step.FromStatus} to {step.ToStatus} by {string.Join(" ", step.Roles)}"
        + $" not by {string.Join(" ", step.NotBy)}{(step.NeedsNote ? " with a note" : "")}{(step.IsCheck ? " as a check" : "")}";
}
