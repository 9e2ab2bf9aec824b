using CityOps.App.Features.Cases;
using CityOps.IntegrationTests.Maps;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityOps.IntegrationTests.Cases;

/// <summary>What somebody with the database's own rights can do to the records, and what shows of it.</summary>
public sealed class VerifyTests : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private CaseWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await CaseWorld.CreateAsync(_ct);

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_case_that_is_not_what_its_log_says_shows_with_what_differs()
    {
        var number = await WorkedAsync();
        await ForgeAsync(
            $"update case_file set organisation_code = 'parks', town_code = '{TestCity.EastTown}', description = '别的', "
                + $"checker_id = (select id from account where login = 'verifier') where number = '{number}'"
        );

        var broken = Assert.Single(await FindAsync());

        Assert.Equal(
            (number, "facts", "organisation, town, checker, description"),
            (broken.Number, broken.Fault, broken.What)
        );
    }

    [Fact]
    public async Task A_case_that_was_taken_away_with_its_log_leaves_a_gap_in_the_numbers()
    {
        var (gone, _) = (await WorkedAsync(), await WorkedAsync());
        await ForgeAsync(
            $"delete from case_event where case_id = (select id from case_file where number = '{gone}')",
            $"delete from case_file where number = '{gone}'"
        );

        var broken = Assert.Single(await FindAsync());

        Assert.Equal((gone, "no_case"), (broken.Number, broken.Fault));
    }

    [Theory]
    [InlineData("the end of a log")]
    [InlineData("the last case of all")]
    public async Task What_was_anchored_cannot_be_taken_away_without_a_trace(string what)
    {
        await WorkedAsync();
        var number = await WorkedAsync();
        await AnchorAsync();
        Assert.Empty(await FindAsync());
        var id = $"(select id from case_file where number = '{number}')";
        await ForgeAsync(
            what == "the end of a log"
                ?
                [
                    $"delete from case_event where case_id = {id} and seq = 3",
                    $"update case_file set status = 'pending_dispatch', version = 2, dispatched_at = null where number = '{number}'",
                ]
                :
                [
                    $"delete from case_event where case_id = {id}",
                    $"delete from case_clock where case_id = {id}",
                    $"delete from case_file where number = '{number}'",
                    "update case_number set last = last - 1",
                ]
        );

        var broken = Assert.Single(await FindAsync());

        Assert.Equal("anchor", broken.Fault);
    }

    [Fact]
    public async Task Anchors_are_append_only_chained_and_cover_each_entry_once()
    {
        await WorkedAsync();
        await AnchorAsync();
        await AnchorAsync(); // nothing new
        await WorkedAsync();
        await AnchorAsync();

        var counted = await _world.AskAsync(db =>
            db.Database.SqlQuery<long>($"select cases as \"Value\" from chain_anchor order by position")
                .ToListAsync(_ct)
        );
        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            _world.AskAsync(db => db.Database.ExecuteSqlAsync($"update chain_anchor set cases = 1", _ct))
        );
        await ForgeAsync("update chain_anchor set cases = 7 where position = 1");

        Assert.Equal([1L, 2L], counted);
        Assert.Equal("chain_anchor_append_only", refused.ConstraintName);
        Assert.Contains(await FindAsync(), broken => broken.Fault == "anchor_chain");
    }

    private async Task<string> WorkedAsync()
    {
        await using var db = _world.NewContext();
        var opened = await NewCase.OpenAsync(db, _ct, description: "路口积存垃圾");
        await NewCase.StepAsync(db, opened, "file", _ct);
        await NewCase.StepAsync(db, opened, "dispatch", _ct);
        return opened.Number;
    }

    // As if a day had passed: nothing is anchored that was written within the last minute.
    private async Task AnchorAsync()
    {
        await ForgeAsync(
            """
            update case_event set recorded_at = coalesce((select max(recorded_until) from chain_anchor), now() - interval '1 hour')
            where recorded_at >= coalesce((select max(recorded_until) from chain_anchor), '-infinity')
            """
        );
        await using var db = _world.NewContext();
        await new AnchorChainsJob(db).RunAsync(_ct);
    }

    // With the triggers and constraints out of the way.
    private async Task ForgeAsync(params string[] statements)
    {
        await using var connection = new NpgsqlConnection(_world.ConnectionString);
        await connection.OpenAsync(_ct);
        await using var command = new NpgsqlCommand(
            $"set session_replication_role = replica; {string.Join("; ", statements)}",
            connection
        );
        await command.ExecuteNonQueryAsync(_ct);
    }

    private Task<IReadOnlyList<VerifyCommand.Break>> FindAsync() =>
        _world.AskAsync(db => VerifyCommand.FindAsync(db, _ct));
}
