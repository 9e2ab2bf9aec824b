using CityOps.App.Database;
using CityOps.App.Features.Forms;
using CityOps.App.Features.Forms.Import;
using CityOps.App.Tables;
using CityOps.Testing;
using Microsoft.EntityFrameworkCore;

namespace CityOps.IntegrationTests.Forms;

public sealed class ImportCategoriesTests : IAsyncLifetime
{
    private const string Good = """
        类型,大类代码,大类名称,小类代码,小类名称,机构代码,立案条件,处置时限,结案条件
        部件,01,设施,01,井盖,municipal,缺失,2紧急工作时,恢复
        ,,,,,,破损,4小时,更换
        事件,07,市容,01,乱张贴,sanitation,乱张贴,1天,清除
        """;

    private readonly CancellationToken _ct = TestContext.Current.CancellationToken;
    private TestDatabase _database = null!;
    private CityDatabase _city = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(_ct);
        _city = CityDatabase.At(_database.ConnectionString);
        await using var db = _city.NewContext();
        await TestCity.CreateAsync(db, _ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _city.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Categories_come_with_their_big_classes_conditions_and_limits()
    {
        var outcome = await ImportAsync(Good, "测试标准");

        Assert.Equal((4, 0, 3, true), (outcome.New, outcome.Changed, outcome.Conditions, outcome.Kept));
        await using var db = _city.NewContext();
        var manhole = await db.Categories.SingleAsync(c => c.Code == "B0101", _ct);
        Assert.Equal(
            ("测试标准", "井盖", "component", "B01", "municipal"),
            (manhole.Standard, manhole.Name, manhole.Kind, manhole.ParentCode, manhole.OrganisationCode)
        );
        Assert.Equal([("缺失", 2m, "urgent_hour"), ("破损", 4m, "working_hour")], await ConditionsAsync("B0101"));
    }

    [Fact]
    public async Task Same_list_again_changes_nothing_and_a_corrected_one_replaces_what_it_says()
    {
        await ImportAsync(Good, "测试标准");
        var again = await ImportAsync(Good, "测试标准");
        var corrected = await ImportAsync(
            """
            类型,大类代码,小类代码,小类名称,立案条件,处置时限
            部件,01,01,检查井盖,破损,3天
            ,,,,松动,5工作日
            """,
            "测试标准"
        );

        Assert.Equal((0, 0), (again.New, again.Changed));
        Assert.Equal((0, 1), (corrected.New, corrected.Changed));
        Assert.Equal([("破损", 3m, "working_day"), ("松动", 5m, "working_day")], await ConditionsAsync("B0101"));
        Assert.Equal([("乱张贴", 1m, "working_day")], await ConditionsAsync("0701"));
    }

    [Fact]
    public async Task Dry_run_keeps_nothing()
    {
        var outcome = await ImportAsync(Good, "测试标准", dryRun: true);

        Assert.Equal((4, false), (outcome.New, outcome.Kept));
        Assert.Empty(await ConditionsAsync("B0101"));
    }

    [Fact]
    public async Task One_bad_row_keeps_all_out_unless_bad_rows_are_skipped()
    {
        var bad = Good + "\n,,,02,乱涂写,nobody,乱涂写,1天,清除\n,,,03,乱挂,,乱挂,马上,清除";

        var refused = await ImportAsync(bad, "测试标准");
        Assert.Equal([5, 6], refused.Bad.Select(row => row.Row));
        Assert.False(refused.Kept);
        Assert.Empty(await ConditionsAsync("B0101"));

        var skipped = await ImportAsync(bad, "测试标准", skipBad: true);
        Assert.True(skipped.Kept);
        Assert.Equal(2, (await ConditionsAsync("B0101")).Count);
    }

    [Fact]
    public async Task Code_of_another_standard_is_not_taken_over()
    {
        // 03101 is 暴露垃圾 of the standard "test" in this city.
        var outcome = await ImportAsync("代码,名称,立案条件,处置时限\n03101,垃圾,有,1天", "测试标准");

        Assert.Contains("--prefix", Assert.Single(outcome.Bad).Reason, StringComparison.Ordinal);
    }

    private async Task<CategoryImportOutcome> ImportAsync(
        string csv,
        string standard,
        bool dryRun = false,
        bool skipBad = false
    )
    {
        await using var db = _city.NewContext();
        return await ImportCategories.RunAsync(
            db,
            CategoryTable.Of(new TableFile("csv", [new(null, false, Csv.Parse(csv))])),
            new(standard, dryRun, skipBad),
            _ct
        );
    }

    private async Task<List<(string, decimal, string)>> ConditionsAsync(string category)
    {
        await using var db = _city.NewContext();
        var conditions = await db
            .FilingConditions.Where(c => c.CategoryCode == category)
            .OrderBy(c => c.Ordinal)
            .ToListAsync(_ct);
        return [.. conditions.Select(c => (c.Condition, c.LimitAmount, c.LimitUnit))];
    }
}
