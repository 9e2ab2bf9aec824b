using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Facilities;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Patrols;
using CityOps.App.Features.Ponding;
using CityOps.App.Features.Reports;
using CityOps.App.Features.Webhooks;
using CityOps.IntegrationTests.Events;
using CityOps.IntegrationTests.Maps;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;
using NetTopologySuite.Geometries;

namespace CityOps.IntegrationTests.Visibility;

/// <summary>
/// Every kind of account sees the same records through every door that shows them: those that
/// sql/functions/visible_to.sql says. Each rule is written a second time here, from the documentation.
/// </summary>
public sealed partial class VisibilityTests : IAsyncLifetime
{
    /// <summary>One tile of zoom 14 holds all cases, on both sides of the border between the towns.</summary>
    private const string DeepTile = "14/13352/7138";

    private static readonly string[] ShallowTiles = ["5/26/13", "8/208/111", "10/834/446", "13/6676/3569"];
    private static readonly double[] Longitudes = [113.395, 113.4004];
    private static readonly string[] Centres = ["sanitation", "parks", TestCity.WestTown];

    private static readonly string[] FieldSteps = ["confirm", "accept", "handle", "verify"];

    private readonly List<string> _differences = [];
    private int _tasks;
    private TestApp _app = null!;
    private HttpClient _admin = null!;
    private IReadOnlyDictionary<string, Role> _roles = new Dictionary<string, Role>();
    private IReadOnlyList<Account> _accounts = [];
    private IReadOnlyList<Case> _cases = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await TestApp.StartAsync(Ct);
        _admin = await _app.LogInAsync("admin", Ct);
        await AddAccountsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Every_account_sees_the_same_cases_through_every_door()
    {
        await OpenCasesAsync();
        await StepAllAsync("file");
        await StepAllAsync("dispatch");
        using var letter = await _admin.PostJsonAsync(
            "/api/v1/letters",
            new
            {
                kind = "supervision",
                from = "parks",
                to = "sanitation",
                title = "督办",
                cases = _cases.Select(c => c.Id),
            },
            Ct
        );
        Assert.Equal(201, letter.Status);

        foreach (var account in Who("cases.read", "figures.read", "letters.read"))
        {
            using var client = await _app.LogInAsync(account.Login, Ct);
            var visible = _cases.Where(c => Sees(account, c)).ToList();
            var (ids, numbers) = (visible.Select(c => c.Id.ToString()), visible.Select(c => c.Number));

            var listed = await IdsAsync(client, "/api/v1/cases");
            Compare(account, "list", ids, listed);
            Compare(account, "read one", ids, await ReadableAsync(client, "cases", _cases.Select(c => c.Id)));
            await CompareMapAsync(account, client, [.. ids]);
            await CompareTasksAsync(account, client, visible);
            await CompareExportsAsync(account, client, [.. numbers]);
            await CompareEvidenceAsync(account, client, visible);
            await CompareDuplicatesAsync(account, client, visible);
            using var read = await client.ReadAsync($"/api/v1/letters/{letter["letter.id"]}", Ct);
            if (read.Status == 200)
            {
                Compare(account, "letter", ids, read["cases"].EnumerateArray().Select(c => Text(c, "id")));
            }
        }

        Assert.True(_tasks > 0);
        Findings.None(_differences);
    }

    [Fact]
    public async Task Every_account_is_told_of_the_cases_that_it_sees()
    {
        await OpenCasesAsync();
        await using (var db = _app.NewContext())
        {
            db.Sections.Add(
                new Section
                {
                    Code = "S-E",
                    Name = "东路",
                    TownCode = TestCity.EastTown,
                    Line = new LineString([new(113.45, 22.55), new(113.46, 22.55)]) { SRID = 4326 },
                }
            );
            await db.SaveChangesAsync(Ct);
        }

        await ExecuteAsync(
            """
            update sensor set section_code = 'S-E' where code = 'WL-0003';
            insert into sensor_state (sensor_id, observed_at, depth_mm, heard_at) select id, now(), 1, now() from sensor
            """
        );
        var followers = new List<(Account Account, EventFollower Follower)>();
        foreach (var account in Who("cases.read", "ponding.read"))
        {
            followers.Add((account, await EventFollower.StartAsync(await _app.LogInAsync(account.Login, Ct), Ct)));
        }

        await StepAllAsync("file");
        // Of a batch they are sent last: the sign that all steps before have been sent. Every account sees one of them.
        await ExecuteAsync(
            """select pg_notify('cityops_events', '{"kind":"sensors","codes":["WL-0001","WL-0003"]}')"""
        );

        foreach (var (account, follower) in followers)
        {
            var told = new List<string>();
            for (var next = await follower.NextAsync(Ct); next.Name != "sensors"; next = await follower.NextAsync(Ct))
            {
                if (next.Name == "case" && Text(next.Data, "action") == "file") // what was sent of the cases' opening may come late
                {
                    told.Add(Text(next.Data, "id"));
                }
            }

            Compare(account, "events", _cases.Where(c => Sees(account, c)).Select(c => c.Id.ToString()), told);
            await follower.DisposeAsync();
        }

        Findings.None(_differences);
    }

