using CityOps.App.Features.Forms;
using CityOps.App.Features.Forms.Import;
using CityOps.App.Tables;

namespace CityOps.UnitTests.Forms;

public class CategoryTableTests
{
    [Fact]
    public void Cells_merged_with_the_one_above_have_its_value()
    {
        var table = Read(
            """
            某市立案标准,,,,,,,
            类型,大类代码,大类名称,小类代码,小类名称,立案条件,处置时限,结案条件
            部件,1,设施,01,井盖,缺失,2紧急工作时,恢复
            ,,,,,破损,4小时,更换
            ,,,,,松动,,
            ,,,02,路灯,不亮,2天,修复
            事件,01,市容,01,积水,积水,2小时,排除
            """
        );

        Assert.Empty(table.Bad);
        Assert.Equal(
            [
                ("B01", "设施", null),
                ("B0101", "井盖", "B01"),
                ("B0102", "路灯", "B01"),
                ("01", "市容", null),
                ("0101", "积水", "01"),
            ],
            table.Categories.Select(c => (c.Code, c.Name, c.Parent))
        );
        Assert.Equal(
            [("缺失", "2 urgent_hour", "恢复"), ("破损", "4 working_hour", "更换"), ("松动", "4 working_hour", "更换")],
            table
                .Categories.Single(c => c.Code == "B0101")
                .Conditions.Select(c =>
                    (c.Stated.Condition, $"{c.Stated.Limit.Amount} {c.Stated.Limit.Unit}", c.Stated.ClosingCondition)
                )
        );
    }

    [Fact]
    public void Closing_condition_that_a_sheet_leaves_empty_is_none_where_merged_cells_are_told_apart()
    {
        const string list = "代码,名称,立案条件,处置时限,结案条件\n01001,井盖,缺失,1天,恢复\n01001,井盖,破损,2天,";

        var sheet = CategoryTable.Of(Table([.. Csv.Parse(list).Select(row => row with { IsFilled = true })]));
        var text = CategoryTable.Of(Table(Csv.Parse(list)));

        Assert.Equal(["恢复", null], sheet.Categories.Single().Conditions.Select(c => c.Stated.ClosingCondition));
        Assert.Equal(["恢复", "恢复"], text.Categories.Single().Conditions.Select(c => c.Stated.ClosingCondition));
    }

    [Fact]
    public void Merged_and_repeated_cells_mean_the_same()
    {
        const string merged = "code,name,condition,limit\n01001,井盖,缺失,1天\n,,破损,2天";
        const string repeated = "code,name,condition,limit\n01001,井盖,缺失,1天\n01001,井盖,破损,2天";

        Assert.Equal(Read(merged).Categories.Single().Conditions, Read(repeated).Categories.Single().Conditions);
    }

    [Fact]
    public void List_without_conditions_is_a_list_of_categories()
    {
        var table = Read(
            "kind,bigCode,bigName,code5,name\ncomponent,01,设施,01001,井盖\nmatter,01,设施类,01001,井盖异常"
        );

        Assert.Equal(["B01", "B01001", "01", "01001"], table.Categories.Select(c => c.Code));
        Assert.Equal(["component", "component", "event", "event"], table.Categories.Select(c => c.Kind));
    }

    [Fact]
    public void Prefix_keeps_two_standards_apart() =>
        Assert.Equal(["YB0101"], Read("类型,代码,名称\n部件,0101,井盖", "Y").Categories.Select(c => c.Code));

    [Theory]
    [InlineData("部件,01,井盖,缺失,尽快,", "尽快")]
    [InlineData("部件,01,井盖,缺失,1紧急工作时制止,", "1紧急工作时制止")]
    [InlineData("部件,01,井盖,缺失,,", "no limit")]
    [InlineData("部件,01,井盖,,1天,", "no filing condition")]
    [InlineData("部件,01,井盖,,,修复", "no filing condition")]
    [InlineData("设备,01,井盖,缺失,1天,", "neither component")]
    [InlineData("部件,0/1,井盖,缺失,1天,", "letters, digits")]
    [InlineData("部件,01,,缺失,1天,", "no name")]
    [InlineData("部件,,井盖,缺失,1天,", "missing")]
    public void Bad_row_is_named_with_its_number_and_reason(string row, string reason)
    {
        var bad = Assert.Single(
            Read($"类型,代码,名称,立案条件,处置时限,结案条件\n{row}\n事件,99,积水,积水,1天,排除").Bad
        );

        Assert.Equal(2, bad.Row);
        Assert.Contains(reason, bad.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Condition_twice_and_code_of_another_name_are_bad()
    {
        var table = Read("代码,名称,立案条件,处置时限\n01,井盖,缺失,1天\n01,井盖,缺失,2天\n01,路灯,不亮,1天");

        Assert.Equal([3, 4], table.Bad.Select(bad => bad.Row));
        Assert.Equal(
            new TimeLimit(1, LimitUnits.WorkingDay),
            table.Categories.Single().Conditions.Single().Stated.Limit
        );
    }

    [Fact]
    public void A_new_code_below_does_not_take_the_name_above()
    {
        var table = Read("代码,名称,立案条件,处置时限\n01,井盖,缺失,1天\n02,,不亮,1天");

        Assert.Contains("02 has no name", Assert.Single(table.Bad).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_without_known_headings_is_refused() =>
        Assert.Throws<InvalidDataException>(() => Read("a,b\n1,2"));

    private static CategoryTable Read(string csv, string prefix = "") =>
        CategoryTable.Of(Table(Csv.Parse(csv)), prefix);

    private static TableFile Table(IReadOnlyList<TableRow> rows) => new("csv", [new(null, false, rows)]);
}
