using System.Text.Json;
using CityOps.App.Features.Facilities;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Reports;

/// <summary>
/// What a phone asks: the data that it needs offline, its tasks, what became of what it sent, its own lists.
/// </summary>
public sealed class FieldTests(TestApp.ForClass fixture, ITestOutputHelper output) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static object Report(object[]? photos = null) =>
        new
        {
            category = "03101",
            observedAt = DateTimeOffset.UtcNow.AddMinutes(-3),
            description = "垃圾桶旁",
            photos,
            answers = new { note = "两袋" },
            position = new
            {
                lon = 113.3512,
                lat = 22.5511,
                coordSystem = "wgs84",
                accuracyMetres = 5,
            },
        };

    private static async Task<(Guid Report, string Case)> ReportAsync(HttpClient officer, object[]? photos = null)
    {
        var id = Guid.NewGuid();
        using var sent = await officer.PutJsonAsync($"/api/v1/reports/{id}", Report(photos), Ct);
        Assert.Equal(201, sent.Status);
        return (id, sent["case.id"].GetString()!);
    }

    private static async Task StepAsync(HttpClient by, string id, string action, object body)
    {
        using var taken = await by.PostJsonAsync($"/api/v1/cases/{id}/{action}", body, Ct);
        Assert.Equal((200, null), (taken.Status, taken.Code));
    }

    private static async Task<(List<JsonElement> Items, string Next)> ReceiptsAsync(HttpClient officer, string? since)
    {
        var items = new List<JsonElement>();
        while (true)
        {
            using var page = await officer.ReadAsync(
                $"/api/v1/field/receipts?limit=2{(since is null ? "" : "&since=" + since)}",
                Ct
            );
            Assert.Equal(200, page.Status);
            items.AddRange(page["items"].EnumerateArray());
            since = page["next"].GetString()!;
            if (!page["more"].GetBoolean())
            {
                return (items, since);
            }
        }
    }

    [Fact]
    public async Task A_bundle_sends_only_the_parts_that_changed()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var first = await officer.ReadAsync("/api/v1/field/bundle", Ct);
        var tags = first
            .Body.EnumerateObject()
            .Where(part => part.Value.ValueKind == JsonValueKind.Object)
            .Select(part => $"{part.Name}:{part.Value.GetProperty("etag").GetString()}")
            .ToList();
        using var again = await officer.ReadAsync($"/api/v1/field/bundle?have={string.Join(',', tags)}", Ct);
        await using (var db = _app.NewContext())
        {
            db.Facilities.Add(
                new Facility
                {
                    Code = "T-099",
                    Type = "toilet",
                    Name = "新公厕",
                    Position = TestCity.Point(113.36, 22.56),
                    TownCode = TestCity.WestTown,
                    OrganisationCode = "sanitation",
                    CreatedAt = DateTimeOffset.UtcNow,
                }
            );
            await db.SaveChangesAsync(Ct);
        }

        using var later = await officer.ReadAsync($"/api/v1/field/bundle?have={string.Join(',', tags)}", Ct);
        using var narrowed = await officer.ReadAsync(
            $"/api/v1/field/bundle?parts=facilities,towns&towns={TestCity.EastTown}",
            Ct
        );
        using var slip = await officer.ReadAsync("/api/v1/field/bundle?parts=category", Ct);

        Assert.Equal(200, first.Status);
        Assert.Equal(11, tags.Count);
        Assert.Contains(first["facilities.content"].EnumerateArray(), f =>
            f.GetProperty("code").GetString() == "T-001" && f.GetProperty("lon").GetDouble() == 113.35
        );
        Assert.Equal("officer", first["me.content.login"].GetString());
        Assert.Contains(first["categories.content"].EnumerateArray(), c =>
            c.GetProperty("code").GetString() == "03101"
        );
        Assert.Equal("MultiPolygon", first["towns.content"][0].GetProperty("boundary").GetProperty("type").GetString());
        Assert.All(again.Body.EnumerateObject().Where(part => part.Value.ValueKind == JsonValueKind.Object), part =>
            Assert.Equal(JsonValueKind.Null, part.Value.GetProperty("content").ValueKind)
        );
        Assert.Equal(
            ["facilities"],
            later
                .Body.EnumerateObject()
                .Where(part =>
                    part.Value.ValueKind == JsonValueKind.Object
                    && part.Value.GetProperty("content").ValueKind != JsonValueKind.Null
                )
                .Select(part => part.Name)
        );
        Assert.Equal(JsonValueKind.Null, narrowed["categories"].ValueKind);
        Assert.DoesNotContain(narrowed["facilities.content"].EnumerateArray(), f =>
            f.GetProperty("code").GetString() is "T-001" or "T-099" // in the other town
        );
        Assert.Equal((400, "filter_unknown"), (slip.Status, slip.Code));
    }

    [Fact]
    public async Task A_town_of_5000_facilities_is_at_most_300_kB()
    {
        await using (var db = _app.NewContext())
        {
            var random = new Random(20260601);
            db.Facilities.AddRange(
                Enumerable
                    .Range(0, 5_000)
                    .Select(i => new Facility
                    {
                        Code = $"442000{random.Next(100, 999)}{random.Next(100_000, 999_999)}{i:0000}",
                        Type = "toilet",
                        Name =
                            $"{"东明中山兴文博爱民族富华"[random.Next(12)]}{"路街道巷"[random.Next(4)]}{random.Next(1, 400)}号责任牌",
                        Position = TestCity.Point(
                            113.4 + (random.NextDouble() / 10),
                            22.5 + (random.NextDouble() / 10)
                        ),
                        TownCode = TestCity.EastTown,
                        OrganisationCode = "sanitation",
                        CreatedAt = DateTimeOffset.UtcNow,
                    })
            );
            await db.SaveChangesAsync(Ct);
        }

        using var officer = await _app.LogInAsync("officer", Ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/field/bundle?towns={TestCity.EastTown}");
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        using var answer = await officer.SendAsync(request, Ct);
        var bytes = (await answer.Content.ReadAsByteArrayAsync(Ct)).Length;

        output.WriteLine($"bundle of a town with 5,000 facilities: {bytes / 1000} kB gzip");
        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
        Assert.InRange(bytes, 50_000, 300_000);
    }

    [Fact]
    public async Task Receipts_tell_each_change_and_nothing_twice_when_nothing_happens()
    {
        using var officer = await _app.LogInAsync("officer-parks", Ct);
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        var (_, before) = await ReceiptsAsync(officer, null);
        var sent = new List<(Guid Report, string Case)>();
        for (var i = 0; i < 5; i++)
        {
            sent.Add(await ReportAsync(officer));
        }

        var (arrived, afterArrival) = await ReceiptsAsync(officer, before);
        var still = await SettledAsync(officer, afterArrival, sent.Select(s => s.Report));
        await StepAsync(dispatcher, sent[1].Case, "reject", new { note = "不属于城管" });
        await StepAsync(dispatcher, sent[3].Case, "file", new { });
        var (changed, _) = await ReceiptsAsync(officer, still);
        using var malformed = await officer.ReadAsync("/api/v1/field/receipts?since=2026-01-01", Ct);

        Assert.Equal(
            sent.Select(s => s.Report).Order(),
            arrived.Select(item => item.GetProperty("report").GetGuid()).Distinct().Order()
        );
        Assert.Equal(
            [sent[1].Report, sent[3].Report],
            changed.Select(item => item.GetProperty("report").GetGuid()).Distinct()
        );
        var refused = changed[0];
        Assert.True(refused.GetProperty("refused").GetBoolean());
        Assert.Equal(
            ("reject", "不属于城管", "不予受理"),
            (
                refused.GetProperty("last").GetProperty("action").GetString(),
                refused.GetProperty("last").GetProperty("note").GetString(),
                refused.GetProperty("statusName").GetString()
            )
        );
        Assert.Equal((400, "invalid_cursor"), (malformed.Status, malformed.Code));
    }

    /// <summary>
    /// The cursor from which nothing more is heard. While another transaction of the server runs, what was heard last
    /// is heard again; the other tests' databases are on the same server.
    /// </summary>
    private static async Task<string> SettledAsync(HttpClient officer, string since, IEnumerable<Guid>? known)
    {
        for (var tries = 0; tries < 300; tries++)
        {
            var (again, next) = await ReceiptsAsync(officer, since);
            if (known is not null)
            {
                Assert.Subset(
                    known.ToHashSet(),
                    again.Select(item => item.GetProperty("report").GetGuid()).ToHashSet()
                );
            }

            if (again.Count == 0)
            {
                return next;
            }

            since = next;
            await Task.Delay(100, Ct);
        }

        throw new TimeoutException("What has not changed is told again and again.");
    }

    [Fact]
    public async Task A_change_that_commits_after_a_later_one_is_not_missed()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var (early, _) = await ReportAsync(officer);
        var since = await SettledAsync(officer, (await ReceiptsAsync(officer, null)).Next, null);
        await using var slow = _app.NewContext();
        await using var transaction = await slow.Database.BeginTransactionAsync(Ct);
        await slow.Database.ExecuteSqlAsync(
            $"update report set stored_in = pg_current_xact_id() where id = {early}",
            Ct
        );
        var (later, _) = await ReportAsync(officer);
        var (first, next) = await ReceiptsAsync(officer, since);
        await transaction.CommitAsync(Ct);
        var (second, _) = await ReceiptsAsync(officer, next);

        Assert.Contains(later, first.Select(item => item.GetProperty("report").GetGuid()));
        Assert.DoesNotContain(early, first.Select(item => item.GetProperty("report").GetGuid()));
        Assert.Contains(early, second.Select(item => item.GetProperty("report").GetGuid()));
    }

    [Fact]
    public async Task Tasks_are_what_one_may_do_next_with_what_it_needs()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);
        using var handler = await _app.LogInAsync("handler", Ct);
        using var contractor = await _app.LogInAsync("contractor", Ct);
        using var verifier = await _app.LogInAsync("verifier", Ct);
        var (_, id) = await ReportAsync(officer);
        await StepAsync(dispatcher, id, "file", new { });
        await StepAsync(dispatcher, id, "dispatch", new { note = "请今日清理" });

        async Task<JsonElement?> TaskAsync(HttpClient of)
        {
            using var page = await of.ReadAsync("/api/v1/field/tasks?limit=1000", Ct);
            Assert.Equal(200, page.Status);
            return page["items"]
                .EnumerateArray()
                .Where(item => item.GetProperty("id").GetString() == id)
                .Select(item => (JsonElement?)item.Clone())
                .SingleOrDefault();
        }

        var task = await TaskAsync(handler);
        Assert.Null(await TaskAsync(contractor));
        Assert.Null(await TaskAsync(verifier));
        Assert.NotNull(task);
        Assert.Equal(
            ("handle", "请今日清理", 113.3512),
            (
                task.Value.GetProperty("kind").GetString(),
                task.Value.GetProperty("note").GetString(),
                task.Value.GetProperty("position").GetProperty("lon").GetDouble()
            )
        );
        Assert.Equal(
            [("accept", false), ("handle", false), ("return", true)],
            task.Value.GetProperty("steps")
                .EnumerateArray()
                .Select(step => (step.GetProperty("action").GetString()!, step.GetProperty("needsNote").GetBoolean()))
                .Where(step => step.Item1 is "accept" or "handle" or "return")
        );
        await StepAsync(handler, id, "handle", new { note = "已清理" });
        Assert.Null(await TaskAsync(handler));
        Assert.Equal("check", (await TaskAsync(verifier))?.GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Lists_hold_ones_own_after_a_reinstall_page_by_page()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var stranger = await _app.LogInAsync("officer-parks", Ct);
        var photo = new
        {
            sha256 = new string('a', 64),
            bytes = 1000,
            type = "image/jpeg",
        };
        var (withPhoto, _) = await ReportAsync(officer, [photo]);
        var (plain, _) = await ReportAsync(officer);
        var (foreign, _) = await ReportAsync(stranger);
        var patrol = Guid.NewGuid();
        using var started = await officer.PutJsonAsync(
            $"/api/v1/patrols/{patrol}",
            new { startedAt = DateTimeOffset.UtcNow.AddHours(-1) },
            Ct
        );

        var seen = new List<Guid>();
        for (string? cursor = ""; cursor is not null; )
        {
            using var page = await officer.ReadAsync($"/api/v1/reports?mine=true&limit=1{cursor}", Ct);
            seen.AddRange(page["items"].EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
            cursor = page["next"].GetString() is { } next ? "&cursor=" + next : null;
        }

        using var missing = await officer.ReadAsync("/api/v1/reports?photosMissing=true", Ct);
        using var answered = await officer.ReadAsync("/api/v1/reports?category=03101&limit=1", Ct);
        using var patrols = await officer.ReadAsync("/api/v1/patrols?mine=true&open=true&kind=daily", Ct);
        using var slip = await officer.ReadAsync("/api/v1/reports?flag=time_squew", Ct);

        Assert.Contains(withPhoto, seen);
        Assert.Contains(plain, seen);
        Assert.DoesNotContain(foreign, seen);
        Assert.Equal(seen.Count, seen.Distinct().Count());
        var without = Assert.Single(missing["items"].EnumerateArray());
        Assert.Equal(
            (withPhoto, 1, 0),
            (
                without.GetProperty("id").GetGuid(),
                without.GetProperty("photosDeclared").GetInt32(),
                without.GetProperty("photosArrived").GetInt32()
            )
        );
        Assert.Equal("两袋", answered["items"][0].GetProperty("answers").GetProperty("note").GetString());
        Assert.Contains(patrol, patrols["items"].EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
        Assert.Equal((400, "filter_unknown"), (slip.Status, slip.Code));
    }
}