    [Fact]
    public async Task A_webhook_is_told_of_the_cases_that_an_account_of_its_organisation_and_town_sees()
    {
        await OpenCasesAsync();
        var webhooks = new List<(string Id, string? Organisation, string? Town)>();
        foreach (var organisation in new[] { null, "sanitation", TestCity.WestTown })
        {
            foreach (var town in new[] { null, TestCity.WestTown, TestCity.EastTown })
            {
                using var made = await _admin.PostJsonAsync(
                    "/api/v1/webhooks",
                    new
                    {
                        name = "x",
                        url = "https://events.example.cn/x",
                        organisation,
                        town,
                    },
                    Ct
                );
                Assert.Equal(201, made.Status);
                webhooks.Add((made["id"].GetString()!, organisation, town));
            }
        }

        await StepAllAsync("file");

        await using var db = _app.NewContext();
        foreach (var (id, organisation, town) in webhooks)
        {
            var webhook = Guid.Parse(id);
            var told = await db
                .WebhookDeliveries.Where(d => d.WebhookId == webhook)
                .Select(d => d.Subject)
                .ToListAsync(Ct);
            var expected = _cases
                .Where(c => Sees(organisation, isScoped: organisation is not null, town, c))
                .Select(c => c.Id.ToString());
            Compare($"webhook of {organisation ?? "all"} in {town ?? "all"}", "deliveries", expected, told);
        }

        Findings.None(_differences);
    }

    [Fact]
    public async Task Every_account_sees_the_same_reports_patrols_and_letters_through_every_door()
    {
        await OpenCasesAsync();
        await using var db = _app.NewContext();
        var reports = await db.Reports.AsNoTracking().ToListAsync(Ct);
        var patrols = await AddPatrolsAsync();
        var letters = new List<(string Id, string From, string To)>();
        foreach (
            var (from, to) in new[] { ("parks", "sanitation"), ("bureau", TestCity.WestTown), ("bureau", "parks") }
        )
        {
            using var issued = await _admin.PostJsonAsync(
                "/api/v1/letters",
                new
                {
                    kind = "advice",
                    from,
                    to,
                    title = "x",
                    cases = new[] { _cases[0].Id },
                },
                Ct
            );
            letters.Add((issued["letter.id"].GetString()!, from, to));
        }

        foreach (var account in Who("reports.read", "patrols.read", "letters.read", "figures.read"))
        {
            using var client = await _app.LogInAsync(account.Login, Ct);
            var own = account.OrganisationCode;
            bool InScope(string organisation, string? town) =>
                (!IsScoped(account) || organisation == own) && (account.TownCode is null || account.TownCode == town);

            var visibleReports = reports
                .Where(r => InScope(r.OrganisationCode, r.TownCode))
                .Select(r => r.Id.ToString())
                .ToList();
            Compare(
                account,
                "reports: read one",
                visibleReports,
                await ReadableAsync(client, "reports", reports.Select(r => r.Id))
            );
            Compare(account, "reports: evidence", visibleReports, await EvidenceAsync(client, "reports_received"));

            var visiblePatrols = patrols
                .Where(p => InScope(p.OrganisationCode, p.TownCode))
                .Select(p => p.Id.ToString())
                .ToList();
            Compare(
                account,
                "patrols: read one",
                visiblePatrols,
                await ReadableAsync(client, "patrols", patrols.Select(p => p.Id))
            );
            Compare(account, "patrols: evidence", visiblePatrols, await EvidenceAsync(client, "patrols"));

            // A letter has the town of the organisation that it went to.
            var visibleLetters = letters
                .Where(l =>
                    l.From == own
                    || l.To == own
                    || (
                        !IsScoped(account)
                        && (account.TownCode is null || l.To != TestCity.WestTown || account.TownCode == l.To)
                    )
                )
                .Select(l => l.Id)
                .ToList();
            Compare(account, "letters: list", visibleLetters, await IdsAsync(client, "/api/v1/letters"));
            Compare(
                account,
                "letters: read one",
                visibleLetters,
                await ReadableAsync(client, "letters", letters.Select(l => Guid.Parse(l.Id)))
            );
        }

        Findings.None(_differences);
    }

