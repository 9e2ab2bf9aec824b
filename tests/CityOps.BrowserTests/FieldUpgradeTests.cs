using System.Security.Cryptography;
using System.Text.Json;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Photos;
using CityOps.App.Features.Reports;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace CityOps.BrowserTests;

/// <summary>What was written on a phone outlives new versions of the app and the account that wrote it.</summary>
public sealed class FieldUpgradeTests(TestApp.ForClass fixture) : IClassFixture<TestApp.ForClass>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_unsent_reports_of_the_first_version_arrive_after_the_upgrade()
    {
        var photo = Pictures.Scene(81, 640, 480);
        await using var phone = await FieldPhone.NewAsync(fixture.App.Http);
        await phone.Page.GotoAsync("/field/icon-192.png"); // the address of the app, without the app
        await phone.Page.EvaluateAsync(
            """
            ({ photo, sha256 }) => new Promise((done, failed) => {
              // The stores as version 1 made them.
              const opening = indexedDB.open('cityops-field', 1);
              opening.onupgradeneeded = () => {
                const db = opening.result;
                db.createObjectStore('account', { keyPath: 'login' });
                db.createObjectStore('kept');
                db.createObjectStore('outbox', { keyPath: 'id' }).createIndex('account', 'account');
                db.createObjectStore('photo');
              };
              opening.onsuccess = () => {
                const change = opening.result.transaction(['account', 'kept', 'outbox', 'photo'], 'readwrite');
                change.objectStore('account').put({
                  login: 'officer', name: 'officer', role: 'officer', roleName: '巡查员', roleNameEn: 'Officer',
                  organisation: 'sanitation', organisationName: '环卫中心', town: null,
                  rights: ['reports.record', 'patrols.record'], tokens: null,
                });
                change.objectStore('kept').put({
                  readAt: '2026-06-01T00:00:00Z', forms: [],
                  categories: [{ code: '03101', name: '暴露垃圾', nameEn: null, kind: 'event', parent: null, form: null,
                    handlingForm: null }],
                  towns: [{ code: '442000001', name: '西镇', nameEn: null, lon: 113.35, lat: 22.55 }],
                  grids: [{ code: 'G1', name: null, shape: { coordinates: [[[[113.35, 22.55], [113.36, 22.55],
                    [113.36, 22.56], [113.35, 22.55]]]] } }],
                  facilities: [{ id: 'x', code: 'T-001', name: '松苑公厕', type: 'toilet', town: '442000001',
                    position: { lon: 113.352, lat: 22.551 } }],
                }, ['officer', 'reference']);
                const bytes = Uint8Array.from(atob(photo), (sign) => sign.charCodeAt(0));
                const blob = new Blob([bytes], { type: 'image/jpeg' });
                for (let i = 0; i < 10; i++) {
                  const id = `00000000-0000-4000-8000-00000000000${i}`;
                  const madeAt = new Date(Date.now() - 60000 * (20 - i)).toISOString();
                  change.objectStore('outbox').put({
                    id, account: 'officer', kind: 'report', madeAt, state: 'waiting', title: '暴露垃圾', place: '西镇',
                    target: { method: 'PUT', path: `/api/v1/reports/${id}` },
                    body: {
                      category: '03101', observedAt: madeAt, description: `upgrade ${i}`, answers: {},
                      position: { lon: 113.352 + i / 1000, lat: 22.551, coordSystem: 'wgs84' },
                      photos: [{ sha256, bytes: bytes.length, type: 'image/jpeg' }],
                    },
                    photos: [{ sha256, bytes: bytes.length, type: 'image/jpeg', thumb: '', offset: 0 }],
                    isTaken: false, tries: 0, nextAt: 0,
                  });
                  change.objectStore('photo').put(blob, [id, sha256]);
                }
                change.oncomplete = () => { opening.result.close(); done(); };
                change.onerror = failed;
              };
            }).then(() => { localStorage.setItem('cityops-field-login', 'officer'); })
            """,
            new { photo = Convert.ToBase64String(photo), sha256 = Convert.ToHexStringLower(SHA256.HashData(photo)) }
        );

        await phone.Page.GotoAsync("/field/");
        await Assertions.Expect(phone.Page.Locator("[data-test=unsent]")).ToHaveTextAsync("待发 10");
        await phone.KnowsTheCityAsync(); // by the lists of the version before
        await phone.Page.Locator("[data-test=log-in-again]").TapAsync();
        await phone.Page.Locator("input[name=password]").FillAsync(TestCity.Password);
        await phone.Page.Locator("[data-test=log-in]").TapAsync();
        await Assertions.Expect(phone.Page.Locator("[data-test=unsent]")).ToHaveTextAsync("全部已送达");

        await using var db = fixture.App.NewContext();
        var reports = await db.Reports.Where(r => r.Description!.StartsWith("upgrade")).ToListAsync(Ct);
        Assert.Equal(10, reports.Select(r => r.Description).Distinct().Count());
        Assert.Equal(10, reports.Count);
        var hash = SHA256.HashData(photo);
        Assert.True(await db.Photos.AnyAsync(p => p.Sha256 == hash, Ct));
    }

    [Fact]
    public async Task A_disabled_account_loses_nothing_and_gives_it_out_as_a_file()
    {
        await using var phone = await FieldPhone.NewAsync(fixture.App.Http);
        await phone.LogInAsync("officer-parks");
        await phone.IsInstalledAsync();
        await phone.CutAsync();
        await phone.PhotographAsync(Pictures.Scene(82));
        await phone.Page.Locator("[data-test=category-03101]").TapAsync();
        await phone.Page.Locator("[data-test=take-place]").TapAsync();
        await phone.Page.Locator("[data-test=send]").TapAsync();
        await phone.Page.Locator("[data-test=item-waiting]").WaitForAsync();
        await using (var db = fixture.App.NewContext())
        {
            await db
                .Accounts.Where(a => a.Login == "officer-parks")
                .ExecuteUpdateAsync(set => set.SetProperty(a => a.DisabledAt, DateTimeOffset.UtcNow), Ct);
        }

        await Task.Delay(TimeSpan.FromSeconds(4), Ct); // what is known of log-ins is known for three seconds
        phone.Restore();
        await phone.Page.EvaluateAsync("window.dispatchEvent(new Event('online'))");
        await Assertions.Expect(phone.Page.Locator("[data-test=log-in-again]")).ToContainTextAsync("停用");
        await Assertions.Expect(phone.Page.Locator("[data-test=item-waiting]")).ToHaveCountAsync(1);
        await phone.Page.Locator("[data-test=tab-me]").TapAsync();
        var download = await phone.Page.RunAndWaitForDownloadAsync(() =>
            phone.Page.Locator("[data-test=export]").TapAsync()
        );
        await using var file = await download.CreateReadStreamAsync();
        using var outbox = await JsonDocument.ParseAsync(file, cancellationToken: Ct);
        var item = Assert.Single(outbox.RootElement.GetProperty("items").EnumerateArray());
        Assert.Equal("03101", item.GetProperty("body").GetProperty("category").GetString());
        var photo = Assert.Single(item.GetProperty("photos").EnumerateArray());
        Assert.Equal(
            photo.GetProperty("sha256").GetString(),
            Convert.ToHexStringLower(SHA256.HashData(photo.GetProperty("data").GetBytesFromBase64()))
        );
    }
}
