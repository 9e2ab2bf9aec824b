using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Cases;
using CityOps.App.Features.Demo;
using CityOps.App.Hosting;
using CityOps.IntegrationTests.Statistics;
using CityOps.Testing;

namespace CityOps.IntegrationTests.Demo;

public sealed class DemoTests(DemoCity city) : IClassFixture<DemoCity>
{
    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private readonly FieldRecords _records = new(city.Database.DataSource, TestContext.Current.CancellationToken);

    // 环卫中心 90次/395个, 园林中心 378次/1809个, 垃圾处理中心 117次/129个; 占用挖掘 50次, 31宗: 现场整改 19, 转属地镇街 12.
    [Theory]
    [InlineData("2023-10-01", "problems_found", "sanitation", 395)]
    [InlineData("2023-10-01", "patrols", "parks", 378)]
    [InlineData("2023-10-01", "problems_found", "parks", 1809)]
    [InlineData("2023-10-01", "patrols", "waste", 117)]
    [InlineData("2023-10-01", "problems_found", "waste", 129)]
    [InlineData("2023-09-01", "patrols", "municipal", 50)]
    [InlineData("2023-09-01", "problems_found", "municipal", 31)]
    [InlineData("2023-09-01", "problems_rectified_on_site", "municipal", 19)]
    [InlineData("2023-09-01", "problems_transferred", "municipal", 12)]
    public async Task The_lines_of_the_notice_come_out_of_the_counting(string from, string metric, string organisation, int expected)
    {
        using var supervisor = await city.LogInAsync("supervisor", _ct);

        var figure = await supervisor.GetFromJsonAsync<JsonElement>($"/api/v1/statistics?from={from}&to=2023-12-31&metric={metric}&by=org", _ct);

        Assert.Equal(expected, Row(figure, organisation));
    }

    [Fact]
    public async Task One_more_patrol_makes_91_of_90_and_the_evidence_lists_91()
    {
        const string Query = "from=2023-10-01&to=2023-12-31";
        using var officer = await city.LogInAsync("officer", _ct);
        using var supervisor = await city.LogInAsync("supervisor", _ct);
        var before = await supervisor.GetFromJsonAsync<JsonElement>($"/api/v1/statistics?{Query}&metric=patrols&by=org", _ct);

        using var stored = await officer.PutAsJsonAsync($"/api/v1/patrols/{Guid.NewGuid()}",
            new { category = "X01", startedAt = "2023-11-11T09:00:00+08:00", endedAt = "2023-11-11T10:00:00+08:00" }, _ct);
        var after = await supervisor.GetFromJsonAsync<JsonElement>($"/api/v1/statistics?{Query}&metric=patrols&by=org", _ct);
        var ids = new HashSet<Guid>();
        string? cursor = null;
        long count;
        do
        {
            var page = await supervisor.GetFromJsonAsync<JsonElement>(
                $"/api/v1/statistics/patrols/evidence?{Query}&org=sanitation{(cursor is null ? "" : "&cursor=" + cursor)}", _ct);
            ids.UnionWith(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("sourceId").GetGuid()));
            count = page.GetProperty("count").GetInt64();
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);

        Assert.Equal((90, HttpStatusCode.Created, 91), (Row(before, "sanitation"), stored.StatusCode, Row(after, "sanitation")));
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

        Assert.All([city.Folder.DemoAccounts, city.Folder.DemoGateways],
            file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.All(App.Features.Accounts.Roles.All, role => Assert.Contains(accounts.EnumerateArray(),
            account => account.GetProperty("login").GetString() == role && account.GetProperty("role").GetString() == role));
        var stored = await _records.ListAsync<string>("select encode(secret_sha256, 'hex') from gateway order by id");
        Assert.Equal(
            gateways.EnumerateArray().Select(gateway =>
                Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(gateway.GetProperty("secret").GetString()!)))),
            stored);
        Assert.Equal(
            Enumerable.Range(1, 22).Select(i => $"WL-{i:0000}"),
            gateways.EnumerateArray().SelectMany(gateway => gateway.GetProperty("sensors").EnumerateArray()).Select(s => s.GetString()).Order());
    }

    [Fact]
    public async Task The_towns_share_the_city_out_and_every_report_lies_in_its_own()
    {
        Assert.Equal([23L], await _records.ListAsync<long>("select count(*) from town where boundary_is_approximate and st_isvalid(boundary)"));
        Assert.Equal([0.0], await _records.ListAsync<double>(
            "select round((st_area(st_makeenvelope(113.1515, 22.2057, 113.7501, 22.7761, 4326)) - sum(st_area(boundary)))::numeric, 9)::float8 from town"));
        Assert.Empty(await _records.ListAsync<Guid>("select r.id from report r join town t on t.code = r.town_code where not st_covers(t.boundary, r.position)"));
        Assert.Equal(["bd09", "gcj02", "wgs84"], await _records.ListAsync<string>("select distinct coord_system from report order by 1"));
        Assert.Equal([23L], await _records.ListAsync<long>("select count(distinct town_code) from report"));
    }

    [Fact]
    public async Task Every_report_has_its_case_and_no_step_was_taken_before_the_one_before_it_or_in_the_future()
    {
        Assert.Empty(await _records.ListAsync<Guid>("select r.id from report r left join case_file c on c.id = r.case_id and c.source_id = r.id where c.id is null"));
        Assert.Empty(await _records.ListAsync<Guid>("select id from case_event where at > now()"));
        Assert.Empty(await _records.ListAsync<Guid>(
            "select e.id from case_event e join case_event p on p.case_id = e.case_id and p.seq = e.seq - 1 where e.at < p.at or e.from_status <> p.to_status"));
        Assert.Empty(await _records.ListAsync<Guid>(
            """
            select e.id from case_event e join case_step s on s.action = e.action and s.from_status = e.from_status join account a on a.id = e.actor_id
            where e.action <> 'transfer' and not a.role = any (s.roles)
            """));
    }

    [Fact]
    public async Task The_map_lives()
    {
        var statuses = await _records.ListAsync<string>("select distinct status from case_file where reported_at > now() - interval '15 days'");
        var measured = await _records.ListAsync<long>("select count(*) from sensor_state where observed_at > now() - interval '40 minutes'");
        var wet = await _records.ListAsync<long>("select count(*) from sensor_state where depth_mm >= 50");

        Assert.Equal(
            [CaseStatus.Cancelled, CaseStatus.Closed, CaseStatus.Handling, CaseStatus.NotAccepted, CaseStatus.PendingCheck, CaseStatus.PendingClose,
             CaseStatus.PendingDispatch, CaseStatus.PendingHandle, CaseStatus.PendingRegister, CaseStatus.Suspended],
            statuses.Order(StringComparer.Ordinal));
        Assert.Equal([22L], measured);
        Assert.InRange(Assert.Single(wet), 1, 10);
        Assert.Equal([12L], await _records.ListAsync<long>("select count(*) from facility f join qr_code q on q.facility_id = f.id where q.replaced_at is null"));
    }

    private static int Row(JsonElement figure, string key) =>
        figure.GetProperty("rows").EnumerateArray().Single(row => row.GetProperty("key").GetString() == key).GetProperty("value").GetInt32();
}