    [Fact]
    public async Task Every_account_sees_the_same_facilities_through_every_door()
    {
        var facilities = await AddFacilitiesAsync();

        foreach (var account in Who("facilities.read", "feedback.read"))
        {
            using var client = await _app.LogInAsync(account.Login, Ct);
            bool Holds(Facility f) =>
                (!IsScoped(account) || f.OrganisationCode is null || f.OrganisationCode == account.OrganisationCode)
                && (account.TownCode is null || account.TownCode == f.TownCode);
            var held = facilities.Where(Holds).Select(f => f.Code).ToList();
            var visible = facilities.Where(f => f.Type == "toilet" || Holds(f)).Select(f => f.Code).ToList();

            Compare(account, "list", visible, await IdsAsync(client, "/api/v1/facilities", "code"));
            Compare(account, "read one", visible, await CodesAsync(client, facilities, "/api/v1/facilities/{0}"));
            Compare(account, "history", held, await CodesAsync(client, facilities, "/api/v1/facilities/{0}/history"));
            Compare(account, "feedback", held, await CodesAsync(client, facilities, "/api/v1/facilities/{0}/feedback"));
            var tile = await TileAsync(client, "facilities/10/834/446");
            Compare(account, "tile", visible, tile.Select(f => (string)f.Properties["code"]));
            using var summary = await client.ReadAsync("/api/v1/map", Ct);
            var counted = summary["facilities"].EnumerateObject().Sum(kind => kind.Value.GetInt32());
            CompareCount(account, "summary", visible.Count, counted);
            var exported = await CsvAsync(client, "/api/v1/facilities/export.csv");
            CompareCount(account, "export", visible.Count, exported.Count);
        }

        Findings.None(_differences);
    }

    private async Task CompareMapAsync(Account account, HttpClient client, IReadOnlyList<string> ids)
    {
        using var box = await client.ReadAsync("/api/v1/map/cases?west=113&south=22&east=114&north=23", Ct);
        Compare(account, "box", ids, box["items"].EnumerateArray().Select(c => Text(c, "id")));
        CompareCount(account, "box's total", ids.Count, box["total"].GetInt32());
        var points = await TileAsync(client, $"cases/{DeepTile}");
        Compare(account, "points", ids, points.Select(point => (string)point.Properties["id"]));
        foreach (var tile in ShallowTiles)
        {
            var dots = await TileAsync(client, $"cases/{tile}");
            var counted = dots.Sum(dot => dot.Properties.Where(p => p.Key != "level").Sum(p => (long)p.Value));
            CompareCount(account, $"cells of {tile}", ids.Count, counted);
        }

        using var summary = await client.ReadAsync("/api/v1/map", Ct);
        CompareCount(
            account,
            "summary",
            ids.Count,
            summary["cases"].EnumerateObject().Sum(stage => stage.Value.GetInt32())
        );
    }

    // A phone's tasks are the cases whose record offers a step of fieldwork.
    private async Task CompareTasksAsync(Account account, HttpClient client, IReadOnlyList<Case> visible)
    {
        var inHand = new List<string>();
        foreach (var about in visible)
        {
            using var read = await client.ReadAsync($"/api/v1/cases/{about.Id}", Ct);
            if (read["allowed"].EnumerateArray().Any(step => FieldSteps.Contains(step.GetString())))
            {
                inHand.Add(about.Id.ToString());
            }
        }

        Compare(account, "tasks", inHand, await IdsAsync(client, "/api/v1/field/tasks"));
        using var bundle = await client.ReadAsync("/api/v1/field/bundle?parts=tasks", Ct);
        Compare(account, "bundle", inHand, bundle["tasks.content"].EnumerateArray().Select(task => Text(task, "id")));
        _tasks += inHand.Count;
    }

