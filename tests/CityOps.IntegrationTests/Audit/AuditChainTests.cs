using CityOps.App.Database;
using CityOps.App.Features.Cases;
using CityOps.Testing;
using Npgsql;

namespace CityOps.IntegrationTests.Audit;

/// <summary>Attacks on the audit log: what the database refuses, and what <c>verify</c> finds when somebody had the
/// triggers out of the way.</summary>
public sealed class AuditChainTests : IAsyncLifetime
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private TestDatabase _database = null!;
    private CityDatabase _city = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateCityAsync(_ct);
        _city = CityDatabase.At(_database.ConnectionString);
        for (var i = 0; i < 3; i++)
        {
            await AuditLog.AddAsync(_city.DataSource, new("verb.run", "verb", $"attack {i}"), _ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _city.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData("update audit_log set login = 'somebody else'")]
    [InlineData("delete from audit_log where action = 'verb.run'")]
    [InlineData("truncate audit_log")]
    public async Task Nothing_of_it_is_changed_or_taken_away(string attack)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(attack));

        Assert.Equal("audit_log_append_only", refused.ConstraintName);
    }

    [Fact]
    public async Task A_line_that_claims_a_place_a_time_and_a_hash_gets_its_own()
    {
        await ExecuteAsync(
            "insert into audit_log (seq, at, login, action, prev_hash, hash) values (1, '2020-01-01', 'admin', 'verb.run', 'x', 'x')"
        );

        Assert.Empty(await FindAsync());
        Assert.Equal(
            1L,
            await AskAsync<long>("select count(*) from audit_log where login = 'admin' and at > now() - interval '1 h'")
        );
    }

    [Theory]
    [InlineData("hash", "update audit_log set login = 'nobody' where subject_id = 'attack 1'")]
    [InlineData("gap", "delete from audit_log where subject_id = 'attack 1'")]
    [InlineData(
        "link",
        "update audit_log set prev_hash = 'x', hash = sha256('x'::bytea || audit_log_content(audit_log)) where subject_id = 'attack 1'"
    )]
    public async Task What_was_forged_shows_with_the_first_line_that_does_not_hold(string fault, string attack)
    {
        var seq = await AskAsync<long>("select seq from audit_log where subject_id = 'attack 1'");
        await ForgeAsync(attack);

        var broken = Assert.Single(await FindAsync());

        Assert.Equal(
            ("audit log", (int)seq + (fault == "gap" ? 1 : 0), fault),
            (broken.Number, broken.Seq, broken.Fault)
        );
    }

    [Fact]
    public async Task An_end_that_was_cut_off_shows_by_the_nightly_anchor()
    {
        await using (var db = _city.NewContext())
        {
            await new AnchorChainsJob(db).RunAsync(_ct);
        }

        Assert.Empty(await FindAsync());
        await ForgeAsync("delete from audit_log where subject_id = 'attack 2'");

        Assert.Equal("anchor", Assert.Single(await FindAsync()).Fault);
    }

    [Fact]
    public async Task Lines_of_many_at_once_follow_one_another_without_a_gap()
    {
        await Parallel.ForAsync(0, 40, _ct, async (i, ct) =>
            await AuditLog.AddAsync(_city.DataSource, new("verb.run", "verb", $"at once {i}"), ct)
        );

        Assert.Empty(await FindAsync());
        Assert.Equal(0L, await AskAsync<long>("select max(seq) - count(*) from audit_log"));
    }

    [Fact]
    public async Task Whatever_the_triggers_can_write_has_its_words()
    {
        // tgtype: 4 insert, 8 delete, 16 update
        const string silent = """
            select string_agg(noun || '.' || done, ', ')
            from pg_trigger t
            cross join lateral string_to_array(encode(t.tgargs, 'escape'), '\000') as arguments
            cross join lateral (select arguments[1], arguments[3]) as of_table (noun, secret)
            cross join (values ('made', 4), ('removed', 8), ('changed', 16), ('secret', 16)) as doings (done, event)
            where t.tgfoid = 'audit_row'::regproc and t.tgtype & event > 0 and (done <> 'secret' or secret <> '')
              and not exists (select from audit_action a where a.code = noun || '.' || done)
            """;

        Assert.Equal("", await AskAsync<string>($"select coalesce(({silent}), '')"));
        Assert.True(await AskAsync<long>("select count(*) from pg_trigger where tgfoid = 'audit_row'::regproc") > 20);
    }

    private async Task<IReadOnlyList<VerifyCommand.Break>> FindAsync()
    {
        await using var db = _city.NewContext();
        return await VerifyCommand.FindAsync(db, _ct);
    }

    private Task ForgeAsync(string statement) => ExecuteAsync($"set session_replication_role = replica; {statement}");

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync(_ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(_ct);
    }

    private async Task<T> AskAsync<T>(string sql)
    {
        await using var command = _city.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(_ct))!;
    }
}
