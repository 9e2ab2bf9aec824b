using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using CityOps.App.Database;
using CityOps.App.Features.Citizens;
using CityOps.App.Features.Toilets;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CityOps.IntegrationTests.Toilets;

/// <summary>What a code leads to is its facility's type's: the page, the kinds, the words, and the figures.</summary>
public sealed partial class CodesByTypeTests(FeedbackTests.HeldClock fixture)
    : IClassFixture<FeedbackTests.HeldClock>,
        IAsyncLifetime
{
    private static readonly string[] ToiletFigures =
    [
        "toilet_complaints",
        "toilet_praise",
        "toilet_stars",
        "toilet_repeats",
        "toilet_scans",
        "toilet_cases_reported",
        "toilet_cases_valid",
        "toilet_cases_filed",
        "toilet_cases_handled",
        "toilet_cases_due",
        "toilet_repairs",
        "toilet_minutes_to_respond",
        "feedback_received",
    ];

    private readonly TestApp _app = fixture.App;
    private readonly HttpClient _citizen = fixture.App.Client();
    private HttpClient _admin = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _admin = await _app.LogInAsync("admin", Ct);

    public ValueTask DisposeAsync()
    {
        _citizen.Dispose();
        _admin.Dispose();
        return ValueTask.CompletedTask;
    }

    private static object Type(string name, bool hasPage = true, object? page = null, params object[] kinds) =>
        new
        {
            name,
            nameEn = "Fitness point",
            hasPage,
            page,
            kinds,
        };

    private static object Kind(string code, string? category = null) =>
        new
        {
            code,
            name = $"说{code}",
            nameEn = $"Say {code}",
            category,
        };

    private async Task PutTypeAsync(string code, object type)
    {
        using var put = await _admin.PutJsonAsync($"/api/v1/facility-types/{code}", type, Ct);
        Assert.True(put.Status is 200 or 201, put.Body.ToString());
    }

    /// <summary>Enters a facility and issues its code.</summary>
    private async Task<string> PlateAsync(string facility, string type, object? attributes = null)
    {
        var id = Guid.NewGuid();
        using var entered = await _admin.PutJsonAsync(
            $"/api/v1/facilities/{id}",
            new
            {
                code = facility,
                type,
                name = $"{facility}号点",
                position = new
                {
                    lon = 113.36,
                    lat = 22.56,
                    coordSystem = "wgs84",
                },
                organisation = "parks",
                attributes,
            },
            Ct
        );
        Assert.Equal(201, entered.Status);
        using var issued = await _admin.PostJsonAsync($"/api/v1/facilities/{id}/qr-code", null, Ct);
        Assert.Equal(201, issued.Status);
        return issued["qrUrl"].GetString()!.Split("/q/")[1];
    }

    /// <summary>As the page sends it once the code was scanned.</summary>
    private async Task<ApiAnswer> SayAsync(string code, string kind, int stars = 2, Guid? id = null)
    {
        await using var db = _app.NewContext();
        var scanned = await db.QrCodes.Where(q => q.Code == code).Select(q => q.FacilityId).SingleOrDefaultAsync(Ct);
        return await _citizen.PostJsonAsync(
            $"/api/v1/feedback/{code}",
            new
            {
                id = id ?? Guid.NewGuid(),
                kind,
                stars,
                scan = _app.Services.GetRequiredService<ScanProof>().For(scanned),
            },
            Ct
        );
    }

    private async Task<(HttpStatusCode Status, JsonElement? Facility, string Html)> PageAsync(string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/q/{code}");
        request.Headers.UserAgent.ParseAdd("Mozilla/5.0 (Linux; Android 14)");
        using var answer = await _citizen.SendAsync(request, Ct);
        var html = await answer.Content.ReadAsStringAsync(Ct);
        return Written().Match(html) is { Success: true } found
            ? (answer.StatusCode, JsonDocument.Parse(found.Groups["json"].Value).RootElement, html)
            : (answer.StatusCode, null, html);
    }

    private async Task<Dictionary<string, decimal>> FiguresAsync(IEnumerable<string> metrics)
    {
        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        var day = CityTime.Day(fixture.Clock.GetUtcNow()).ToString("yyyy-MM-dd");
        var figures = new Dictionary<string, decimal>();
        foreach (var metric in metrics)
        {
            using var figure = await supervisor.ReadAsync(
                $"/api/v1/statistics?from={day}&to={day}&metric={metric}",
                Ct
            );
            figures[metric] = figure["total"].GetDecimal();
        }

        return figures;
    }

    [Fact]
    public async Task A_fitness_points_page_shows_and_takes_what_its_type_says_and_no_figure_of_toilets_moves()
    {
        await PutTypeAsync(
            "fitness",
            Type(
                "健身设施",
                page: new
                {
                    title = new { zh = "健身设施反馈", en = "Fitness point" },
                    rating = new { zh = "给这处健身设施打分" },
                    thanks = new { zh = "谢谢，我们会转达园林中心。", en = "We pass it on to the parks." },
                    facts = new[] { "organisation", "last_check" },
                },
                kinds: [Kind("loose", "01101"), Kind("broken", "01101"), Kind("praise")]
            )
        );
        var code = await PlateAsync("FIT-1", "fitness");
        var before = await FiguresAsync(ToiletFigures);

        var (status, page, _) = await PageAsync(code);
        using var complaint = await SayAsync(code, "loose");
        using var again = await SayAsync(code, "loose");
        using var foreign = await SayAsync(code, "smell");
        using var praise = await SayAsync(code, "praise", 5);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            ("FIT-1号点", "健身设施反馈", "Fitness point", "给这处健身设施打分"),
            (
                page!.Value.GetProperty("name").GetString(),
                page.Value.GetProperty("title").GetProperty("zh").GetString(),
                page.Value.GetProperty("title").GetProperty("en").GetString(),
                page.Value.GetProperty("rating").GetProperty("zh").GetString()
            )
        );
        Assert.Equal(
            ["loose", "broken", "praise"],
            page.Value.GetProperty("kinds").EnumerateArray().Select(k => k.GetProperty("code").GetString())
        );
        var fact = Assert.Single(page.Value.GetProperty("facts").EnumerateArray()); // nobody checked it yet
        Assert.Equal("园林中心", fact.GetProperty("value").GetProperty("zh").GetString());
        Assert.Equal((201, 201, 201), (complaint.Status, again.Status, praise.Status));
        Assert.Equal((422, "feedback_kind_unknown"), (foreign.Status, foreign.Code));
        Assert.Equal(
            ("说loose", "Say loose", "received"),
            (complaint["kindName"].GetString(), complaint["kindNameEn"].GetString(), complaint["status"].GetString())
        );
        Assert.Equal(
            ("thanked", "谢谢，我们会转达园林中心。", "We pass it on to the parks."),
            (praise["status"].GetString(), praise["statusText"].GetString(), praise["statusTextEn"].GetString())
        );
        await using var db = _app.NewContext();
        var stored = await db.Feedback.SingleAsync(f => f.Id == complaint["id"].GetGuid(), Ct);
        var opened = await db
            .Database.SqlQuery<string>(
                $"select category_code || ' ' || organisation_code as \"Value\" from case_file where id = {stored.CaseId}"
            )
            .SingleAsync(Ct);
        Assert.Equal("01101 parks", opened);
        Assert.Equal(before, await FiguresAsync(ToiletFigures));
    }

    [Fact]
    public async Task A_toilets_own_page_and_kinds_stay_as_they_were()
    {
        using var issued = await _admin.PostJsonAsync("/api/v1/facilities/T-001/qr-code", null, Ct);
        var code = issued["qrUrl"].GetString()!.Split("/q/")[1];
        var before = await FiguresAsync(ToiletFigures);

        var (_, page, _) = await PageAsync(code);
        using var sent = await SayAsync(code, "smell");

        Assert.Equal(
            ("公厕反馈", "给这座公厕打分"),
            (
                page!.Value.GetProperty("title").GetProperty("zh").GetString(),
                page.Value.GetProperty("rating").GetProperty("zh").GetString()
            )
        );
        Assert.Equal(8, page.Value.GetProperty("kinds").GetArrayLength());
        Assert.Equal(201, sent.Status);
        var after = await FiguresAsync(ToiletFigures);
        Assert.Equal(before["toilet_complaints"] + 1, after["toilet_complaints"]);
        Assert.Equal(before["feedback_received"] + 1, after["feedback_received"]);
    }

    [Fact]
    public async Task A_code_of_a_type_without_a_page_says_so_and_takes_nothing()
    {
        await PutTypeAsync("bridge", Type("桥梁", hasPage: false));
        var code = await PlateAsync("BR-1", "bridge");

        var (status, page, html) = await PageAsync(code);
        using var refused = await SayAsync(code, "smell");

        Assert.Equal((HttpStatusCode.NotFound, (JsonElement?)null), (status, page));
        Assert.Contains("此二维码供工作人员使用", html, StringComparison.Ordinal);
        Assert.Equal((404, "facility_has_no_page"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_page_shows_the_attributes_that_its_type_names_in_words_and_no_other()
    {
        using var draft = await _admin.PutJsonAsync(
            "/api/v1/forms/plate_facts",
            new
            {
                name = "责任牌",
                fields = new object[]
                {
                    new
                    {
                        code = "shop",
                        kind = "text",
                        label = new { zh = "责任人", en = "Responsible" },
                    },
                    new
                    {
                        code = "duty",
                        kind = "multi_choice",
                        label = new { zh = "责任" },
                        choices = new[]
                        {
                            new { code = "clean", label = new { zh = "保洁", en = "Cleaning" } },
                            new { code = "green", label = new { zh = "绿化", en = "Greenery" } },
                        },
                    },
                    new
                    {
                        code = "phone",
                        kind = "text",
                        label = new { zh = "电话" },
                    },
                },
            },
            Ct
        );
        using var published = await _admin.PostJsonAsync("/api/v1/forms/plate_facts/publish", null, Ct);
        await PutTypeAsync(
            "plate",
            new
            {
                name = "责任牌",
                form = "plate_facts",
                hasPage = true,
                page = new { facts = new[] { "attributes.shop", "attributes.duty" } },
            }
        );
        var code = await PlateAsync(
            "PL-1",
            "plate",
            new
            {
                shop = "甲<b>店",
                duty = new[] { "clean", "green" },
                phone = "13800138000",
            }
        );

        var (_, page, html) = await PageAsync(code);

        Assert.Equal(
            [("责任人", "甲<b>店", null), ("责任", "保洁、绿化", "Cleaning, Greenery")],
            page!
                .Value.GetProperty("facts")
                .EnumerateArray()
                .Select(f =>
                    (
                        f.GetProperty("label").GetProperty("zh").GetString(),
                        f.GetProperty("value").GetProperty("zh").GetString(),
                        f.GetProperty("value").GetProperty("en").GetString()
                    )
                )
        );
        Assert.DoesNotContain("13800138000", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kind_that_is_not_offered_any_more_keeps_what_was_said_and_is_still_taken_from_phones_that_waited()
    {
        await PutTypeAsync("lamp", Type("路灯", kinds: [Kind("dark", "01101"), Kind("flicker", "01101")]));
        var code = await PlateAsync("LA-1", "lamp");
        using var said = await SayAsync(code, "flicker");
        await PutTypeAsync("lamp", Type("路灯", kinds: [Kind("dark", "01101")]));

        var (_, page, _) = await PageAsync(code);
        using var late = await SayAsync(code, "flicker");
        using var read = await _citizen.ReadAsync($"/api/v1/feedback/{said["receipt"].GetString()}", Ct);

        Assert.Equal(
            ["dark"],
            page!.Value.GetProperty("kinds").EnumerateArray().Select(k => k.GetProperty("code").GetString())
        );
        Assert.Equal((201, "说flicker"), (late.Status, read["kindName"].GetString()));
    }

    [Theory]
    [InlineData("箱/一号 a")]
    [InlineData("fit-lower")]
    public async Task Any_facilitys_code_can_be_scanned_whatever_its_own_code_is_written_with(string facility)
    {
        await PutTypeAsync("collection_point", Type("收集点", kinds: [Kind("full", "03101")]));
        var code = await PlateAsync(facility, "collection_point");

        var (status, page, _) = await PageAsync(code);
        using var sent = await SayAsync(code, "full");

        Assert.Matches("^[A-Z0-9.-]+$", code);
        Assert.Equal((HttpStatusCode.OK, 201), (status, sent.Status));
        Assert.Equal($"{facility}号点", page!.Value.GetProperty("name").GetString());
    }

    [Fact]
    public async Task Codes_that_differ_in_capitals_alone_are_of_two_facilities()
    {
        await PutTypeAsync("manhole", Type("井盖", kinds: [Kind("open", "01101")]));
        var (upper, lower) = (await PlateAsync("MH-a", "manhole"), await PlateAsync("mh-A", "manhole"));

        var (_, first, _) = await PageAsync(upper);
        var (_, second, _) = await PageAsync(lower);

        Assert.Equal(
            ("MH-a号点", "mh-A号点"),
            (first!.Value.GetProperty("name").GetString(), second!.Value.GetProperty("name").GetString())
        );
    }

    /// <summary>
    /// Random types with kinds of the same codes, random feedback on them and on a toilet: each type counts its own.
    /// </summary>
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task Whatever_is_said_behind_whichever_code_counts_for_its_own_type_alone(int seed)
    {
        var random = new Random(seed);
        string[] codes = ["smell", "broken", "dirt", "praise"];
        var plates = new List<(string Type, string Code, HashSet<string> Offered)>();
        for (var i = 0; i < 3; i++)
        {
            var type = $"random_{seed}_{i}";
            var offered = codes.Where(_ => random.Next(3) > 0).DefaultIfEmpty("praise").ToHashSet();
            await PutTypeAsync(
                type,
                Type($"类{seed}{i}", kinds: [.. offered.Select(k => Kind(k, k == "praise" ? null : "03101"))])
            );
            plates.Add((type, await PlateAsync($"R-{seed}-{i}", type), offered));
        }

        plates.Add(("toilet", await PlateAsync($"T-R-{seed}", "toilet"), [.. codes]));
        var before = await FiguresAsync(ToiletFigures);
        var (complaints, praise, stars) = (0, 0, 0);
        for (var i = 0; i < 20; i++)
        {
            var (type, code, offered) = plates[random.Next(plates.Count)];
            var (kind, given) = (codes[random.Next(codes.Length)], 1 + random.Next(5));

            using var sent = await SayAsync(code, kind, given);

            // one facility takes no more than the fixture's dozen an hour
            var isTaken = offered.Contains(kind) ? 201 : 422;
            Assert.Equal(sent.Status == 429 ? 429 : isTaken, sent.Status);
            if (type == "toilet" && sent.Status == 201)
            {
                (complaints, praise, stars) = (
                    complaints + (kind == "praise" ? 0 : 1),
                    praise + (kind == "praise" ? 1 : 0),
                    stars + given
                );
            }
        }

        var after = await FiguresAsync(ToiletFigures);
        Assert.Equal(
            (complaints, praise, stars, complaints + praise),
            (
                after["toilet_complaints"] - before["toilet_complaints"],
                after["toilet_praise"] - before["toilet_praise"],
                after["toilet_stars"] - before["toilet_stars"],
                after["feedback_received"] - before["feedback_received"]
            )
        );
    }

    [GeneratedRegex("""<script type="application/json" id="toilet">(?<json>.*?)</script>""")]
    private static partial Regex Written();
}