    private async Task CompareExportsAsync(Account account, HttpClient client, IReadOnlyList<string> numbers)
    {
        Compare(account, "csv", numbers, await CsvAsync(client, "/api/v1/cases.csv"));
        using var json = await client.ReadAsync("/api/v1/cases.geojson", Ct);
        Compare(
            account,
            "geojson",
            numbers,
            json["features"].EnumerateArray().Select(f => Text(f.GetProperty("properties"), "number"))
        );
        CompareCount(account, "xlsx", numbers.Count, await XlsxRowsAsync(client, "/api/v1/cases.xlsx"));
    }

    // A figure is of an organisation and a town: its records are the visible ones of the caller's.
    private async Task CompareEvidenceAsync(Account account, HttpClient client, IReadOnlyList<Case> visible)
    {
        var counted = visible
            .Where(c =>
                (!IsScoped(account) || c.OrganisationCode == account.OrganisationCode)
                && (account.TownCode is null || c.TownCode == account.TownCode)
            )
            .ToList();
        var narrowed = await IdsAsync(
            client,
            "/api/v1/cases?"
                + (IsScoped(account) ? $"org={account.OrganisationCode}&" : "")
                + (account.TownCode is { } town ? $"town={town}&" : "")
        );
        Compare(account, "list, narrowed", counted.Select(c => c.Id.ToString()), narrowed);
        Compare(account, "evidence", narrowed, await EvidenceAsync(client, "cases_reported"));
        using var figure = await client.ReadAsync($"/api/v1/statistics?metric=cases_reported&{Days()}", Ct);
        CompareCount(account, "figure", counted.Count, figure["total"].GetDecimal());
        var exported = await CsvAsync(client, $"/api/v1/statistics/cases_reported/evidence.csv?{Days()}");
        CompareCount(account, "evidence's csv", counted.Count, exported.Count);
        CompareCount(
            account,
            "evidence's xlsx",
            counted.Count,
            await XlsxRowsAsync(client, $"/api/v1/statistics/cases_reported/evidence.xlsx?{Days()}")
        );
    }

    private async Task CompareDuplicatesAsync(Account account, HttpClient client, IReadOnlyList<Case> visible)
    {
        if (visible.Count == 0)
        {
            return;
        }

        var one = visible[0];
        Compare(
            account,
            "duplicates",
            visible
                .Where(c => c != one && c.CategoryCode == one.CategoryCode && c.TownCode == one.TownCode)
                .Select(c => c.Id.ToString()),
            await IdsAsync(client, $"/api/v1/cases/{one.Id}/duplicates")
        );
    }

    // Whoever is given a case sees it wherever it is; otherwise town and, for some roles, the reporting organisation.
    private bool Sees(Account account, Case about) =>
        Sees(account.OrganisationCode, IsScoped(account), account.TownCode, about);

    private static bool Sees(string? own, bool isScoped, string? town, Case about) =>
        about.OrganisationCode == own
        || ((!isScoped || about.ReporterOrganisationCode == own) && (town is null || about.TownCode == town));

    private bool IsScoped(Account account) => _roles[account.Role].Scope == Reach.Own;

    /// <summary>The accounts of the roles that have all these rights.</summary>
    private IEnumerable<Account> Who(params string[] operations) =>
        _accounts.Where(account =>
            Array.TrueForAll(operations, operation => _roles[account.Role].ReachOf(operation) is not null)
        );

    private async Task AddAccountsAsync()
    {
        await using var db = _app.NewContext();
        var hash = (await db.Accounts.FirstAsync(Ct)).PasswordHash;
        _roles = await Role.AllAsync(db, Ct);
        var added = (
            from role in _roles.Keys
            from home in new (string Organisation, string? Town)[]
            {
                ("sanitation", null),
                ("sanitation", TestCity.WestTown),
                ("parks", TestCity.EastTown),
                (TestCity.WestTown, TestCity.WestTown),
            }
            select new Account
            {
                Login = $"{role}-of-{home.Organisation}-in-{home.Town ?? "all"}",
                Name = role,
                PasswordHash = hash,
                Role = role,
                OrganisationCode = home.Organisation,
                TownCode = home.Town,
                CreatedAt = DateTimeOffset.UtcNow,
            }
        ).ToList();
        db.Accounts.AddRange(added);
        await db.SaveChangesAsync(Ct);
        _accounts = added;
    }

