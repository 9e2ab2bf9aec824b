using CityOps.Testing;

namespace CityOps.IntegrationTests.Cases;

/// <summary>The queues of the working day: a count is the length of its list, for everybody.</summary>
public sealed class CaseQueueTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private const string Timed = "03104"; // the category that one test gives a limit, and its cases

    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Counts_are_those_of_the_lists_for_every_account_and_a_step_moves_them()
    {
        await _app.OpenOnceAsync(Ct);
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        using var before = await dispatcher.ReadAsync("/api/v1/cases/queues", Ct);
        using var handler = await _app.LogInAsync("handler", Ct);
        using var workBefore = await handler.ReadAsync("/api/v1/cases/queues", Ct);
        using var waiting = await dispatcher.ReadAsync("/api/v1/cases?queue=file&limit=500", Ct);
        var ids = waiting["items"]
            .EnumerateArray()
            .Where(one => one.GetProperty("category").GetString() != Timed)
            .Select(one => one.GetProperty("id").GetGuid())
            .Take(3)
            .ToList();
        foreach (
            var (id, steps) in ids.Zip(
                (string[][])
                    [
                        ["file"],
                        ["file", "dispatch"],
                        ["file", "dispatch"],
                    ]
            )
        )
        {
            foreach (var step in steps)
            {
                using var taken = await dispatcher.PostJsonAsync($"/api/v1/cases/{id}/{step}", new { }, Ct);
                Assert.Equal(200, taken.Status);
            }
        }

        using var accepted = await handler.PostJsonAsync($"/api/v1/cases/{ids[2]}/accept", new { }, Ct);
        Assert.Equal(200, accepted.Status);

        var seen = 0;
        foreach (
            var login in (string[])["officer", "dispatcher", "handler", "verifier", "supervisor", "admin", "contractor"]
        )
        {
            using var caller = await _app.LogInAsync(login, Ct);
            using var queues = await caller.ReadAsync("/api/v1/cases/queues", Ct);
            Assert.Equal(200, queues.Status);
            foreach (var queue in queues["items"].EnumerateArray())
            {
                var code = queue.GetProperty("queue").GetString();
                using var list = await caller.ReadAsync($"/api/v1/cases?queue={code}&limit=500", Ct);
                var cases = queue.GetProperty("cases").GetInt32();
                Assert.Equal(($"{login} {code}", 200, cases), ($"{login} {code}", list.Status, Length(list)));
                seen += cases;
            }
        }

        Assert.True(seen > 20, $"{seen} in all queues of all accounts");
        using var after = await dispatcher.ReadAsync("/api/v1/cases/queues", Ct);
        Assert.Equal((-3, 1, 1, 1), (Moved("file"), Moved("dispatch"), Moved("accept"), Moved("handle")));
        using var work = await handler.ReadAsync("/api/v1/cases/queues", Ct);
        Assert.Equal(2, Count(work, "mine") - Count(workBefore, "mine")); // one to accept, one to handle
        Assert.Equal((true, false), (IsOurs(work, "accept"), IsOurs(work, "file")));
        Assert.Equal((true, false), (IsOurs(after, "file"), IsOurs(after, "accept")));

        int Moved(string queue) => Count(after, queue) - Count(before, queue);
    }

    [Fact]
    public async Task Lists_say_of_each_case_how_its_time_stands_as_its_record_does()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        using var limited = await admin.PutJsonAsync(
            $"/api/v1/categories/{Timed}",
            new
            {
                name = "绿化带垃圾",
                kind = "event",
                organisation = "sanitation",
                conditions = new[] { new { condition = "一般", limit = "5工作日" } },
            },
            Ct
        );
        Assert.True(limited.Response.IsSuccessStatusCode, limited.Code);
        using var officer = await _app.LogInAsync("officer", Ct);
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        foreach (
            var steps in (string[][])
                [
                    [],
                    ["file", "dispatch"],
                    ["file", "dispatch", "suspend"],
                ]
        )
        {
            using var sent = await officer.PutJsonAsync(
                $"/api/v1/reports/{Guid.NewGuid()}",
                new
                {
                    category = Timed,
                    observedAt = DateTimeOffset.UtcNow,
                    position = new
                    {
                        lon = 113.36,
                        lat = 22.56,
                        coordSystem = "wgs84",
                    },
                },
                Ct
            );
            foreach (var step in steps)
            {
                using var taken = await supervisor.PostJsonAsync(
                    $"/api/v1/cases/{sent["case.id"].GetGuid()}/{step}",
                    new { note = "等待苗木到货" },
                    Ct
                );
                Assert.Equal(200, taken.Status);
            }
        }

        using var list = await supervisor.ReadAsync($"/api/v1/cases?category={Timed}&limit=500", Ct);
        var states = new List<string?>();
        foreach (var item in list["items"].EnumerateArray())
        {
            using var record = await supervisor.ReadAsync($"/api/v1/cases/{item.GetProperty("id").GetGuid()}", Ct);
            var clock = record["clock"];
            var said = item.GetProperty("clockState").GetString();
            Assert.Equal(
                clock.ValueKind == System.Text.Json.JsonValueKind.Null ? null : clock.GetProperty("state").GetString(),
                said
            );
            states.Add(said);
        }

        Assert.Equal([null, "running", "suspended"], states.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_unknown_queue_is_a_slip_and_not_an_empty_list()
    {
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);

        using var list = await dispatcher.ReadAsync("/api/v1/cases?queue=fille", Ct);

        Assert.Equal((400, "filter_unknown"), (list.Status, list.Code));
    }

    private static int Length(ApiAnswer list) => list["items"].GetArrayLength();

    private static int Count(ApiAnswer queues, string queue) => Item(queues, queue).GetProperty("cases").GetInt32();

    private static bool IsOurs(ApiAnswer queues, string queue) =>
        Item(queues, queue).GetProperty("isOurs").GetBoolean();

    private static System.Text.Json.JsonElement Item(ApiAnswer queues, string queue) =>
        queues["items"].EnumerateArray().Single(one => one.GetProperty("queue").GetString() == queue);
}
