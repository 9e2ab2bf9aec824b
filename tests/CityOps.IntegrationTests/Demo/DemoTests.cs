using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Bulletins;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Demo;
using CityOps.IntegrationTests.Statistics;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Demo;

public sealed class DemoTests(DemoCity city) : IClassFixture<DemoCity>
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly FieldRecords _records = new(city.Database.DataSource, TestContext.Current.CancellationToken);

    /// <summary>The lines of the bureau's notice of 2024-05-11.</summary>
    private const string Golden = """
        patrols_sanitation 90 problems_sanitation 395 patrols_parks 378 problems_parks 1809 patrols_waste 117 problems_waste 129
        excavation_patrols 50 excavation_problems 31 excavation_on_site 19 excavation_transferred 12 excavation_persons 390
        excavation_leads 41 excavation_penalties 17 vehicles_operations 12 vehicles_persons 150 vehicles_vehicles 46
        vehicles_site_violations 5 vehicles_violations 18 dumping_forwarded 284 dumping_letters 23 dumping_persons 6600
        advert_forwarded 1836 advert_letters 46 advert_removed 4678 advert_removed_m2 74995 advert_rectified 3833
        enforcement_warned 1090 enforcement_ordered 686 enforcement_cleared 31000 enforcement_filed 230 enforcement_closed 230
        toilet_repairs 583 road_asphalt_m2 2333.63 road_concrete_m2 81.88 road_sidewalk_m2 8356.97 road_greenway_m2 2188.06
        road_kerb_m 440.85 road_manhole_covers 355 road_bollards 214 pruning_roads 36 pruning_jobs 48 pruning_signs 70
        lamps_roads 13 lamps_added 382 illegal_sites 3434 illegal_found 905 illegal_stopped 905 illegal_demolished 9
        illegal_demolished_m2 5000 illegal_supervisions 113 illegal_persons 351
        """;

    [Fact]
    public async Task Every_line_of_the_notice_comes_out_of_the_counting()
    {
        using var supervisor = await city.LogInAsync("supervisor", _ct);

        var lines = await supervisor.GetFromJsonAsync<JsonElement>("/api/v1/line-sets/notice/figures", _ct);

        var golden = Golden.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Chunk(2);
        Assert.Equal(
            golden
                .Select(pair => (pair[0], decimal.Parse(pair[1], System.Globalization.CultureInfo.InvariantCulture)))
                .Order(),
            lines
                .EnumerateArray()
                .Select(line => (line.GetProperty("line").GetString()!, line.GetProperty("value").GetDecimal()))
                .Order()
        );
        Assert.Equal(
            "2023年10月以来，组织环卫中心工作人员开展巡查90次，发现问题395个。",
            Text(lines, "patrols_sanitation")
        );
        Assert.Equal(
            "2023年以来，出动约6600人次，通过“城管通”转办镇街处理乱倾倒问题284宗（处），发出督办函23份。",
            Text(lines, "dumping_forwarded")
        );
        Assert.Contains("清理约3.1万处", Text(lines, "enforcement_warned"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_year_holds_some_sixty_thousand_records_whose_logs_and_clocks_hold_together()
    {
        Assert.InRange(
            Assert.Single(
                await _records.ListAsync<long>(
                    "select (select count(*) from report where observed_at < '2024-01-01') + (select count(*) from patrol where started_at < '2024-01-01')"
                )
            ),
            60_000,
            75_000
        );
        Assert.Empty(await _records.ListAsync<string>(Sql.Text("queries/cases/broken_chains")));
        Assert.Equal(
            [1],
            await _records.ListAsync<int>(
                "select 1 where next_case_number('2023-12-31') = '中城案〔2023〕' || lpad(((select count(*) from case_file where number like '%2023%') + 1)::text, 6, '0')"
            )
        );
        // The map's grid counts every case, and a clock stands beside each case that was handed to somebody.
        Assert.Equal(
            [0L],
            await _records.ListAsync<long>(
                "select (select count(*) from case_file) - (select sum(register + dispatch + handle + to_check + closed + other) from case_grid where is_total and zoom = 9)::bigint"
            )
        );
        Assert.Equal(
            [0L],
            await _records.ListAsync<long>(
                "select count(*) from case_file c left join case_clock k on k.case_id = c.id where (k.case_id is null) <> (c.dispatched_at is null or c.rectified_on_site)"
            )
        );
        Assert.Equal(
            [0L],
            await _records.ListAsync<long>(
                "select count(*) from case_file c join case_clock k on k.case_id = c.id where c.status = 'closed' and k.stopped_at is distinct from c.handled_at"
            )
        );
    }

    [Fact]
    public async Task Some_categories_are_looked_at_before_they_are_filed_and_some_have_a_form_for_what_was_done()
    {
        Assert.NotEmpty(
            await _records.ListAsync<string>("select number from case_file where status = 'pending_verify'")
        );
        Assert.Equal(
            ["advertising_removal", "pruning", "road_repair"],
            await _records.ListAsync<string>(
                "select distinct handling_form_code from category where handling_form_code is not null order by 1"
            )
        );
    }

    [Fact]
    public async Task October_to_December_closed_twice_and_on_two_nodes_at_once_have_one_revision_each()
    {
        await using var otherNode = Npgsql.NpgsqlDataSource.Create(city.Database.ConnectionString);
        Month[] months = [new(new(2023, 10, 1)), new(new(2023, 11, 1)), new(new(2023, 12, 1))];

        var closings = await Task.WhenAll(
            months.SelectMany(month =>
                new[] { city.Database.DataSource, otherNode }.Select(node =>
                    CloseMonth.RunAsync(node, month, TimeProvider.System.GetUtcNow(), _ct)
                )
            )
        );
        foreach (var month in months)
        {
            Assert.False(
                (await CloseMonth.RunAsync(otherNode, month, TimeProvider.System.GetUtcNow(), _ct)).Value.IsNew
            );
        }

        Assert.Equal(3, closings.Count(closing => closing.Value.IsNew));
        Assert.Equal([1, 1, 1], await _records.ListAsync<int>("select revision from bulletin_revision order by month"));
    }

    [Fact]
    public async Task One_more_patrol_makes_91_of_90_and_the_evidence_lists_91()
    {
        const string Query = "from=2023-10-01&to=2023-12-31";
        using var officer = await city.LogInAsync("officer", _ct);
        using var supervisor = await city.LogInAsync("supervisor", _ct);
        var before = await supervisor.GetFromJsonAsync<JsonElement>(
            $"/api/v1/statistics?{Query}&metric=patrols&by=org",
            _ct
        );

        var id = Guid.NewGuid();
        using var stored = await officer.PutAsJsonAsync(
            $"/api/v1/patrols/{id}",
            new
            {
                category = "X01",
                startedAt = "2023-11-11T09:00:00+08:00",
                endedAt = "2023-11-11T10:00:00+08:00",
            },
            _ct
        );
        var after = await supervisor.GetFromJsonAsync<JsonElement>(
            $"/api/v1/statistics?{Query}&metric=patrols&by=org",
            _ct
        );
        var ids = new HashSet<Guid>();
        string? cursor = null;
        long count;
        do
        {
            var page = await supervisor.GetFromJsonAsync<JsonElement>(
                $"/api/v1/statistics/patrols/evidence?{Query}&org=sanitation{(cursor is null ? "" : "&cursor=" + cursor)}",
                _ct
            );
            ids.UnionWith(
                page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("sourceId").GetGuid())
            );
            count = page.GetProperty("count").GetInt64();
            cursor = page.GetProperty("next").GetString();
        } while (cursor is not null);

        var lines = await supervisor.GetFromJsonAsync<JsonElement>("/api/v1/line-sets/notice/figures", _ct);
        await _records.ExecuteAsync("delete from patrol where id = $1", id); // for the other tests

        Assert.Equal(
            "2023年10月以来，组织环卫中心工作人员开展巡查91次，发现问题395个。",
            Text(lines, "patrols_sanitation")
        );
        Assert.Equal(
            (90, HttpStatusCode.Created, 91),
            (Row(before, "sanitation"), stored.StatusCode, Row(after, "sanitation"))
        );
        Assert.Equal((91, 91), (count, ids.Count));
    }

    [Fact]
    public async Task Loaded_twice_at_once_and_again_it_is_there_once()
    {
        var again = await city.LoadAsync();

        Assert.Equal([DemoOutcome.Loaded, DemoOutcome.AlreadyThere], city.Outcomes.Order());
        Assert.Equal(DemoOutcome.AlreadyThere, again);
    }

    [Fact]
    public async Task Another_city_is_left_alone()
    {
        await using var database = await TestDatabase.CreateAsync(_ct);
        await using var other = CityDatabase.At(database.ConnectionString);
        await using var db = other.NewContext();
        await TestCity.CreateAsync(db, _ct);
        using var folder = new ScratchFolder();

        var outcome = await LoadDemo.RunAsync(other, new DataFolder(folder.Path), TimeProvider.System, _ => { }, _ct);

        Assert.Equal(DemoOutcome.NotEmpty, outcome);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Passwords_and_secrets_are_files_of_their_owner_and_every_role_has_its_login()
    {
        var accounts = JsonDocument.Parse(await File.ReadAllTextAsync(city.Folder.DemoAccounts, _ct)).RootElement;
        var gateways = JsonDocument.Parse(await File.ReadAllTextAsync(city.Folder.DemoGateways, _ct)).RootElement;

        Assert.All([city.Folder.DemoAccounts, city.Folder.DemoGateways], file =>
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file))
        );
        Assert.All(
            accounts.EnumerateArray().Select(account => account.GetProperty("role").GetString()).Distinct(),
            role =>
                Assert.Contains(accounts.EnumerateArray(), account =>
                    account.GetProperty("login").GetString() == role && account.GetProperty("role").GetString() == role
                )
        );
        var stored = await _records.ListAsync<string>("select encode(secret_sha256, 'hex') from gateway order by id");
        Assert.Equal(
            gateways
                .EnumerateArray()
                .Select(gateway =>
                    Convert.ToHexStringLower(
                        SHA256.HashData(Encoding.UTF8.GetBytes(gateway.GetProperty("secret").GetString()!))
                    )
                ),
            stored
        );
        Assert.Equal(
            Enumerable.Range(1, 22).Select(i => $"WL-{i:0000}"),
            gateways
                .EnumerateArray()
                .SelectMany(gateway => gateway.GetProperty("sensors").EnumerateArray())
                .Select(s => s.GetString())
                .Order()
        );
    }

    [Fact]
    public async Task The_towns_share_the_city_out_and_every_report_lies_in_its_own()
    {
        Assert.Equal(
            [23L],
            await _records.ListAsync<long>(
                "select count(*) from town where boundary_is_approximate and st_isvalid(boundary)"
            )
        );
        Assert.Equal(
            [0.0],
            await _records.ListAsync<double>(
                "select round((st_area(st_makeenvelope(113.1515, 22.2057, 113.7501, 22.7761, 4326)) - sum(st_area(boundary)))::numeric, 9)::float8 from town"
            )
        );
        Assert.Empty(
            await _records.ListAsync<Guid>(
                "select r.id from report r join town t on t.code = r.town_code where not st_covers(t.boundary, r.position)"
            )
        );
        Assert.Equal(
            ["bd09", "gcj02", "wgs84"],
            await _records.ListAsync<string>("select distinct coord_system from report order by 1")
        );
        Assert.Equal([23L], await _records.ListAsync<long>("select count(distinct town_code) from report"));
    }

    [Fact]
    public async Task Every_report_has_its_case_and_no_step_was_taken_before_the_one_before_it_or_in_the_future()
    {
        Assert.Empty(
            await _records.ListAsync<Guid>(
                "select r.id from report r left join case_file c on c.id = r.case_id and c.source_id = r.id where c.id is null"
            )
        );
        Assert.Empty(await _records.ListAsync<Guid>("select id from case_event where at > now()"));
        Assert.Empty(
            await _records.ListAsync<Guid>(
                "select e.id from case_event e join case_event p on p.case_id = e.case_id and p.seq = e.seq - 1 where e.at < p.at or e.from_status <> p.to_status"
            )
        );
        Assert.Empty(
            await _records.ListAsync<Guid>(
                """
                select e.id from case_event e join case_step s on s.action = e.action and s.from_status = e.from_status join account a on a.id = e.actor_id
                where e.action <> 'transfer' and not a.role = any (s.roles)
                """
            )
        );
    }

    [Fact]
    public async Task The_contractor_has_cases_in_hand()
    {
        using var contractor = await city.LogInAsync("contractor", _ct);
        var cases = await contractor.GetFromJsonAsync<JsonElement>("/api/v1/cases?limit=500", _ct);
        var tasks = await contractor.GetFromJsonAsync<JsonElement>("/api/v1/field/tasks", _ct);

        Assert.InRange(cases.GetProperty("items").GetArrayLength(), 5, 500);
        Assert.All(cases.GetProperty("items").EnumerateArray(), item =>
            Assert.Equal("demo-contractor-1", item.GetProperty("organisation").GetString())
        );
        Assert.NotEmpty(tasks.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task The_map_lives()
    {
        var statuses = await _records.ListAsync<string>(
            "select distinct status from case_file where reported_at > now() - interval '15 days'"
        );
        var measured = await _records.ListAsync<long>(
            "select count(*) from sensor_state where observed_at > now() - interval '40 minutes'"
        );
        var wet = await _records.ListAsync<long>("select count(*) from sensor_state where depth_mm >= 50");

        Assert.Equal(
            [
                CaseStatus.Cancelled,
                CaseStatus.Closed,
                CaseStatus.Handling,
                CaseStatus.NotAccepted,
                CaseStatus.PendingCheck,
                CaseStatus.PendingClose,
                CaseStatus.PendingDispatch,
                CaseStatus.PendingHandle,
                CaseStatus.PendingRegister,
                CaseStatus.Suspended,
            ],
            statuses.Except([CaseStatus.PendingVerify]).Order(StringComparer.Ordinal)
        );
        Assert.Equal([22L], measured);
        Assert.InRange(Assert.Single(wet), 1, 10);
        Assert.Equal(
            [12L],
            await _records.ListAsync<long>(
                "select count(*) from facility f join qr_code q on q.facility_id = f.id where q.replaced_at is null"
            )
        );
    }

    private static string Text(JsonElement lines, string line) =>
        lines
            .EnumerateArray()
            .Single(said => said.GetProperty("line").GetString() == line)
            .GetProperty("text")
            .GetString()!;

    private static int Row(JsonElement figure, string key) =>
        figure
            .GetProperty("rows")
            .EnumerateArray()
            .Single(row => row.GetProperty("key").GetString() == key)
            .GetProperty("value")
            .GetInt32();
}