    // Every pair of who is to put it right and who reported it, in both towns; and one that nobody reported.
    private async Task OpenCasesAsync()
    {
        await using var db = _app.NewContext();
        foreach (var centre in Centres)
        {
            db.Categories.Add(
                new Category
                {
                    Code = $"C-{centre}",
                    Standard = "test",
                    Name = centre,
                    Kind = "event",
                    OrganisationCode = centre,
                }
            );
        }

        await db.SaveChangesAsync(Ct);
        foreach (var responsible in Centres)
        {
            foreach (var reporter in Centres)
            {
                foreach (var lon in Longitudes)
                {
                    await NewCase.OpenAsync(db, Ct, lon, organisation: reporter, category: $"C-{responsible}");
                }
            }
        }

        await using var transaction = await db.Database.BeginTransactionAsync(Ct);
        await OpenCase.RunAsync(
            db,
            new CaseOpening(
                "ponding",
                Guid.CreateVersion7(),
                "L0506",
                "municipal",
                TestCity.EastTown,
                TestCity.Point(Longitudes[1], 22.55),
                "积水",
                DeviceAt: DateTimeOffset.UtcNow
            ),
            DateTimeOffset.UtcNow,
            Ct
        );
        await db.SaveChangesAsync(Ct);
        await transaction.CommitAsync(Ct);
        await using var other = _app.NewContext();
        _cases = await other.Cases.AsNoTracking().OrderBy(c => c.Number).ToListAsync(Ct);
        Assert.Equal(19, _cases.Count);
    }

    private async Task StepAllAsync(string action)
    {
        await using var db = _app.NewContext();
        foreach (var about in await db.Cases.OrderBy(c => c.Number).ToListAsync(Ct))
        {
            await NewCase.StepAsync(db, about, action, Ct);
        }
    }

    private async Task<IReadOnlyList<Patrol>> AddPatrolsAsync()
    {
        await using var db = _app.NewContext();
        var officer = await db.Accounts.SingleAsync(a => a.Login == "officer", Ct);
        var now = DateTimeOffset.UtcNow;
        var patrols = (
            from organisation in Centres
            from town in new[] { TestCity.WestTown, TestCity.EastTown, null }
            select new Patrol
            {
                Id = Guid.CreateVersion7(),
                Kind = "daily",
                OrganisationCode = organisation,
                TownCode = town,
                OfficerId = officer.Id,
                StartedAt = now,
                EndedAt = now,
                ReceivedAt = now,
            }
        ).ToList();
        db.Patrols.AddRange(patrols);
        await db.SaveChangesAsync(Ct);
        return patrols;
    }

    private async Task<IReadOnlyList<Facility>> AddFacilitiesAsync()
    {
        await using var db = _app.NewContext();
        var kind = (await db.FacilityKinds.FirstAsync(k => k.Code != "toilet", Ct)).Code;
        var places =
            from type in new[] { "toilet", kind }
            from organisation in new[] { "sanitation", "parks", TestCity.WestTown, null }
            from lon in Longitudes
            select (type, organisation, lon);
        db.Facilities.AddRange(
            places.Select(
                (place, i) =>
                    new Facility
                    {
                        Code = $"F-{i:000}",
                        Type = place.type,
                        Name = "x",
                        Position = TestCity.Point(place.lon, 22.55),
                        TownCode = place.lon < 113.4 ? TestCity.WestTown : TestCity.EastTown,
                        OrganisationCode = place.organisation,
                        CreatedAt = DateTimeOffset.UtcNow,
                    }
            )
        );
        await db.SaveChangesAsync(Ct);
        return await db.Facilities.AsNoTracking().ToListAsync(Ct);
    }

