using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Submissions;
using CityOps.App.Features.Toilets;
using CityOps.App.Features.Toilets.Phones;
using CityOps.IntegrationTests.Ingest;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.IntegrationTests.Toilets;

/// <summary>What becomes of the number that a citizen leaves: who may read the database, the disk or an answer finds
/// none, who may call back does.</summary>
public sealed class PhoneTests(PhoneTests.FewLooks fixture) : IClassFixture<PhoneTests.FewLooks>, IAsyncLifetime
{
    private const string Number = "13800138000";

    private readonly TestApp _app = fixture.App;
    private readonly HttpClient _citizen = fixture.App.Client();
    private string _code = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private PhoneKeyFile Keys => _app.Services.GetRequiredService<PhoneKeyFile>();

    public async ValueTask InitializeAsync()
    {
        var toilet = new Facility
        {
            Code = $"T-{Guid.NewGuid():n}"[..12],
            Type = "toilet",
            Name = "松苑公厕",
            Position = TestCity.Point(113.35, 22.55),
            TownCode = TestCity.WestTown,
            OrganisationCode = "sanitation",
            CreatedAt = DateTimeOffset.UtcNow,
        };
        await using var db = _app.NewContext();
        db.Facilities.Add(toilet);
        await db.SaveChangesAsync(Ct);
        _code = (await QrCodes.IssueAsync(db, toilet.Id, toilet.Code, DateTimeOffset.UtcNow, Ct)).Code;
        await db.SaveChangesAsync(Ct);
    }

    public ValueTask DisposeAsync()
    {
        _citizen.Dispose();
        return ValueTask.CompletedTask;
    }

    public sealed class FewLooks : IAsyncLifetime
    {
        public TestApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            App = await TestApp.StartAsync(CancellationToken.None, builder => builder.Services.Configure<ToiletOptions>(
                    options =>
                    {
                        options.PhoneLooksPerAccountAndDay = 3;
                        options.ProofsPerReceiptAndHour = 5;
                        options.FeedbackPerAddressAndHour = 1000;
                    }
                ));

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }

