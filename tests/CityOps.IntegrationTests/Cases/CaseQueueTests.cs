using CityOps.Testing;

namespace CityOps.IntegrationTests.Cases;

/// <summary>The queues of the working day: a count is the length of its list, for everybody.</summary>
public sealed class CaseQueueTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Counts_are_those_of_the_lists_for_every_account_and_a_step_moves_them()
    {
        await _app.OpenOnceAsync(Ct);
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        using var waiting = await dispatcher.ReadAsync("/api/v1/cases?queue=file&limit=3", Ct);
        var ids = waiting["items"].EnumerateArray().Select(one => one.GetProperty("id").GetGuid()).ToList();
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

        using var handler = await _app.LogInAsync("handler", Ct);
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
        Assert.Equal(
            (3, 1, 1, 1),
            (Count(after, "file"), Count(after, "dispatch"), Count(after, "accept"), Count(after, "handle"))
        );
        using var work = await handler.ReadAsync("/api/v1/cases/queues", Ct);
        Assert.Equal(2, Count(work, "mine")); // one to accept, one to handle
        Assert.Equal((true, false), (IsOurs(work, "accept"), IsOurs(work, "file")));
        Assert.Equal((true, false), (IsOurs(after, "file"), IsOurs(after, "accept")));
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
