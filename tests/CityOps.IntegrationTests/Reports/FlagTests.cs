using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CityOps.App.Features.Reports;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Reports;

/// <summary>What is implausible is stored, flagged and told why; whatever the order in which things arrive.</summary>
public sealed class FlagTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string Url(Guid id) => $"/api/v1/reports/{id}";

    private static JsonObject Report(
        DateTimeOffset at,
        double lon = 113.35,
        double lat = 22.55,
        Guid? patrol = null,
        params byte[][] photos
    ) =>
        new()
        {
            ["category"] = "03101",
            ["position"] = new JsonObject
            {
                ["lon"] = lon,
                ["lat"] = lat,
                ["coordSystem"] = "wgs84",
                ["accuracyMetres"] = 10,
            },
            ["observedAt"] = at,
            ["patrolId"] = patrol?.ToString(),
            ["photos"] = new JsonArray([
                .. photos.Select(p => new JsonObject
                {
                    ["sha256"] = Pictures.Sha256(p),
                    ["bytes"] = p.Length,
                    ["type"] = "image/jpeg",
                }),
            ]),
        };

    private static string[] Flags(ApiAnswer answer) =>
        [.. answer["flags"].EnumerateArray().Select(f => f.GetString()!)];

    private static DateTimeOffset Day(int day, int hour = 8) => new(2026, 5, day, hour, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public async Task A_position_that_an_app_made_up_is_flagged()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var report = Report(Day(1));
        report["position"]!["isMock"] = true;

        using var answer = await officer.PutJsonAsync(Url(Guid.NewGuid()), report, Ct);

        Assert.Equal(201, answer.Status);
        Assert.Equal(["mock_location"], Flags(answer));
        Assert.True(answer["rawPosition.isMock"].GetBoolean());
    }

    [Theory]
    [InlineData("2126-06-01T08:00:00+08:00", null)]
    [InlineData("1970-01-01T00:00:00Z", null)]
    [InlineData("2126-06-01T08:00:00+08:00", "2126-06-01T10:00:00+08:00")]
    public async Task A_clock_that_cannot_be_right_is_kept_and_counts_when_it_was_seen(
        string observedAt,
        string? sentAt
    )
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var id = Guid.NewGuid();
        var said = DateTimeOffset.Parse(observedAt, System.Globalization.CultureInfo.InvariantCulture);
        var report = Report(said, 113.36);
        report["sentAt"] = sentAt;

        using var answer = await officer.PutJsonAsync(Url(id), report, Ct);
        report["sentAt"] = null;
        using var again = await officer.PutJsonAsync(Url(id), report, Ct);

        Assert.Equal((201, 200), (answer.Status, again.Status));
        Assert.Equal(["time_skew"], Flags(answer));
        Assert.Equal(said, answer["deviceObservedAt"].GetDateTimeOffset());
        var ago = sentAt is null ? TimeSpan.Zero : TimeSpan.FromHours(2);
        Assert.Equal(answer["receivedAt"].GetDateTimeOffset() - ago, answer["observedAt"].GetDateTimeOffset());
        Assert.Equal(answer["observedAt"].GetDateTimeOffset(), again["observedAt"].GetDateTimeOffset());
    }

    [Fact]
    public async Task A_clock_that_runs_behind_is_put_right_by_when_it_sends()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var report = Report(Day(2));
        report["sentAt"] = Day(2, 9);

        using var answer = await officer.PutJsonAsync(Url(Guid.NewGuid()), report, Ct);

        Assert.Equal(["time_skew"], Flags(answer));
        Assert.Equal(Day(2), answer["deviceObservedAt"].GetDateTimeOffset());
        Assert.Equal(
            answer["receivedAt"].GetDateTimeOffset() - (Day(2, 9) - Day(2)),
            answer["observedAt"].GetDateTimeOffset()
        );
        Assert.True(answer["flagReasons.time_skew.seconds"].GetDouble() < -3600);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_report_far_from_its_patrols_track_is_flagged_whichever_comes_first(bool trackFirst)
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var (patrol, far, near, later) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var start = Day(trackFirst ? 3 : 4);
        var track = new
        {
            positions = Enumerable
                .Range(0, 10)
                .Select(i => new
                {
                    observedAt = start.AddMinutes(i),
                    lon = 113.35 + (i * 0.0005),
                    lat = 22.55,
                }),
        };

        Task<ApiAnswer> Track() => officer.PostJsonAsync($"/api/v1/patrols/{patrol}/track", track, Ct);
        if (trackFirst)
        {
            using var sent = await Track();
            Assert.False(sent["patrolArrived"].GetBoolean());
        }

        using var one = await officer.PutJsonAsync(Url(near), Report(start.AddMinutes(2), 113.352, patrol: patrol), Ct);
        using var two = await officer.PutJsonAsync(Url(far), Report(start.AddMinutes(5), 113.355, 22.558, patrol), Ct);
        using var three = await officer.PutJsonAsync(Url(later), Report(start.AddHours(2), 113.36, 22.558, patrol), Ct);
        if (!trackFirst)
        {
            using var sent = await Track();
        }

        await _app.JudgeReportsAsync(Ct);
        using var nearNow = await officer.ReadAsync(Url(near), Ct);
        using var farNow = await officer.ReadAsync(Url(far), Ct);
        using var laterNow = await officer.ReadAsync(Url(later), Ct);
        Assert.Empty(Flags(nearNow));
        Assert.Equal(["far_from_track"], Flags(farNow));
        Assert.InRange(farNow["flagReasons.far_from_track.metres"].GetDouble(), 850, 1000);
        Assert.Empty(Flags(laterNow)); // no track of that time tells anything
    }

    [Fact]
    public async Task A_place_that_could_not_be_reached_in_time_is_flagged_also_when_the_report_before_comes_later()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var (early, late) = (Guid.NewGuid(), Guid.NewGuid());

        using var second = await officer.PutJsonAsync(Url(late), Report(Day(5).AddMinutes(2), 113.45), Ct);
        using var first = await officer.PutJsonAsync(Url(early), Report(Day(5), 113.35), Ct);
        await _app.JudgeReportsAsync(Ct);
        using var now = await officer.ReadAsync(Url(late), Ct);
        using var firstNow = await officer.ReadAsync(Url(early), Ct);

        Assert.Empty(Flags(firstNow));
        Assert.Equal(["impossible_speed"], Flags(now)); // 10 km in two minutes
        Assert.Equal(early, now["flagReasons.impossible_speed.report"].GetGuid());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_photo_used_before_is_recognised_smaller_and_without_exif_whichever_comes_first(bool oldFirst)
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        using var other = await _app.LogInAsync("officer-parks", Ct);
        var seed = oldFirst ? 71 : 72;
        var original = Pictures.Scene(seed, 1200, 900, 92);
        var copy = Pictures.Scene(seed, 640, 480, 60);
        var different = Pictures.Scene(seed + 100);
        var (old, reuse, honest) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());

        async Task Old()
        {
            using var reported = await other.PutJsonAsync(Url(old), Report(Day(6), photos: original), Ct);
            await TusUpload.SendPhotoAsync(other, original, Ct);
        }

        if (oldFirst)
        {
            await Old();
        }

        await TusUpload.SendPhotoAsync(officer, copy, Ct);
        using var reused = await officer.PutJsonAsync(Url(reuse), Report(Day(8, oldFirst ? 8 : 15), photos: copy), Ct);
        using var own = await officer.PutJsonAsync(
            Url(honest),
            Report(Day(8, oldFirst ? 8 : 15), photos: different),
            Ct
        );
        await TusUpload.SendPhotoAsync(officer, different, Ct);
        if (!oldFirst)
        {
            await Old();
        }

        await _app.JudgeReportsAsync(Ct);
        using var reusedNow = await officer.ReadAsync(Url(reuse), Ct);
        using var honestNow = await officer.ReadAsync(Url(honest), Ct);
        using var oldNow = await other.ReadAsync(Url(old), Ct);
        Assert.Equal(["reused_photo"], Flags(reusedNow));
        Assert.Equal(old, reusedNow["flagReasons.reused_photo.report"].GetGuid());
        Assert.Empty(Flags(honestNow));
        Assert.Empty(Flags(oldNow));
    }

    [Fact]
    public async Task A_photo_taken_days_before_by_its_exif_is_flagged()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var stale = Pictures.Scene(81, takenAt: "2026:05:01 08:00:00");
        var fresh = Pictures.Scene(82, takenAt: "2026:05:09 07:58:00");
        var (one, two) = (Guid.NewGuid(), Guid.NewGuid());
        using var first = await officer.PutJsonAsync(Url(one), Report(Day(9), photos: stale), Ct);
        using var second = await officer.PutJsonAsync(Url(two), Report(Day(9), photos: fresh), Ct);

        await TusUpload.SendPhotoAsync(officer, stale, Ct);
        await TusUpload.SendPhotoAsync(officer, fresh, Ct);

        await _app.JudgeReportsAsync(Ct);
        using var staleNow = await officer.ReadAsync(Url(one), Ct);
        using var freshNow = await officer.ReadAsync(Url(two), Ct);
        Assert.Equal(["reused_photo"], Flags(staleNow));
        Assert.Equal(Day(1), staleNow["flagReasons.reused_photo.takenAt"].GetDateTimeOffset());
        Assert.Empty(Flags(freshNow));
    }

    [Theory]
    [InlineData(113.35, 22.793, 269)] // 27 km north of the report's place
    [InlineData(113.3551, 22.5473, null)] // GCJ-02 of the report's own place, which some phones write
    [InlineData(0, 0, null)] // a phone without a fix
    public async Task A_photo_taken_elsewhere_by_its_exif_is_flagged_whichever_comes_first(
        double lon,
        double lat,
        int? hundredMetres
    )
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        foreach (var photoFirst in new[] { true, false })
        {
            var photo = Pictures.TakenAt(Pictures.Jpeg(), lon, lat);
            var id = Guid.NewGuid();
            if (photoFirst)
            {
                await TusUpload.SendPhotoAsync(officer, photo, Ct);
                await _app.JudgeReportsAsync(Ct);
            }

            using var sent = await officer.PutJsonAsync(Url(id), Report(Day(20), photos: photo), Ct);
            Assert.Equal(201, sent.Status);
            if (!photoFirst)
            {
                await _app.JudgeReportsAsync(Ct);
                await TusUpload.SendPhotoAsync(officer, photo, Ct);
            }

            await _app.JudgeReportsAsync(Ct);

            using var judged = await officer.ReadAsync(Url(id), Ct);
            Assert.Equal(hundredMetres is null ? [] : ["photo_elsewhere"], Flags(judged));
            if (hundredMetres is { } expected)
            {
                var metres = judged["flagReasons.photo_elsewhere.metres"].GetInt32();
                Assert.Equal(
                    (expected, Pictures.Sha256(photo)),
                    (metres / 100, judged["flagReasons.photo_elsewhere.photo"].GetString())
                );
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_photo_that_breaks_off_is_taken_and_flagged_whichever_comes_first(bool photoFirst)
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var whole = Pictures.Scene(photoFirst ? 171 : 172);
        var photo = whole[..(whole.Length / 2)];
        var id = Guid.NewGuid();
        if (photoFirst)
        {
            await TusUpload.SendPhotoAsync(officer, photo, Ct);
            await _app.JudgeReportsAsync(Ct);
        }

        using var sent = await officer.PutJsonAsync(Url(id), Report(Day(21), photos: photo), Ct);
        Assert.Equal(201, sent.Status);
        if (!photoFirst)
        {
            await TusUpload.SendPhotoAsync(officer, photo, Ct);
        }

        await _app.JudgeReportsAsync(Ct);

        using var judged = await officer.ReadAsync(Url(id), Ct);
        Assert.Equal("verified", judged["photos"][0].GetProperty("state").GetString()); // the bytes are those announced
        Assert.Contains("photo_damaged", Flags(judged));
        Assert.Equal(Pictures.Sha256(photo), judged["flagReasons.photo_damaged.photo"].GetString());
    }

    [Fact]
    public async Task One_officer_may_show_two_problems_on_one_photo()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var photo = Pictures.Scene(91);
        await TusUpload.SendPhotoAsync(officer, photo, Ct);

        var (one, two) = (Guid.NewGuid(), Guid.NewGuid());
        using var first = await officer.PutJsonAsync(Url(one), Report(Day(10), photos: photo), Ct);
        using var second = await officer.PutJsonAsync(Url(two), Report(Day(10).AddMinutes(1), photos: photo), Ct);
        await _app.JudgeReportsAsync(Ct);

        using var firstNow = await officer.ReadAsync(Url(one), Ct);
        using var secondNow = await officer.ReadAsync(Url(two), Ct);
        Assert.Empty(Flags(firstNow));
        Assert.Empty(Flags(secondNow));
    }

    [Theory]
    [InlineData(11, 113.371234, "0 1 2", true)] // the third time at a place that no satellite gives twice
    [InlineData(12, 113.372345, "2 0 1", true)] // in whatever order they arrive
    [InlineData(13, 113.3735, "0 1 2", false)] // four decimals are eleven metres: one may well stand there again
    public async Task The_same_position_to_the_last_digit_hours_apart_is_flagged(
        int day,
        double lon,
        string order,
        bool isFlagged
    )
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var ids = new[] { Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid() };
        foreach (var i in order.Split(' ').Select(i => int.Parse(i, CultureInfo.InvariantCulture)))
        {
            using var sent = await officer.PutJsonAsync(Url(ids[i]), Report(Day(day, 8 + (3 * i)), lon, 22.5), Ct);
            await _app.JudgeReportsAsync(Ct);
        }

        using var first = await officer.ReadAsync(Url(ids[0]), Ct);
        using var second = await officer.ReadAsync(Url(ids[1]), Ct);
        using var third = await officer.ReadAsync(Url(ids[2]), Ct);
        Assert.Empty(Flags(first));
        Assert.Empty(Flags(second));
        Assert.Equal(isFlagged ? ["repeated_position"] : [], Flags(third));
        if (isFlagged)
        {
            Assert.Equal(ids[1], third["flagReasons.repeated_position.report"].GetGuid());
            Assert.Equal(3 * 3600, third["flagReasons.repeated_position.seconds"].GetInt32());
        }
    }

    [Fact]
    public async Task Several_problems_at_one_stop_may_have_one_position()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var ids = Enumerable.Range(0, 4).Select(_ => Guid.NewGuid()).ToList();
        foreach (var (id, i) in ids.Select((id, i) => (id, i)))
        {
            using var sent = await officer.PutJsonAsync(Url(id), Report(Day(14).AddMinutes(5 * i), 113.374567), Ct);
        }

        await _app.JudgeReportsAsync(Ct);

        foreach (var id in ids)
        {
            using var now = await officer.ReadAsync(Url(id), Ct);
            Assert.Empty(Flags(now));
        }
    }

    [Fact]
    public async Task A_camera_that_sees_the_same_view_every_day_reuses_no_photo_but_an_officer_with_its_picture_does()
    {
        using var officer = await _app.LogInAsync("officer", Ct);
        var (monday, tuesday) = (Pictures.Scene(95), Pictures.Scene(95, quality: 70));
        foreach (var photo in new[] { monday, tuesday })
        {
            await TusUpload.SendPhotoAsync(officer, photo, Ct);
        }

        var (first, second, reuse) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await using var db = _app.NewContext();
        foreach (var (id, at, photo) in new[] { (first, Day(15), monday), (second, Day(16), tuesday) })
        {
            var body = Report(at, photos: photo).Deserialize<ReportBody>(JsonSerializerOptions.Web)!;
            var (report, _) = SentReport.Of(id, body, Reporter.OfGateway(TestCity.Gateway), Day(17));
            var (received, _) = await ReceiveReport.AloneAsync(db, report!, new FlagOptions(), Ct);
            Assert.True(received!.IsNew);
            db.ChangeTracker.Clear();
        }

        using var sent = await officer.PutJsonAsync(Url(reuse), Report(Day(17), photos: monday), Ct);
        await _app.JudgeReportsAsync(Ct);

        using var supervisor = await _app.LogInAsync("supervisor", Ct);
        using var secondNow = await supervisor.ReadAsync(Url(second), Ct);
        using var reuseNow = await officer.ReadAsync(Url(reuse), Ct);
        Assert.Empty(Flags(secondNow));
        Assert.Equal(["reused_photo"], Flags(reuseNow));
        Assert.Equal(
            (first, 0),
            (
                reuseNow["flagReasons.reused_photo.report"].GetGuid(),
                reuseNow["flagReasons.reused_photo.differingBits"].GetInt32()
            )
        );
    }

    [Fact]
    public async Task A_hash_that_differs_in_three_bits_is_found_wherever_they_are_and_one_that_differs_in_four_is_not()
    {
        await using var db = _app.NewContext();
        var random = new Random(64);
        var hash = random.NextInt64(long.MinValue, long.MaxValue);
        var (near, far) = (new List<long>(), new List<long>());
        for (var i = 0; i < 200; i++)
        {
            var bits = Enumerable.Range(0, 64).OrderBy(_ => random.Next()).Take(4).ToArray();
            near.Add(bits.Take(3).Aggregate(hash, (h, bit) => h ^ (1L << bit)));
            far.Add(bits.Aggregate(hash, (h, bit) => h ^ (1L << bit)));
        }

        await using var transaction = await db.Database.BeginTransactionAsync(Ct); // given up at the end
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into look_band (band, look)
            select band, look from unnest({near.Concat(far).ToArray()}) look cross join unnest(look_bands(look)) band
            on conflict do nothing
            """,
            Ct
        );
        var found = await db
            .Database.SqlQuery<long>($"select look as \"Value\" from looks_alike({hash}) where bits > 0")
            .ToListAsync(Ct);

        Assert.Equal(near.Distinct().Order(), found.Order());
    }
}
