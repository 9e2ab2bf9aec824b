using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Toilets;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CityOps.IntegrationTests.Toilets;

/// <summary>One application whose clock is held, and a toilet of its own for each test.</summary>
public sealed class FeedbackTests(FeedbackTests.HeldClock fixture)
    : IClassFixture<FeedbackTests.HeldClock>,
        IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = fixture.Clock;
    private readonly TestApp _app = fixture.App;
    private readonly HttpClient _citizen = fixture.App.Client();
    private readonly Facility _toilet = new()
    {
        Code = $"T-{Guid.NewGuid():n}"[..12],
        Type = "toilet",
        Name = "</script>公厕",
        Position = TestCity.Point(113.35, 22.55),
        TownCode = TestCity.WestTown,
        OrganisationCode = "sanitation",
        CreatedAt = fixture.Clock.GetUtcNow(),
    };

    private string _code = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await using (var db = _app.NewContext())
        {
            db.Facilities.Add(_toilet);
            await db.SaveChangesAsync(Ct);
        }

        _code = await IssueAsync();
    }

    private string Scan() => _app.Services.GetRequiredService<ScanProof>().For(_toilet.Id);

    public ValueTask DisposeAsync()
    {
        _citizen.Dispose();
        return ValueTask.CompletedTask;
    }

    public sealed class HeldClock : IAsyncLifetime
    {
        public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));

        public TestApp App { get; private set; } = null!;

        public async ValueTask InitializeAsync() => App = await TestApp.StartAsync(CancellationToken.None, builder =>
            {
                var site = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "toilet-page"));
                File.WriteAllText(
                    Path.Combine(site.FullName, "q.html"),
                    "<!doctype html><!--toilet--><script src=\"/assets/q.js\"></script>"
                );
                builder.Environment.WebRootFileProvider = new PhysicalFileProvider(site.FullName);
                builder.Services.AddSingleton<TimeProvider>(Clock);
                builder.Services.Configure<ToiletOptions>(options =>
                {
                    options.FeedbackPerAddressAndHour = 10_000;
                    options.FeedbackPerToiletAndHour = 12;
                    (options.FeedbackPerBurst, options.FeedbackPerNetworkAndDay) = (1_000, 1_000);
                });
            });

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }

    private async Task<string> IssueAsync()
    {
        await using var db = _app.NewContext();
        var issued = await QrCodes.IssueAsync(db, _toilet.Id, _toilet.Code, _clock.GetUtcNow(), Ct);
        await db.SaveChangesAsync(Ct);
        return issued.Code;
    }

    private static JsonObject Complaint(string kind = "smell") =>
        new()
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["kind"] = kind,
            ["stars"] = 2,
            ["words"] = "味道很大",
            ["phone"] = "138 0013 8000",
        };

    private Task<ApiAnswer> SendAsync(JsonObject feedback, string? code = null) =>
        _citizen.PostJsonAsync($"/api/v1/feedback/{code ?? _code}", feedback, Ct);

    [Fact]
    public async Task A_complaint_opens_a_case_and_its_receipt_tells_what_came_of_it()
    {
        using var dispatcher = await _app.LogInAsync("dispatcher", Ct);

        using var sent = await SendAsync(Complaint());
        using var received = await _citizen.ReadAsync($"/api/v1/feedback/{sent["receipt"].GetString()}", Ct);
        await using var db = _app.NewContext();
        var opened = await db.Cases.SingleAsync(c => c.FacilityId == _toilet.Id, Ct);
        using var filed = await dispatcher.PostJsonAsync($"/api/v1/cases/{opened.Id}/file", null, Ct);
        using var dispatched = await dispatcher.PostJsonAsync($"/api/v1/cases/{opened.Id}/dispatch", new { }, Ct);
        using var later = await _citizen.ReadAsync(
            $"/api/v1/feedback/{sent["receipt"].GetString()!.ToLowerInvariant().Replace("-", " ")}",
            Ct
        );

        Assert.Equal((201, "received"), (sent.Status, sent["status"].GetString()));
        Assert.Matches("^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$", sent["receipt"].GetString()!);
        Assert.Equal("138****8000", received["phone"].GetString());
        Assert.Equal(
            ("sanitation", "L0301", TestCity.WestTown, "feedback"),
            (opened.OrganisationCode, opened.CategoryCode, opened.TownCode, opened.Source)
        );
        Assert.Equal((200, 200), (filed.Status, dispatched.Status));
        Assert.Equal("in_progress", later["status"].GetString());
        Assert.Equal(
            ["received", "accepted", "in_progress"],
            later["steps"].EnumerateArray().Select(s => s.GetProperty("status").GetString())
        );
        Assert.Contains("处理", later["statusText"].GetString());
        Assert.DoesNotContain("13800138000", JsonSerializer.Serialize(later.Body));
    }

    [Fact]
    public async Task Praise_opens_no_case()
    {
        using var sent = await SendAsync(Complaint("praise"));

        Assert.Equal((201, "thanked"), (sent.Status, sent["status"].GetString()));
        await using var db = _app.NewContext();
        Assert.False(await db.Cases.AnyAsync(c => c.FacilityId == _toilet.Id, Ct));
    }

    [Fact]
    public async Task The_same_again_is_absorbed_and_other_content_conflicts()
    {
        var feedback = Complaint();
        using var first = await SendAsync(feedback);
        using var second = await SendAsync(feedback);
        feedback["stars"] = 1;
        using var third = await SendAsync(feedback);

        Assert.Equal((201, 200, 409), (first.Status, second.Status, third.Status));
        Assert.Equal(first["receipt"].GetString(), second["receipt"].GetString());
        Assert.Equal("feedback_conflict", third.Code);
    }

    [Fact]
    public async Task Within_two_hours_the_same_kind_joins_the_open_case()
    {
        using var first = await SendAsync(Complaint());
        _clock.Advance(TimeSpan.FromMinutes(119));
        using var second = await SendAsync(Complaint());
        using var otherKind = await SendAsync(Complaint("broken"));
        _clock.Advance(TimeSpan.FromMinutes(2));
        using var later = await SendAsync(Complaint());

        await using var db = _app.NewContext();
        var cases = await db
            .Cases.Include(c => c.Log.OrderBy(e => e.Seq))
            .Where(c => c.FacilityId == _toilet.Id)
            .OrderBy(c => c.Number)
            .ToListAsync(Ct);
        Assert.Equal(["L0301", "L0305", "L0301"], cases.Select(c => c.CategoryCode));
        Assert.Equal(["report", "join"], cases[0].Log.Select(e => e.Action));
        Assert.Equal(2, await db.Feedback.CountAsync(f => f.CaseId == cases[0].Id, Ct));
        Assert.All([first, second, otherKind, later], answer => Assert.Equal(201, answer.Status));
    }

    [Fact]
    public async Task A_receipt_follows_the_case_through_its_merges_to_whatever_end_it_comes_to()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        using var sent = await SendAsync(Complaint());
        var (a, b, c) = (await CaseAsync(), await SiblingAsync(), await SiblingAsync());
        await TakeAsync(admin, a, "merge", new { into = b });
        await TakeAsync(admin, b, "merge", new { into = c });
        foreach (var action in new[] { "file", "dispatch" })
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            await TakeAsync(admin, c, action);
        }

        using var worked = await _citizen.ReadAsync($"/api/v1/feedback/{sent["receipt"].GetString()}", Ct);
        await TakeAsync(admin, c, "force-close", new { note = "公厕已拆除" });
        using var ended = await _citizen.ReadAsync($"/api/v1/feedback/{sent["receipt"].GetString()}", Ct);

        Assert.Equal("in_progress", worked["status"].GetString());
        Assert.Equal("closed", ended["status"].GetString());
        Assert.Equal(
            ["received", "accepted", "in_progress", "closed"],
            ended["steps"].EnumerateArray().Select(s => s.GetProperty("status").GetString())
        );
    }

    [Fact]
    public async Task What_is_said_after_it_was_put_right_is_a_case_of_its_own()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        using var first = await SendAsync(Complaint());
        var handled = await CaseAsync();
        foreach (var action in new[] { "file", "dispatch", "handle" })
        {
            await TakeAsync(admin, handled, action);
        }

        _clock.Advance(TimeSpan.FromMinutes(10));
        using var second = await SendAsync(Complaint());
        using var third = await SendAsync(Complaint());

        Assert.Equal(("received", "received"), (second["status"].GetString(), third["status"].GetString()));
        await using var db = _app.NewContext();
        Assert.Equal(2, await db.Cases.CountAsync(c => c.FacilityId == _toilet.Id, Ct));
    }

    private async Task<Guid> CaseAsync()
    {
        await using var db = _app.NewContext();
        return await db.Cases.Where(c => c.FacilityId == _toilet.Id).Select(c => c.Id).SingleAsync(Ct);
    }

    private async Task<Guid> SiblingAsync()
    {
        await using var db = _app.NewContext();
        return (await Maps.NewCase.OpenAsync(db, Ct, category: "L0301", at: _clock.GetUtcNow())).Id;
    }

    private static async Task TakeAsync(HttpClient admin, Guid id, string action, object? body = null)
    {
        using var taken = await admin.PostJsonAsync($"/api/v1/cases/{id}/{action}", body ?? new { }, Ct);
        Assert.Equal((action, 200), (action, taken.Status));
    }

    [Fact]
    public async Task Two_citizens_in_the_same_second_share_one_case()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync(Complaint())));

        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        await using var db = _app.NewContext();
        var opened = await db.Cases.Include(c => c.Log).SingleAsync(c => c.FacilityId == _toilet.Id, Ct);
        Assert.Equal((8, 8), (opened.Version, opened.Log.Count));
        // another test ends cases by hand
        var broken = await App.Features.Cases.VerifyCommand.FindAsync(db, Ct);
        Assert.DoesNotContain(broken, fault => fault.Number == opened.Number);
    }

    [Fact]
    public async Task Far_from_the_toilet_is_flagged_and_taken()
    {
        var far = Complaint();
        far["scan"] = Scan();
        far["position"] = new JsonObject
        {
            ["lon"] = 113.36,
            ["lat"] = 22.55,
            ["coordSystem"] = "wgs84",
        };
        var absurd = Complaint();
        absurd["position"] = new JsonObject
        {
            ["lon"] = 999,
            ["lat"] = 22.55,
            ["coordSystem"] = "wgs84",
        };

        using var taken = await SendAsync(far);
        using var takenToo = await SendAsync(absurd);

        Assert.Equal((201, 201), (taken.Status, takenToo.Status));
        await using var db = _app.NewContext();
        Assert.Equal(
            ["far_from_toilet"],
            (await db.Feedback.SingleAsync(f => f.FacilityId == _toilet.Id && f.Position != null, Ct)).Flags
        );
    }

    [Theory]
    [InlineData(6, 0, 0)] // a phone six minutes fast
    [InlineData(6, 90, 90)] // that waited for a network for an hour and a half
    [InlineData(-1440, 3, 3)] // a day behind
    [InlineData(6, null, 0)] // a kiosk that does not say when it sends: it counts from its arrival
    public async Task A_phone_whose_clock_is_wrong_sends_all_the_same_and_counts_when_it_was(
        int skewMinutes,
        int? waitedMinutes,
        int agoMinutes
    )
    {
        var feedback = Complaint();
        feedback["scan"] = Scan();
        var sentAt = _clock.GetUtcNow().AddMinutes(skewMinutes);
        feedback["observedAt"] = sentAt.AddMinutes(-(waitedMinutes ?? 0));
        if (waitedMinutes is not null)
        {
            feedback["sentAt"] = sentAt;
        }

        using var sent = await SendAsync(feedback);
        feedback["sentAt"] = sentAt.AddMinutes(2); // sent again, since the answer was lost
        using var again = await SendAsync(feedback);

        Assert.Equal((201, 200), (sent.Status, again.Status));
        await using var db = _app.NewContext();
        var stored = await db.Feedback.SingleAsync(f => f.FacilityId == _toilet.Id, Ct);
        Assert.Equal(_clock.GetUtcNow().AddMinutes(-agoMinutes), stored.ObservedAt);
        Assert.Equal(sentAt.AddMinutes(-(waitedMinutes ?? 0)), stored.DeviceObservedAt);
        Assert.Equal(["time_skew"], stored.Flags);
    }

    [Theory]
    [InlineData("image/jpg")]
    [InlineData("image/heif")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("image/gif")]
    [InlineData("照片")]
    public async Task A_photos_declared_type_refuses_no_feedback(string? type)
    {
        var feedback = Complaint();
        feedback["photos"] = new JsonArray(
            new JsonObject
            {
                ["sha256"] = new string('b', 64),
                ["bytes"] = 1000,
                ["type"] = type,
            }
        );

        using var sent = await SendAsync(feedback);

        Assert.Equal((201, "declared"), (sent.Status, sent["photos"][0].GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_HEAD_of_the_page_says_what_the_page_would_and_is_no_scan()
    {
        const string wechat = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126 Mobile Safari/537.36";
        using var get = await _citizen.GetAsync($"/q/{_code}", Ct);
        using var request = new HttpRequestMessage(HttpMethod.Head, $"/q/{_code}");
        request.Headers.TryAddWithoutValidation("User-Agent", wechat);

        using var head = await _citizen.SendAsync(request, Ct);

        Assert.Equal(200, (int)head.StatusCode);
        Assert.Equal(
            (get.Content.Headers.ContentType, get.Content.Headers.ContentLength),
            (head.Content.Headers.ContentType, head.Content.Headers.ContentLength)
        );
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Ct));
        await using var scans = _app.Database.DataSource.CreateCommand(
            $"select count(*) from toilet_scan where facility_id = '{_toilet.Id}'"
        );
        Assert.Equal(0L, await scans.ExecuteScalarAsync(Ct));
    }

    [Theory]
    [InlineData("id", "null", 422, "field_missing")]
    [InlineData("kind", "null", 422, "field_missing")]
    [InlineData("kind", "\"boredom\"", 422, "feedback_kind_unknown")]
    [InlineData("stars", "0", 422, "field_invalid")]
    [InlineData("stars", "6", 422, "field_invalid")]
    [InlineData("stars", "2.5", 400, "malformed_json")]
    [InlineData("phone", "\"call me\"", 422, "phone_invalid")]
    [InlineData("photos", "[{}]", 422, "photo_invalid")]
    public async Task A_bad_feedback_answers_its_own_code(string member, string json, int status, string code)
    {
        var feedback = Complaint();
        feedback[member] = JsonNode.Parse(json);

        using var answer = await SendAsync(feedback);

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Foreign_and_replaced_codes_each_say_so_on_the_page_and_to_the_call()
    {
        var newer = await IssueAsync();

        using var replaced = await SendAsync(Complaint());
        using var replacedPage = await _citizen.GetAsync($"/q/{_code}", Ct);
        using var foreign = await SendAsync(Complaint(), newer[..^1] + (newer[^1] == '0' ? '1' : '0'));
        using var foreignPage = await _citizen.GetAsync("/q/%3Cscript%3Ealert(1)%3C%2Fscript%3E", Ct);
        using var valid = await SendAsync(Complaint(), newer.ToLowerInvariant());

        Assert.Equal((410, "qr_code_replaced"), (replaced.Status, replaced.Code));
        Assert.Equal((404, "qr_code_foreign"), (foreign.Status, foreign.Code));
        Assert.Equal((410, 404), ((int)replacedPage.StatusCode, (int)foreignPage.StatusCode));
        Assert.Contains("二维码已更换", await replacedPage.Content.ReadAsStringAsync(Ct));
        Assert.DoesNotContain("<script>", await foreignPage.Content.ReadAsStringAsync(Ct));
        Assert.Equal(201, valid.Status);
    }

    [Fact]
    public async Task Too_many_on_one_toilet_are_asked_to_wait()
    {
        for (var i = 0; i < 12; i++)
        {
            using var taken = await SendAsync(Complaint("praise"));
            Assert.Equal(201, taken.Status);
        }

        using var tooMany = await SendAsync(Complaint("praise"));

        Assert.Equal((429, "too_many_requests"), (tooMany.Status, tooMany.Code));
        Assert.NotNull(tooMany.Response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Praises_from_one_network_keep_no_complaint_of_anybody_else_out()
    {
        using var crowd = _app.Client();
        for (var i = 1; i <= 98; i++)
        {
            using var praise = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/feedback/{_code}")
            {
                Content = JsonContent.Create(Complaint("praise")),
            };
            praise.Headers.Add("X-Forwarded-For", $"2001:db8:5:5::{i:x}");
            using var answer = await crowd.SendAsync(praise, Ct);
            Assert.Equal(i <= 12 ? 201 : 429, (int)answer.StatusCode);
        }

        using var neighbour = _app.Client();
        neighbour.DefaultRequestHeaders.Add("X-Forwarded-For", "2001:db8:5:6::1");
        using var complaint = await neighbour.PostJsonAsync($"/api/v1/feedback/{_code}", Complaint(), Ct);
        using var second = await neighbour.PostJsonAsync($"/api/v1/feedback/{_code}", Complaint(), Ct);

        Assert.Equal((201, 429), (complaint.Status, second.Status));
        Assert.Null(complaint.Response.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_stranger_announces_so_many_megabytes_of_photos_a_day_and_no_more()
    {
        using var stranger = _app.Client();
        stranger.DefaultRequestHeaders.Add("X-Forwarded-For", "2001:db8:7:7::1");
        var statuses = new List<int>();
        for (var i = 0; i < 30; i++)
        {
            using var announced = await TusUpload.CreateAsync(
                stranger,
                20 * 1024 * 1024,
                Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
                Ct,
                code: _code
            );
            statuses.Add(announced.Status);
        }

        Assert.Equal((25, 5), (statuses.Count(s => s == 201), statuses.Count(s => s == 429)));
    }

    [Fact]
    public async Task A_citizen_sends_a_photo_with_the_code_as_credential()
    {
        using var handler = await _app.LogInAsync("handler", Ct);
        using var parks = await _app.LogInAsync("officer-parks", Ct);
        var photo = Pictures.Jpeg();
        await TusUpload.SendPhotoAsync(_citizen, photo, Ct, _code);
        var feedback = Complaint();
        feedback["photos"] = new JsonArray(
            new JsonObject
            {
                ["sha256"] = Pictures.Sha256(photo),
                ["bytes"] = photo.Length,
                ["type"] = "image/jpeg",
            }
        );

        using var sent = await SendAsync(feedback);
        using var shown = await handler.GetAsync($"/api/v1/photos/{Pictures.Sha256(photo)}", Ct);
        using var hidden = await parks.ReadAsync($"/api/v1/photos/{Pictures.Sha256(photo)}", Ct);

        Assert.Equal("verified", sent["photos"][0].GetProperty("state").GetString());
        Assert.Equal(200, (int)shown.StatusCode);
        Assert.Equal((403, "outside_your_area"), (hidden.Status, hidden.Code));
    }

    [Fact]
    public async Task A_receipt_does_not_tell_whether_somebody_elses_photo_is_here()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var (theirs, unknown) = (Pictures.Jpeg(81, 48), Pictures.Jpeg(82, 48));
        await TusUpload.SendPhotoAsync(officer, theirs, Ct);
        var probe = Complaint();
        probe["photos"] = new JsonArray([
            .. new[] { theirs, unknown }.Select(photo => new JsonObject
            {
                ["sha256"] = Pictures.Sha256(photo),
                ["bytes"] = photo.Length,
                ["type"] = "image/jpeg",
            }),
        ]);

        using var received = await SendAsync(probe);

        Assert.Equal(
            ["declared 0", "declared 0"],
            received["photos"]
                .EnumerateArray()
                .Select(p => $"{p.GetProperty("state").GetString()} {p.GetProperty("receivedBytes").GetInt64()}")
        );
    }

    [Fact]
    public async Task The_page_carries_its_toilet_and_lets_no_name_break_out()
    {
        using var page = await _citizen.GetAsync($"/q/{_code}", Ct);
        var html = await page.Content.ReadAsStringAsync(Ct);

        Assert.Equal(200, (int)page.StatusCode);
        var start = html.IndexOf("id=\"toilet\">", StringComparison.Ordinal) + "id=\"toilet\">".Length;
        var toilet = JsonSerializer.Deserialize<JsonElement>(
            html[start..html.IndexOf("</script>", start, StringComparison.Ordinal)]
        );
        Assert.Equal(
            (_code, "</script>公厕", "西镇"),
            (
                toilet.GetProperty("code").GetString(),
                toilet.GetProperty("name").GetString(),
                toilet.GetProperty("town").GetString()
            )
        );
        Assert.Equal(
            ["smell", "dirt", "wet_floor", "no_supplies", "broken", "service", "locked", "praise"],
            toilet.GetProperty("kinds").EnumerateArray().Select(k => k.GetProperty("code").GetString())
        );
        Assert.DoesNotContain("unsafe", page.Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task A_scan_counts_once_a_phone_and_half_hour_and_a_robot_not_at_all()
    {
        const string wechat =
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126 Mobile Safari/537.36 MicroMessenger/8.0.49";
        const string spider = "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)";
        using var phone = _app.Client(); // keeps its cookies
        using var otherPhone = _app.Client();
        using var robot = _app.Client();
        async Task ScanAsync(HttpClient client, string? agent, bool isAhead = false)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/q/{_code}");
            foreach (var (name, value) in new[] { ("User-Agent", agent), ("Sec-Purpose", isAhead ? "prefetch" : null) })
            {
                if (value is not null)
                {
                    request.Headers.TryAddWithoutValidation(name, value);
                }
            }

            using var answer = await client.SendAsync(request, Ct);
            Assert.Equal(200, (int)answer.StatusCode);
        }

        await ScanAsync(phone, wechat);
        await ScanAsync(phone, wechat); // loaded again
        await ScanAsync(robot, spider);
        await ScanAsync(robot, agent: null);
        await ScanAsync(otherPhone, wechat, isAhead: true);
        await ScanAsync(otherPhone, wechat);

        await using var count = _app.Database.DataSource.CreateCommand(
            "select count(*) from toilet_scan where town_code is not null"
        );
        Assert.Equal(2L, await count.ExecuteScalarAsync(Ct));
    }

    [Fact]
    public async Task A_phone_number_is_forgotten_when_it_is_old_and_its_case_has_ended()
    {
        using var praise = await SendAsync(Complaint("praise"));
        using var complaint = await SendAsync(Complaint());
        await using var db = _app.NewContext();
        var longAgo = _clock.GetUtcNow().AddDays(-181);
        await db
            .Feedback.Where(f => f.FacilityId == _toilet.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(f => f.ReceivedAt, longAgo), Ct);
        using var fresh = await SendAsync(Complaint("praise"));
        var job = new ForgetPhonesJob(
            _app.Database.DataSource,
            _app.Services.GetRequiredService<IOptions<ToiletOptions>>(),
            _clock
        );

        await job.RunAsync(Ct);
        Assert.Equal([null, "138****8000", "138****8000"], await PhonesAsync(praise, complaint, fresh));

        await db
            .Cases.Where(c => c.FacilityId == _toilet.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Status, CaseStatus.NotAccepted), Ct);
        await job.RunAsync(Ct);
        Assert.Equal([null, null, "138****8000"], await PhonesAsync(praise, complaint, fresh));
    }

    private async Task<List<string?>> PhonesAsync(params ApiAnswer[] received)
    {
        var phones = new List<string?>();
        foreach (var answer in received)
        {
            using var receipt = await _citizen.ReadAsync($"/api/v1/feedback/{answer["receipt"].GetString()}", Ct);
            phones.Add(receipt["phone"].GetString());
        }

        return phones;
    }

    [Fact]
    public async Task An_unknown_receipt_is_not_found()
    {
        using var answer = await _citizen.ReadAsync("/api/v1/feedback/00000-00000", Ct);

        Assert.Equal((404, "feedback_not_found"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_list_of_all_feedback_shows_that_of_ones_own_facilities_page_by_page_and_masks_the_phone()
    {
        var first = Complaint();
        using var sent = await SendAsync(first);
        _clock.Advance(TimeSpan.FromMinutes(1));
        var praise = Complaint("praise");
        praise["stars"] = 5;
        using var thanked = await SendAsync(praise);
        using var officer = await _app.LogInAsync("officer", Ct);
        using var contractor = await _app.LogInAsync("contractor", Ct);
        var list = $"/api/v1/feedback?facility={_toilet.Code}";

        using var newest = await officer.ReadAsync($"{list}&limit=1", Ct);
        using var older = await officer.ReadAsync($"{list}&limit=1&cursor={newest["next"].GetString()}", Ct);
        using var complaints = await officer.ReadAsync($"{list}&case=true&stars=1,2&town={TestCity.WestTown}", Ct);
        using var unknown = await officer.ReadAsync($"{list}&stars=6", Ct);
        using var others = await contractor.ReadAsync(list, Ct);
        var export = $"/api/v1/feedback.csv?facility={_toilet.Code}";
        var written = (await officer.GetStringAsync($"{export}&case=true", Ct)).TrimEnd().Split("\r\n");
        var foreign = (await contractor.GetStringAsync(export, Ct)).TrimEnd().Split("\r\n");
        using var record = await officer.ReadAsync($"/api/v1/feedback/{first["id"]}/record", Ct);
        using var refused = await contractor.ReadAsync($"/api/v1/feedback/{first["id"]}/record", Ct);

        Assert.Equal((201, 201), (sent.Status, thanked.Status));
        Assert.Equal([praise["id"]!.GetValue<string>()], IdsOf(newest));
        Assert.Equal([first["id"]!.GetValue<string>()], IdsOf(older));
        Assert.Equal(JsonValueKind.Null, older["next"].ValueKind);
        Assert.Equal([first["id"]!.GetValue<string>()], IdsOf(complaints));
        Assert.Equal((400, "filter_unknown"), (unknown.Status, unknown.Code));
        Assert.Empty(IdsOf(others));
        Assert.Contains(first["id"]!.GetValue<string>(), Assert.Single(written[1..]), StringComparison.Ordinal);
        Assert.Empty(foreign[1..]);
        Assert.Equal("138****8000", record["phone"].GetString());
        Assert.NotEqual(JsonValueKind.Null, record["feedback.case.number"].ValueKind);
        Assert.Equal((403, "outside_your_area"), (refused.Status, refused.Code));

        static IEnumerable<string?> IdsOf(ApiAnswer page) =>
            page["items"].EnumerateArray().Select(item => item.GetProperty("id").GetString());
    }
}
