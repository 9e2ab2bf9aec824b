using CityOps.Testing;

namespace CityOps.IntegrationTests.Reports;

/// <summary>What was changed on the server while a phone with records on it had no signal.</summary>
public sealed class OfflineMeanwhileTests : IAsyncLifetime
{
    private TestApp _app = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await TestApp.StartAsync(Ct);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _app.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static object Report(DateTimeOffset observedAt, string category = "03101") =>
        new
        {
            category,
            observedAt,
            position = new
            {
                lon = 113.3512,
                lat = 22.5511,
                coordSystem = "wgs84",
            },
        };

    private static Task<ApiAnswer> SendAsync(HttpClient by, DateTimeOffset observedAt, string category = "03101") =>
        by.PutJsonAsync($"/api/v1/reports/{Guid.NewGuid()}", Report(observedAt, category), Ct);

    [Fact]
    public async Task A_report_belongs_to_the_organisation_and_the_rights_of_the_time_it_was_made()
    {
        var made = DateTimeOffset.UtcNow.AddHours(-3);
        await ExecuteAsync(
            "update account set organisation_code = 'parks', security_stamp = gen_random_uuid() where login = 'officer'"
        );
        using var moved = await _app.LogInAsync("officer", Ct);

        using var queued = await SendAsync(moved, made);
        using var own = await SendAsync(moved, DateTimeOffset.UtcNow);
        using var patrol = await moved.PutJsonAsync(
            $"/api/v1/patrols/{Guid.NewGuid()}",
            new { category = "X01", startedAt = made },
            Ct
        );
        await ExecuteAsync(
            "update account set role = 'handler', security_stamp = gen_random_uuid() where login = 'officer'"
        );
        using var handler = await _app.LogInAsync("officer", Ct);
        using var asOfficer = await SendAsync(handler, made);
        using var asHandler = await SendAsync(handler, DateTimeOffset.UtcNow);
        using var noPatrol = await handler.PutJsonAsync(
            $"/api/v1/patrols/{Guid.NewGuid()}",
            new { category = "X01", startedAt = DateTimeOffset.UtcNow },
            Ct
        );

        Assert.Equal((201, "sanitation"), (queued.Status, queued["organisation"].GetString()));
        Assert.Equal((201, "parks"), (own.Status, own["organisation"].GetString()));
        Assert.Equal((201, "sanitation"), (patrol.Status, patrol["organisation"].GetString()));
        Assert.Equal((201, "sanitation"), (asOfficer.Status, asOfficer["organisation"].GetString()));
        Assert.Equal((403, "forbidden"), (asHandler.Status, asHandler.Code));
        Assert.Equal((403, "forbidden"), (noPatrol.Status, noPatrol.Code));
    }

    [Fact]
    public async Task A_step_goes_by_the_rights_of_the_time_it_was_taken()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        var cases = new List<Guid>();
        for (var i = 0; i < 2; i++)
        {
            using var reported = await SendAsync(officer, DateTimeOffset.UtcNow);
            cases.Add(reported["case.id"].GetGuid());
            foreach (var action in new[] { "file", "dispatch" })
            {
                using var taken = await dispatcher.PostJsonAsync($"/api/v1/cases/{cases[i]}/{action}", new { }, Ct);
                Assert.Equal(200, taken.Status);
            }
        }

        var (note, deviceAt) = ("已清理", DateTimeOffset.UtcNow);
        await ExecuteAsync(
            """
            update account set role = 'officer', organisation_code = 'parks', security_stamp = gen_random_uuid()
            where login = 'handler'
            """
        );
        using var moved = await _app.LogInAsync("handler", Ct);

        using var queued = await moved.PostJsonAsync($"/api/v1/cases/{cases[0]}/handle", new { note, deviceAt }, Ct);
        using var now = await moved.PostJsonAsync($"/api/v1/cases/{cases[1]}/handle", new { note }, Ct);

        Assert.Equal((200, "pending_check"), (queued.Status, queued["status"].GetString()));
        Assert.InRange(now.Status, 403, 404);
    }

    [Fact]
    public async Task A_category_that_was_split_or_retired_is_taken_for_a_while_and_flagged()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        using var officer = await _app.LogInAsync("officer", Ct);
        await ExecuteAsync("update category set created_at = now() - interval '1 year'");
        using var split = await admin.PutJsonAsync(
            "/api/v1/categories/03101.1",
            new
            {
                name = "暴露生活垃圾",
                kind = "event",
                parent = "03101",
            },
            Ct
        );
        using var retired = await admin.PutJsonAsync(
            "/api/v1/categories/01101",
            new
            {
                name = "路面破损",
                kind = "event",
                organisation = "municipal",
                retired = true,
            },
            Ct
        );
        using var newClass = await admin.PutJsonAsync(
            "/api/v1/categories/09",
            new { name = "其他", kind = "event" },
            Ct
        );
        using var under = await admin.PutJsonAsync(
            "/api/v1/categories/0901",
            new
            {
                name = "其他事件",
                kind = "event",
                parent = "09",
            },
            Ct
        );
        var seen = DateTimeOffset.UtcNow.AddHours(-2);

        using var ofSplit = await SendAsync(officer, seen);
        using var ofRetired = await SendAsync(officer, DateTimeOffset.UtcNow, "01101");
        using var ofClass = await SendAsync(officer, seen, "09");
        using var bundle = await officer.ReadAsync("/api/v1/field/bundle?parts=categories", Ct);
        await ExecuteAsync(
            "update category set retired_at = retired_at - interval '31 days', class_since = class_since - interval '31 days' where code in ('03101', '01101')"
        );
        using var late = await SendAsync(officer, DateTimeOffset.UtcNow);
        using var lateRetired = await SendAsync(officer, DateTimeOffset.UtcNow, "01101");

        Assert.Equal((201, 200), (split.Status, retired.Status));
        Assert.Equal((201, "category_retired"), (ofSplit.Status, ofSplit["flags"][0].GetString()));
        Assert.Equal((201, "category_retired"), (ofRetired.Status, ofRetired["flags"][0].GetString()));
        Assert.Equal((422, "category_unfit"), (ofClass.Status, ofClass.Code));
        var codes = bundle["categories.content"]
            .EnumerateArray()
            .Select(c => c.GetProperty("code").GetString())
            .ToList();
        Assert.Contains("03101.1", codes);
        Assert.DoesNotContain("01101", codes);
        Assert.Equal((422, "category_unfit"), (late.Status, late.Code));
        Assert.Equal((422, "category_unfit"), (lateRetired.Status, lateRetired.Code));
    }
}
