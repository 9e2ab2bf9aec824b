using CityOps.App.Features.Patrols;
using CityOps.App.Features.Reports;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>A patrol on the phone, /field/#/patrol: its track outlives the browser and needs no line.</summary>
public sealed class FieldPatrolTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_patrol_in_airplane_mode_survives_a_kill_and_arrives_with_its_track_and_reports()
    {
        await using var phone = await FieldPhone.NewAsync(fixture.App.Http);
        await phone.LogInAsync("officer");
        await phone.IsInstalledAsync();
        await phone.CutAsync();
        await phone.Page.Locator("[data-test=tab-patrol]").TapAsync();
        await phone.Page.Locator("[data-test=kind-joint]").TapAsync();
        await phone.Page.Locator("[data-test=officer-handler]").TapAsync();
        await phone.Page.Locator("[data-test=domain-X01]").TapAsync();
        await phone.Page.Locator("[data-test=vehicles] [data-test=more]").TapAsync();
        await phone.Page.Locator("[data-test=start-patrol]").TapAsync();
        await phone.Page.Locator("[data-test=time]").WaitForAsync();
        await WalkAsync(phone, 0, 3);
        await Assertions.Expect(phone.Page.Locator("[data-test=far]")).Not.ToHaveTextAsync("0 m");
        await phone.Page.Locator("[data-test=back], [data-test=tab-home]").First.TapAsync();
        await phone.PhotographAsync(Pictures.Scene(71));
        await phone.Page.Locator("[data-test=category-03101]").TapAsync();
        await phone.Page.Locator("[data-test=take-place]").TapAsync();
        await phone.Page.Locator("[data-test=send]").TapAsync();
        await phone.Page.Locator("[data-test=item-waiting]").First.WaitForAsync();
        await phone.KillAsync();

        await phone.StartAsync();
        await phone.Page.GotoAsync("/field/");
        await Assertions.Expect(phone.Page.Locator("[data-test=under-way]")).ToContainTextAsync("联合执法中");
        await WalkAsync(phone, 3, 2);
        await phone.Page.Locator("[data-test=end-patrol]").TapAsync();
        await phone.Page.Locator(".van-dialog__confirm").TapAsync();
        await Assertions.Expect(phone.Page.Locator("[data-test=under-way]")).ToHaveCountAsync(0);
        phone.Restore();
        await phone.Page.EvaluateAsync("window.dispatchEvent(new Event('online'))");
        await phone.Page.Locator("[data-test=tab-day]").TapAsync();
        await Assertions.Expect(phone.Page.Locator("[data-test=item-arrived]")).ToHaveCountAsync(2);
        await Assertions.Expect(phone.Page.Locator("[data-test=unsent]")).ToHaveTextAsync("全部已送达");

        await using var db = fixture.App.NewContext();
        var patrol = await db.Patrols.SingleAsync(p => p.OrganisationCode == "sanitation", Ct);
        Assert.Equal(
            ("joint", 2, 1, "X01", TestCity.WestTown),
            (patrol.Kind, patrol.Persons, patrol.Vehicles, patrol.CategoryCode, patrol.TownCode)
        );
        Assert.Equal(["handler"], patrol.Officers);
        Assert.NotNull(patrol.EndedAt);
        Assert.Equal(patrol.Id, (await db.Reports.SingleAsync(Ct)).PatrolId);
        using var officer = await fixture.App.LogInAsync("officer", Ct);
        using var read = await officer.ReadAsync($"/api/v1/patrols/{patrol.Id}", Ct);
        Assert.InRange(read["positions"].GetInt32(), 5, 12);
        Assert.InRange(read["distanceMetres"].GetDouble(), 100, 300);
        Assert.Equal(1, read["problems"].GetInt32());
    }

    [Fact]
    public async Task A_forgotten_patrol_is_told_and_ends_when_it_last_moved()
    {
        await using var phone = await FieldPhone.NewAsync(fixture.App.Http);
        await phone.LogInAsync("officer-parks");
        await phone.IsInstalledAsync();
        await phone.CutAsync();
        await phone.Page.Locator("[data-test=tab-patrol]").TapAsync();
        await phone.Page.Locator("[data-test=start-patrol]").TapAsync();
        await phone.Page.Locator("[data-test=time]").WaitForAsync();

        // As if it had been started four hours ago, and the phone had lain on a desk for the last three.
        var movedAt = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.AddHours(-3).ToUnixTimeSeconds());
        await phone.Page.EvaluateAsync(
            """
            (movedAt) => new Promise((done, failed) => {
              const opening = indexedDB.open('cityops-field');
              opening.onsuccess = () => {
                const change = opening.result.transaction(['kept', 'track'], 'readwrite');
                const key = ['officer-parks', 'patrol'];
                const kept = change.objectStore('kept').get(key);
                kept.onsuccess = () => {
                  const startedAt = new Date(movedAt - 3600000).toISOString();
                  change.objectStore('kept').put({ ...kept.result, startedAt }, key);
                  const { id } = kept.result;
                  const positions = change.objectStore('track');
                  positions.clear();
                  const fix = { lon: 113.3521, lat: 22.5512, accuracyMetres: 8 };
                  positions.put({ ...fix, at: movedAt - 60000, lat: 22.55 }, [id, movedAt - 60000]);
                  const towers = { ...fix, at: movedAt - 30000, lat: 22.5514, accuracyMetres: 2500 };
                  positions.put(towers, [id, towers.at]);
                  positions.put({ ...fix, at: movedAt }, [id, movedAt]);
                };
                change.oncomplete = () => { opening.result.close(); done(); };
                change.onerror = failed;
              };
            })
            """,
            movedAt.ToUnixTimeMilliseconds()
        );
        await phone.Page.ReloadAsync();
        await phone.Page.Locator("[data-test=time]").WaitForAsync();
        // The cell tower's position is drawn grey, beside the way and not in it.
        var doubted = phone.Page.Locator("[data-test=doubted]");
        await Assertions.Expect(doubted).ToHaveCSSAsync("fill", "rgb(154, 163, 173)");
        var tower = await doubted.EvaluateAsync<string>(
            "c => `${(+c.getAttribute('cx')).toFixed(1)},${(+c.getAttribute('cy')).toFixed(1)}`"
        );
        var way = (await phone.Page.Locator("[data-test=way]").GetAttributeAsync("points"))!.Split(' ');
        Assert.True(way.Length >= 2, $"the way has {way.Length} positions");
        Assert.DoesNotContain(tower, way);
        await phone.Page.Locator("[data-test=tab-home]").TapAsync();
        await Assertions.Expect(phone.Page.Locator("[data-test=under-way]")).ToContainTextAsync("忘记结束了吗");
        await phone.Page.Locator("[data-test=end-patrol]").TapAsync();
        await phone.Page.Locator("[data-test=gap]").WaitForAsync(); // the hours without a position are told too
        await phone.Page.Locator("[data-test=end-then]").TapAsync();
        await phone.Page.Locator(".van-dialog__confirm").TapAsync();
        phone.Restore();
        await phone.Page.EvaluateAsync("window.dispatchEvent(new Event('online'))");
        await phone.Page.Locator("[data-test=item-arrived]").WaitForAsync();

        await using var db = fixture.App.NewContext();
        var patrol = await db.Patrols.SingleAsync(p => p.OrganisationCode == "parks", Ct);
        Assert.Equal((movedAt.AddHours(-1), movedAt), (patrol.StartedAt, patrol.EndedAt));
    }

    [Theory]
    [InlineData(390, 844, ColorScheme.Light, "zh")]
    [InlineData(390, 844, ColorScheme.Dark, "en")]
    public async Task Its_screens_can_be_read_by_everybody(int width, int height, ColorScheme scheme, string language)
    {
        await using var phone = await FieldPhone.NewAsync(fixture.App.Http);
        await phone.Page.SetViewportSizeAsync(width, height);
        await phone.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await phone.Page.GotoAsync("/field/");
        await phone.Page.EvaluateAsync($"localStorage.setItem('cityops-language', '{language}')");
        var look = new Look(phone.Page, $"{width}x{height}-{scheme}-{language}");
        await phone.LogInAsync("supervisor");
        await phone.IsInstalledAsync();
        await phone.Page.Locator("[data-test=tab-patrol]").TapAsync();
        await phone.Page.Locator("[data-test=kind-supervision]").TapAsync();
        await look.AtAsync("patrol-start");
        await phone.Page.Locator("[data-test=start-patrol]").TapAsync();
        await phone.Page.Locator("[data-test=time]").WaitForAsync();
        await WalkAsync(phone, 0, 3);
        await look.AtAsync("patrol");
        await phone.Page.Locator("[data-test=tab-home]").TapAsync();
        await phone.Page.Locator("[data-test=under-way]").WaitForAsync();
        await look.AtAsync("home-patrol");
        await phone.Page.Locator("[data-test=end-patrol]").TapAsync();
        await phone.Page.Locator(".van-dialog__confirm").WaitForAsync();
        await look.AtAsync("patrol-end");
        await phone.Page.Locator(".van-dialog__confirm").TapAsync();
        await phone.Page.Locator("[data-test=item-arrived]").First.TapAsync();
        await phone.Page.Locator("[data-test=state]").WaitForAsync();
        await look.AtAsync("patrol-item");
        Assert.True(look.Findings.Count == 0, string.Join("\n", look.Findings));
    }

    /// <summary>Goes north, some 45 m in eleven seconds, which is as often as a track takes a position.</summary>
    private static async Task WalkAsync(FieldPhone phone, int from, int legs)
    {
        for (var leg = from + 1; leg <= from + legs; leg++)
        {
            await Task.Delay(TimeSpan.FromSeconds(11), Ct);
            await phone.MoveAsync(113.3521f, 22.5512f + (leg * 0.0004f));
        }
    }
}