    private static async Task<IReadOnlyList<string>> IdsAsync(HttpClient client, string url, string member = "id")
    {
        var ids = new List<string>();
        for (string? next = ""; next is not null; )
        {
            var joint = url.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            using var page = await client.ReadAsync(next.Length == 0 ? url : $"{url}{joint}cursor={next}", Ct);
            Assert.Equal(200, page.Status);
            ids.AddRange(page["items"].EnumerateArray().Select(item => Text(item, member)));
            next = page["next"].GetString();
        }

        return ids;
    }

    private static async Task<IReadOnlyList<string>> ReadableAsync(
        HttpClient client,
        string what,
        IEnumerable<Guid> ids
    )
    {
        var readable = new List<string>();
        foreach (var id in ids)
        {
            using var answer = await client.ReadAsync($"/api/v1/{what}/{id}", Ct);
            Assert.True(answer.Status is 200 or 403, $"{what} {id} answered {answer.Status}.");
            if (answer.Status == 200)
            {
                readable.Add(id.ToString());
            }
        }

        return readable;
    }

    private static async Task<IReadOnlyList<string>> CodesAsync(
        HttpClient client,
        IReadOnlyList<Facility> facilities,
        string url
    )
    {
        var readable = new List<string>();
        foreach (var facility in facilities)
        {
            using var answer = await client.ReadAsync(url.Replace("{0}", facility.Code, StringComparison.Ordinal), Ct);
            Assert.True(answer.Status is 200 or 403, $"{url} of {facility.Code} answered {answer.Status}.");
            if (answer.Status == 200)
            {
                readable.Add(facility.Code);
            }
        }

        return readable;
    }

    private static async Task<IReadOnlyList<string>> EvidenceAsync(HttpClient client, string metric)
    {
        using var evidence = await client.ReadAsync($"/api/v1/statistics/{metric}/evidence?{Days()}&limit=200", Ct);
        Assert.Equal(200, evidence.Status);
        return [.. evidence["items"].EnumerateArray().Select(item => Text(item, "sourceId"))];
    }

    /// <summary>The first column below the heads.</summary>
    private static async Task<IReadOnlyList<string>> CsvAsync(HttpClient client, string url) =>
        [
            .. (await client.GetStringAsync(url, Ct))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Select(line => line.Split(',')[0].Trim('"', '\r')),
        ];

    /// <summary>How many rows are below the heads.</summary>
    private static async Task<int> XlsxRowsAsync(HttpClient client, string url)
    {
        await using var book = await client.GetStreamAsync(url, Ct);
        using var copy = new MemoryStream();
        await book.CopyToAsync(copy, Ct);
        await using var zip = new ZipArchive(copy);
        await using var sheet = await zip
            .Entries.Single(e => e.Name.StartsWith("sheet", StringComparison.Ordinal))
            .OpenAsync(Ct);
        using var reader = new StreamReader(sheet);
        return SheetRow().Count(await reader.ReadToEndAsync(Ct)) - 1;
    }

    private static async Task<IReadOnlyList<VectorTile.Feature>> TileAsync(HttpClient client, string tile)
    {
        var bytes = await client.GetByteArrayAsync($"/tiles/{tile}.mvt", Ct);
        return VectorTile.Read(bytes).GetValueOrDefault(tile.Split('/')[0]) ?? [];
    }

    private static string Days()
    {
        var today = CityTime.Day(DateTimeOffset.UtcNow);
        return $"from={today.AddDays(-1):yyyy-MM-dd}&to={today:yyyy-MM-dd}";
    }

    private void Compare(Account account, string door, IEnumerable<string> expected, IEnumerable<string> seen) =>
        Compare(account.Login, door, expected, seen);

    private void Compare(string who, string door, IEnumerable<string> expected, IEnumerable<string> seen)
    {
        var (all, found) = (expected.Order().ToList(), seen.Order().ToList());
        if (!all.SequenceEqual(found))
        {
            _differences.Add(
                $"{who}, {door}: {found.Count} of {all.Count}; not shown {all.Except(found).Count()}, "
                    + $"shown and not to be {found.Except(all).Count()}"
            );
        }
    }

    private void CompareCount(Account account, string door, int expected, decimal counted)
    {
        if (expected != counted)
        {
            _differences.Add($"{account.Login}, {door}: {counted} instead of {expected}");
        }
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _app.Database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static string Text(JsonElement data, string name) => data.GetProperty(name).GetString()!;

    [GeneratedRegex("<row|<x:row")]
    private static partial Regex SheetRow();
}
