using System.Net.Http.Json;
using System.Text.Json;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Facilities;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Facilities;

/// <summary>One facility by API: entered, changed against the version that was seen, photographed, and by
/// whom.</summary>
public sealed class PutFacilityTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private readonly TestApp _app = fixture.App;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static async Task<ApiAnswer> PutAsync(HttpClient client, Guid id, object body, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/facilities/{id}")
        {
            Content = JsonContent.Create(body),
        };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        return await ApiClient.AnswerAsync(await client.SendAsync(request, Ct), Ct);
    }

    private static object Bridge(
        string code,
        string status = "in_use",
        double lon = 113.36,
        double lat = 22.56,
        string? organisation = "municipal",
        string? grid = null,
        string? component = null,
        object? attributes = null,
        object? photos = null,
        string coordSystem = "wgs84",
        string type = "bridge",
        string? town = null
    ) =>
        new
        {
            code,
            type,
            name = "一号桥",
            position = new
            {
                lon,
                lat,
                coordSystem,
            },
            organisation,
            gridCode = grid,
            componentCode = component,
            status,
            attributes,
            photos,
            town,
        };

    [Fact]
    public async Task Entered_changed_against_its_version_and_taken_out_of_use_with_all_of_it_in_the_history()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        var id = Guid.NewGuid();

        using var entered = await PutAsync(admin, id, Bridge("PB-1", attributes: new { material = "石", spans = 3 }));
        using var again = await PutAsync(admin, id, Bridge("PB-1", attributes: new { spans = 3, material = "石" }));
        using var blind = await PutAsync(admin, id, Bridge("PB-1", "damaged"));
        using var changed = await PutAsync(
            admin,
            id,
            Bridge("PB-1", "damaged", attributes: new { spans = 3 }),
            again.Response.Headers.ETag!.ToString()
        );
        using var stale = await PutAsync(admin, id, Bridge("PB-1", "removed"), again.Response.Headers.ETag!.ToString());
        using var unreadable = await PutAsync(admin, id, Bridge("PB-1", "removed"), "W/nonsense");
        using var removed = await PutAsync(admin, id, Bridge("PB-1", "removed", attributes: new { spans = 3 }), "*");
        using var read = await admin.ReadAsync($"/api/v1/facilities/{id}", Ct);

        Assert.Equal(
            (201, 200, 428, 200, 409, 400, 200),
            (
                entered.Status,
                again.Status,
                blind.Status,
                changed.Status,
                stale.Status,
                unreadable.Status,
                removed.Status
            )
        );
        Assert.Equal(
            ("if_match_missing", "facility_stale", "if_match_invalid"),
            (blind.Code, stale.Code, unreadable.Code)
        );
        Assert.Equal((2, "\"3\""), (stale["version"].GetInt32(), read.Response.Headers.ETag!.ToString()));
        Assert.Equal(
            ("removed", "PB-1", TestCity.WestTown, true),
            (
                read["status"].GetString(),
                read["code"].GetString(),
                read["town"].GetString(),
                read["mayChange"].GetBoolean()
            )
        );
        Assert.Equal([3, 2, 1], read["history"].EnumerateArray().Select(c => c.GetProperty("seq").GetInt32()));
        Assert.All(read["history"].EnumerateArray(), c =>
            Assert.Equal(("api", "admin"), (c.GetProperty("source").GetString(), c.GetProperty("by").GetString()))
        );
        // what a PUT leaves out is cleared
        Assert.Equal(["spans"], read["attributes"].EnumerateObject().Select(a => a.Name));
    }

    [Fact]
    public async Task Two_who_have_seen_the_same_version_change_it_once()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        var id = Guid.NewGuid();
        using var entered = await PutAsync(admin, id, Bridge("PB-2"));

        var both = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(i => PutAsync(admin, id, Bridge("PB-2", attributes: new { i }), "\"1\""))
        );

        Assert.Equal(1, both.Count(answer => answer.Status == 200));
        Assert.Equal(5, both.Count(answer => answer.Code == "facility_stale"));
    }

    [Fact]
    public async Task What_cannot_be_right_is_refused_by_its_own_code_and_changes_nothing()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        using var other = await PutAsync(admin, Guid.NewGuid(), Bridge("PB-3", component: "44200001020000031"));
        Assert.Equal(201, other.Status);

        async Task<(int, string?, string?)> RefusedAsync(object body)
        {
            using var answer = await PutAsync(admin, Guid.NewGuid(), body);
            return (
                answer.Status,
                answer.Code,
                answer.Body.TryGetProperty("field", out var field) ? field.GetString() : null
            );
        }

        Assert.Equal((422, "field_missing", "code"), await RefusedAsync(Bridge("")));
        Assert.Equal((422, "facility_type_unknown", "type"), await RefusedAsync(Bridge("X-1", type: "spaceship")));
        Assert.Equal(
            (422, "organisation_unknown", "organisation"),
            await RefusedAsync(Bridge("X-1", organisation: "nobody"))
        );
        Assert.Equal((422, "town_unknown", "town"), await RefusedAsync(Bridge("X-1", town: "442000999")));
        Assert.Equal((422, "field_invalid", "status"), await RefusedAsync(Bridge("X-1", "gone")));
        Assert.Equal(
            (422, "grid_code_invalid", "gridCode"),
            await RefusedAsync(Bridge("X-1", grid: "442000002001001"))
        );
        Assert.Equal(
            (422, "component_code_invalid", "componentCode"),
            await RefusedAsync(Bridge("X-1", component: "11000001020000031"))
        );
        Assert.Equal(
            (409, "component_code_taken", "componentCode"),
            await RefusedAsync(Bridge("X-1", component: "44200001020000031"))
        );
        Assert.Equal((409, "facility_code_taken", "code"), await RefusedAsync(Bridge("PB-3")));
        Assert.Equal((422, "coord_system_unknown", null), await RefusedAsync(Bridge("X-1", coordSystem: "mars")));
        Assert.Equal((422, "position_outside_city", "lon"), await RefusedAsync(Bridge("X-1", lon: 116.4, lat: 39.9)));
        Assert.Equal(
            (422, "position_outside_town", "town"),
            await RefusedAsync(Bridge("X-1", lon: 113.48, town: TestCity.WestTown))
        );
        Assert.Equal(
            (422, "photo_invalid", null),
            await RefusedAsync(
                Bridge(
                    "X-1",
                    photos: new[]
                    {
                        new
                        {
                            sha256 = "x",
                            bytes = 1,
                            type = "image/jpeg",
                        },
                    }
                )
            )
        );
        using var swapped = await PutAsync(admin, Guid.NewGuid(), Bridge("X-1", lon: 22.56, lat: 113.36));
        Assert.Equal(
            (422, "position_invalid", 113.36),
            (swapped.Status, swapped.Code, swapped["suggestion.lon"].GetDouble())
        );
        await using var db = _app.NewContext();
        Assert.False(await db.Facilities.AnyAsync(f => f.Code == "X-1", Ct));
    }

    [Fact]
    public async Task Its_organisation_changes_it_but_gives_it_to_nobody_and_others_do_not_see_it()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        using var officer = await _app.LogInAsync("officer", Ct); // of sanitation
        using var parks = await _app.LogInAsync("officer-parks", Ct);
        var id = Guid.NewGuid();
        using var entered = await PutAsync(officer, id, Bridge("PB-4", organisation: null));

        using var own = await PutAsync(officer, id, Bridge("PB-4", "damaged", organisation: null), "\"1\"");
        using var given = await PutAsync(officer, id, Bridge("PB-4", "damaged", organisation: "parks"), "\"2\"");
        using var foreign = await PutAsync(parks, id, Bridge("PB-4", organisation: null), "*");
        using var hidden = await parks.ReadAsync("/api/v1/facilities/PB-4", Ct);
        using var history = await parks.ReadAsync("/api/v1/facilities/PB-4/history", Ct);
        using var toilet = await parks.ReadAsync("/api/v1/facilities/T-001", Ct);
        using var list = await parks.ReadAsync("/api/v1/facilities?type=bridge,toilet", Ct);
        using var moved = await PutAsync(admin, id, Bridge("PB-4", "damaged", organisation: "parks"), "\"2\"");
        using var seen = await parks.ReadAsync("/api/v1/facilities/PB-4", Ct);

        Assert.Equal((201, "sanitation", 200), (entered.Status, entered["organisation"].GetString(), own.Status));
        Assert.Equal((403, "organisation_not_yours"), (given.Status, given.Code));
        Assert.Equal((403, "outside_your_area"), (foreign.Status, foreign.Code));
        Assert.Equal(
            ((403, "outside_your_area"), (403, "outside_your_area")),
            ((hidden.Status, hidden.Code), (history.Status, history.Code))
        );
        Assert.Equal(
            (200, JsonValueKind.Null, false),
            (toilet.Status, toilet["history"].ValueKind, toilet["mayChange"].GetBoolean())
        );
        Assert.DoesNotContain("PB-4", list["items"].EnumerateArray().Select(f => f.GetProperty("code").GetString()));
        Assert.Contains("T-001", list["items"].EnumerateArray().Select(f => f.GetProperty("code").GetString()));
        Assert.Equal((200, 200), (moved.Status, seen.Status));
    }

    [Fact]
    public async Task An_account_of_a_town_keeps_to_its_town()
    {
        await using (var db = _app.NewContext())
        {
            var hash = await db.Accounts.Where(a => a.Login == "officer").Select(a => a.PasswordHash).SingleAsync(Ct);
            db.Accounts.Add(
                new Account
                {
                    Login = "west",
                    Name = "west",
                    PasswordHash = hash,
                    Role = "officer",
                    OrganisationCode = TestCity.WestTown,
                    TownCode = TestCity.WestTown,
                    CreatedAt = DateTimeOffset.UnixEpoch,
                }
            );
            await db.SaveChangesAsync(Ct);
        }

        using var west = await _app.LogInAsync("west", Ct);
        var id = Guid.NewGuid();

        using var here = await PutAsync(west, id, Bridge("PB-5", organisation: null));
        using var away = await PutAsync(west, id, Bridge("PB-5", lon: 113.45, organisation: null), "*");
        using var elsewhere = await PutAsync(west, Guid.NewGuid(), Bridge("PB-6", lon: 113.45, organisation: null));

        Assert.Equal(201, here.Status);
        Assert.Equal(
            ((403, "outside_your_area"), (403, "outside_your_area")),
            ((away.Status, away.Code), (elsewhere.Status, elsewhere.Code))
        );
    }

    [Fact]
    public async Task Photos_are_declared_uploaded_shown_to_those_who_hold_it_and_logged()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        using var parks = await _app.LogInAsync("officer-parks", Ct);
        var (id, photo) = (Guid.NewGuid(), Pictures.Jpeg());
        var declared = new[]
        {
            new
            {
                sha256 = Pictures.Sha256(photo),
                bytes = photo.Length,
                type = "image/jpeg",
            },
        };

        using var entered = await PutAsync(admin, id, Bridge("PB-7", photos: declared));
        await TusUpload.SendPhotoAsync(admin, photo, Ct);
        using var kept = await PutAsync(
            admin,
            id,
            Bridge("PB-7", "damaged"),
            entered.Response.Headers.ETag!.ToString()
        );
        using var read = await admin.ReadAsync("/api/v1/facilities/PB-7", Ct);
        using var shown = await admin.GetAsync($"/api/v1/photos/{declared[0].sha256}", Ct);
        using var hidden = await parks.ReadAsync($"/api/v1/photos/{declared[0].sha256}", Ct);
        using var without = await PutAsync(
            admin,
            id,
            Bridge("PB-7", "damaged", photos: Array.Empty<object>()),
            read.Response.Headers.ETag!.ToString()
        );

        Assert.Equal("declared", Assert.Single(entered["photos"].EnumerateArray()).GetProperty("state").GetString());
        Assert.Equal("verified", Assert.Single(read["photos"].EnumerateArray()).GetProperty("state").GetString());
        Assert.Equal((200, 200, 403), (kept.Status, (int)shown.StatusCode, hidden.Status));
        Assert.Equal((200, 0), (without.Status, without["photos"].GetArrayLength()));
        Assert.True(without["history"][0].GetProperty("after").TryGetProperty("photos", out _));
    }

    [Fact]
    public async Task A_position_in_another_system_is_kept_beside_the_one_that_counts_and_so_is_one_corrected_in_the_field()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        var id = Guid.NewGuid();
        using var entered = await PutAsync(
            admin,
            id,
            Bridge("PB-8", lon: 113.387867630, lat: 22.518417395, coordSystem: "gcj02")
        );

        using var report = await admin.PutJsonAsync(
            $"/api/v1/reports/{Guid.NewGuid()}",
            new
            {
                category = "X04",
                observedAt = DateTimeOffset.UtcNow.AddMinutes(-1),
                facility = new { code = "PB-8", isHere = true },
                position = new
                {
                    lon = 113.39,
                    lat = 22.52,
                    coordSystem = "bd09",
                    accuracyMetres = 4,
                },
            },
            Ct
        );
        using var read = await admin.ReadAsync($"/api/v1/facilities/{id}", Ct);

        Assert.Equal(
            ("gcj02", 113.387867630),
            (entered["rawPosition.coordSystem"].GetString(), entered["rawPosition.lon"].GetDouble())
        );
        Assert.Equal(113.382391, entered["position.lon"].GetDouble(), 6);
        Assert.Equal(201, report.Status);
        Assert.Equal(
            ("bd09", 113.39),
            (read["rawPosition.coordSystem"].GetString(), read["rawPosition.lon"].GetDouble())
        );
    }

    [Fact]
    public async Task Lists_and_exports_are_narrowed_by_organisation_status_text_and_box()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        foreach (
            var (code, status, lon, organisation) in new[]
            {
                ("LB-1", "in_use", 113.31, "parks"),
                ("LB-2", "damaged", 113.32, "parks"),
                ("LB-3", "damaged", 113.47, "municipal"),
            }
        )
        {
            using var entered = await PutAsync(
                admin,
                Guid.NewGuid(),
                Bridge(code, status, lon, organisation: organisation)
            );
            Assert.Equal(201, entered.Status);
        }

        async Task<string[]> ListAsync(string query)
        {
            using var list = await admin.ReadAsync($"/api/v1/facilities?text=lb-&{query}", Ct);
            return [.. list["items"].EnumerateArray().Select(f => f.GetProperty("code").GetString()!)];
        }

        Assert.Equal(["LB-1", "LB-2"], await ListAsync("organisation=parks"));
        Assert.Equal(["LB-2", "LB-3"], await ListAsync("status=damaged"));
        Assert.Equal(["LB-3"], await ListAsync($"town={TestCity.EastTown}"));
        Assert.Equal(["LB-2"], await ListAsync("box=113.315,22.5,113.4,22.6"));
        Assert.Empty(await ListAsync("text=%25"));
        var csv = await admin.GetStringAsync(
            "/api/v1/facilities/export.csv?organisation=parks&text=LB-&status=damaged",
            Ct
        );
        Assert.Equal(2, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        using var box = await admin.ReadAsync("/api/v1/facilities?box=1,2", Ct);
        using var status2 = await admin.ReadAsync("/api/v1/facilities?status=gone", Ct);
        using var town = await admin.ReadAsync("/api/v1/facilities?town=442000999", Ct);
        Assert.Equal(("box_invalid", "filter_unknown", "filter_unknown"), (box.Code, status2.Code, town.Code));
    }

    [Fact]
    public async Task An_export_is_cut_to_what_the_caller_may_see()
    {
        using var admin = await _app.LogInAsync("admin", Ct);
        using var parks = await _app.LogInAsync("officer-parks", Ct);
        using var entered = await PutAsync(admin, Guid.NewGuid(), Bridge("CB-1", organisation: "sanitation"));
        using var unowned = await PutAsync(admin, Guid.NewGuid(), Bridge("CB-2", organisation: null));

        var all = await admin.GetStringAsync("/api/v1/facilities/export.csv?text=CB-", Ct);
        var own = await parks.GetStringAsync("/api/v1/facilities/export.csv?text=CB-", Ct);

        Assert.Equal(
            (true, true, false, true),
            (
                all.Contains("CB-1", StringComparison.Ordinal),
                all.Contains("CB-2", StringComparison.Ordinal),
                own.Contains("CB-1", StringComparison.Ordinal),
                own.Contains("CB-2", StringComparison.Ordinal)
            )
        );
    }
}