    private static JsonObject Complaint(string? phone = "138 0013 8000") =>
        new()
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["kind"] = "smell",
            ["stars"] = 1,
            ["words"] = "我是三楼的王阿姨",
            ["phone"] = phone,
        };

    private Task<ApiAnswer> SendAsync(JsonObject feedback) =>
        _citizen.PostJsonAsync($"/api/v1/feedback/{_code}", feedback, Ct);

    private Task<T> ScalarAsync<T>(string sql) => Stored.ScalarAsync<T>(_app.Database, sql, Ct);

    [Fact]
    public async Task Who_reads_the_database_finds_no_number_and_no_hash_to_try_numbers_against()
    {
        var feedback = Complaint();
        using var sent = await SendAsync(feedback);
        using var again = await SendAsync(feedback);
        var id = Guid.Parse(feedback["id"]!.GetValue<string>());
        await using var db = _app.NewContext();
        var stored = await db.Feedback.AsNoTracking().SingleAsync(f => f.Id == id, Ct);
        var plain = ContentHash.Of(
            new FeedbackContent(stored.FacilityId, id, "smell", 1, stored.Words, Number, [], null, null, null, null)
        );

        Assert.Equal((201, 200), (sent.Status, again.Status));
        Assert.DoesNotContain(Number, await ScalarAsync<string>($"select f::text from feedback f where id = '{id}'"));
        Assert.Equal(44, stored.PhoneSealed!.Length);
        Assert.NotEqual(plain, stored.ContentSha256);
        var ring = Keys.Read().Value;
        Assert.Equal(Number, ring.Open(id, stored.SealedPhone!));
        Assert.Null(ring.Open(Guid.NewGuid(), stored.SealedPhone!)); // put into another row
        stored.PhoneSealed[20] ^= 1;
        Assert.Null(ring.Open(id, stored.SealedPhone!));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Keys.Path));
    }

    [Fact]
    public async Task A_number_is_shown_by_right_and_reason_so_often_a_day_and_each_time_is_on_record()
    {
        var feedback = Complaint();
        using var sent = await SendAsync(feedback);
        var address = $"/api/v1/feedback/{feedback["id"]}/phone";
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        var refused = new List<string>();
        foreach (var login in new[] { "officer", "handler", "verifier", "admin", "contractor" })
        {
            using var other = await _app.LogInAsync(login, Ct);
            using var answer = await other.PostJsonAsync(address, new { reason = "想看看是谁" }, Ct);
            refused.Add($"{answer.Status} {answer.Code}");
        }

        using var nobody = await _citizen.PostJsonAsync(address, new { reason = "想看看是谁" }, Ct);
        using var silent = await dispatcher.PostJsonAsync(address, new { reason = "  。 " }, Ct);
        var seen = new List<ApiAnswer>();
        for (var i = 0; i < 4; i++)
        {
            seen.Add(await dispatcher.PostJsonAsync(address, new { reason = "回访：核实地点" }, Ct));
        }

        Assert.Equal(201, sent.Status);
        Assert.All(refused, answer => Assert.StartsWith("403", answer, StringComparison.Ordinal));
        Assert.Equal((401, 422), (nobody.Status, silent.Status));
        Assert.Equal([200, 200, 200, 429], seen.Select(answer => answer.Status));
        Assert.Equal((Number, 2), (seen[0]["phone"].GetString(), seen[0]["looksLeft"].GetInt32()));
        Assert.True(seen[0].Response.Headers.CacheControl!.NoStore);
        Assert.Equal("phone_looks_used_up", seen[3].Code);
        var lines = await ScalarAsync<string>(
            $"""
            select string_agg(concat_ws(' ', login, action, after ->> 'reason', after::text), E'\n') from audit_log
            where subject_kind = 'feedback' and subject_id = '{feedback["id"]}'
            """
        );
        Assert.Equal(3, lines.Split('\n').Length);
        Assert.StartsWith("dispatcher phone.seen 回访：核实地点", lines, StringComparison.Ordinal);
        Assert.Equal(0, await ScalarAsync<long>($"select count(*) from audit_log a where a::text like '%{Number}%'"));
        seen.ForEach(answer => answer.Dispose());
    }

    [Fact]
    public async Task Numbers_of_an_earlier_version_are_sealed_and_all_follow_a_new_key_while_the_city_works()
    {
        var all = Enumerable.Range(0, 3).Select(_ => Complaint()).ToList();
        foreach (var feedback in all)
        {
            using var sent = await SendAsync(feedback);
        }

        var ids = string.Join(',', all.Select(f => $"'{f["id"]}'"));
        await Stored.ExecuteAsync(
            _app.Database,
            $"""
            insert into phone_to_seal select id, '{Number}' from feedback where id in ({ids});
            update feedback set phone_sealed = null, phone_key = null where id in ({ids})
            """,
            Ct
        );
        SealPhonesJob Job() => new(_app.Database.DataSource, Keys);

        await Task.WhenAll(Job().RunAsync(Ct), Job().RunAsync(Ct));

        Assert.Equal(0, await ScalarAsync<long>("select count(*) from phone_to_seal"));
        Assert.Equal(
            3,
            await ScalarAsync<long>($"select count(*) from feedback where phone_sealed is not null and id in ({ids})")
        );
        var former = Keys.Read().Value;
        Keys.Write(former.Rotate(DateTimeOffset.UtcNow));
        var late = Complaint();
        using var sentLate = await SendAsync(late); // the server runs on, and seals with the new one
        Assert.Equal(
            Keys.Read().Value.Current.Id,
            await ScalarAsync<string>($"select phone_key from feedback where id = '{late["id"]}'")
        );
        await Job().RunAsync(Ct);
        Assert.Equal(0, await Job().RunAsync(Ct));

        var current = Keys.Read().Value;
        Assert.NotEqual(former.Current.Id, current.Current.Id);
        await using var db = _app.NewContext();
        foreach (var feedback in await db.Feedback.AsNoTracking().Where(f => f.PhoneKey != null).ToListAsync(Ct))
        {
            Assert.Equal(current.Current.Id, feedback.PhoneKey);
            Assert.Equal(Number, current.Open(feedback.Id, feedback.SealedPhone!));
        }
    }

    [Fact]
    public async Task Without_the_key_everything_else_works_and_health_names_what_is_missing()
    {
        var feedback = Complaint();
        using var sent = await SendAsync(feedback);
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        var away = Keys.Path + ".away";
        File.Move(Keys.Path, away);
        try
        {
            using var receipt = await _citizen.ReadAsync($"/api/v1/feedback/{sent["receipt"].GetString()}", Ct);
            using var number = await supervisor.PostJsonAsync(
                $"/api/v1/feedback/{feedback["id"]}/phone",
                new { reason = "回访核实" },
                Ct
            );
            using var another = await SendAsync(Complaint());
            using var unnamed = await SendAsync(Complaint(phone: null));
            Assert.Equal((200, "****"), (receipt.Status, receipt["phone"].GetString()));
            Assert.Equal((503, "phone_key_missing"), (number.Status, number.Code));
            Assert.Equal((503, "phone_key_missing"), (another.Status, another.Code));
            Assert.Equal(201, unnamed.Status);
            Assert.Contains("phone numbers can neither be taken nor opened", await HealthAsync());

            Keys.Create(DateTimeOffset.UtcNow); // another one's ring
            Assert.Contains("the key file lacks ", await HealthAsync());
        }
        finally
        {
            File.Move(away, Keys.Path, overwrite: true);
        }

        Assert.DoesNotContain("phone numbers", await HealthAsync());
    }

    private async Task<string> HealthAsync()
    {
        using var answer = await _citizen.GetAsync("/health/ready", Ct);
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    [Fact]
    public async Task A_citizen_sees_and_erases_what_is_kept_by_receipt_and_number_and_nobody_by_less()
    {
        await Stored.ExecuteAsync(
            _app.Database,
            """
            insert into webhook (id, name, url, secret, types, created_at)
            values (gen_random_uuid(), '12345', 'https://hotline.invalid/', '\x00', '{case.*}', now())
            """,
            Ct
        );
        var feedback = Complaint();
        using var sent = await SendAsync(feedback);
        var receipt = sent["receipt"].GetString();
        using var supervisor = await _app.LogInAsync("supervisor", Ct);

        using var kept = await OwnAsync($"{receipt}/personal-data", "138-0013-8000");
        using var wrong = await OwnAsync($"{receipt}/personal-data", "13800138001");
        using var unknown = await OwnAsync("00000-00000/personal-data", Number);
        using var notErased = await OwnAsync($"{receipt}/erasure", "13800138001");
        using var erased = await OwnAsync($"{receipt}/erasure", Number);
        using var gone = await OwnAsync($"{receipt}/personal-data", Number);
        using var afterwards = await _citizen.ReadAsync($"/api/v1/feedback/{receipt}", Ct);
        using var record = await supervisor.ReadAsync($"/api/v1/feedback/{feedback["id"]}/record", Ct);
        using var tooMany = await OwnAsync($"{receipt}/erasure", "13800138002");

        Assert.Equal(
            (200, Number, "我是三楼的王阿姨"),
            (kept.Status, kept["phone"].GetString(), kept["words"].GetString())
        );
        Assert.Equal((404, "feedback_not_found"), (wrong.Status, wrong.Code));
        Assert.Equal((unknown.Status, unknown["detail"].GetString()), (wrong.Status, wrong["detail"].GetString()));
        Assert.Equal((404, 204, 404), (notErased.Status, erased.Status, gone.Status));
        Assert.Equal((200, JsonValueKind.Null), (afterwards.Status, afterwards["phone"].ValueKind));
        Assert.Equal(1, record["feedback.stars"].GetInt32()); // it stays counted
        Assert.Equal(JsonValueKind.Null, record["feedback.words"].ValueKind);
        Assert.Equal((429, "too_many_requests"), (tooMany.Status, tooMany.Code));
        Assert.DoesNotContain(
            "王阿姨",
            await ScalarAsync<string>(
                $"""
                select concat_ws(E'\n', c::text, string_agg(d.payload::text, E'\n'), string_agg(e::text, E'\n'))
                from case_file c
                join case_event e on e.case_id = c.id
                join webhook_delivery d on d.subject = c.id::text
                where c.source_id = '{feedback["id"]}'
                group by c.id
                """
            )
        );
        await using var db = _app.NewContext();
        Assert.Empty(await VerifyCommand.FindAsync(db, Ct)); // the case still is what its log comes to
        Assert.Equal(
            1,
            await ScalarAsync<long>(
                $"select count(*) from audit_log where action = 'phone.erased' and subject_id = '{feedback["id"]}'"
            )
        );
    }

    // From an address of its own, so that the limit of the address is not reached by the other tests.
    private async Task<ApiAnswer> OwnAsync(string address, string phone)
    {
        using var citizen = _app.Client();
        citizen.DefaultRequestHeaders.Add("X-Forwarded-For", "2001:db8:9:9::1");
        return await citizen.PostJsonAsync($"/api/v1/feedback/{address}", new { phone }, Ct);
    }

    [Fact]
    public async Task A_message_that_is_rejected_keeps_no_number()
    {
        await using var gateway = await MqttGateway.ConnectAsync(_app, Ct);
        var topic = $"cityops/v1/{gateway.Id}/feedback";
        await gateway.PublishAsync("""{"code":"T-9","stars":1,"phone":"13911112222"}""", Ct, topic);
        await gateway.PublishAsync("""{"code":"T-9","Phone":13911112222,"stars":1}""", Ct, topic);
        await gateway.PublishAsync("""{"code":"T-9","\u0070hone":"139 1111 2222"}""", Ct, topic);
        await gateway.PublishAsync("""{"code":"T-9","phone":"13911112222","stars":""", Ct, topic);
        await gateway.PublishAsync("phone=13911112222", Ct, topic);

        var kept = await ScalarAsync<string>(
            "select string_agg(encode(payload, 'escape'), E'\\n' order by id) from rejected_message"
        );

        Assert.Equal(5, kept.Split('\n').Length);
        Assert.DoesNotContain("1111", kept, StringComparison.Ordinal);
        Assert.Contains("\"stars\":1", kept, StringComparison.Ordinal);
    }
}
