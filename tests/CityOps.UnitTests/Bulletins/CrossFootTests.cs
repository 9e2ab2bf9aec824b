using CityOps.App.Features.Bulletins.Tables;

namespace CityOps.UnitTests.Bulletins;

public class CrossFootTests
{
    private static readonly Column[] Columns =
    [
        new("category", "类别", ColumnKind.Label),
        new("due", "应结案数", ColumnKind.Count, "宗"),
        new("closed", "结案数", ColumnKind.Count, "宗"),
        new("on_time", "按期结案数", ColumnKind.Count, "宗"),
        new("rate", "结案率", ColumnKind.Rate, "%", 2, new Formula.Quotient("closed", "due")),
        new("on_time_rate", "按期结案率", ColumnKind.Rate, "%", 2, new Formula.Quotient("on_time", "due")),
    ];

    /// <summary>Tianmen, December 2016, as published: in time 737 of 972; how they split is ours.</summary>
    [Fact]
    public void The_published_Tianmen_figures_add_up()
    {
        Assert.Empty(
            CrossFoot.Check(
                Cases(
                    ("事件", 956, 902, 730, 94.35m, 76.36m),
                    ("部件", 16, 9, 7, 56.25m, 43.75m),
                    ("合计", 972, 911, 737, 93.72m, 75.82m)
                )
            )
        );
    }

    [Theory]
    [InlineData(973, 911, 93.72, "应结案数", "973", "972")]
    [InlineData(972, 910, 93.72, "结案数", "910", "911")]
    [InlineData(972, 911, 93.73, "结案率", "93.73%", "93.72%")]
    public void A_wrong_number_in_the_total_row_is_named_with_what_it_should_be(
        int due,
        int closed,
        double rate,
        string column,
        string printed,
        string shouldBe
    )
    {
        var found = CrossFoot.Check(
            Cases(
                ("事件", 956, 902, 730, 94.35m, 76.36m),
                ("部件", 16, 9, 7, 56.25m, 43.75m),
                ("合计", due, closed, 737, (decimal)rate, 75.82m)
            )
        );

        var first = found[0];
        Assert.Equal(("合计", column, printed, shouldBe), (first.Row, first.Column, first.Printed, first.ShouldBe));
    }

    [Fact]
    public void A_rate_over_nothing_due_prints_a_dash_and_is_no_contradiction()
    {
        var empty = Cases(("事件", 0, 0, 0, null, null), ("合计", 0, 0, 0, null, null));

        Assert.Empty(CrossFoot.Check(empty));
        Assert.Equal("—", empty.Rows[0].Cells[4].Text);
    }

    [Fact]
    public void Rounded_quantities_may_differ_by_their_rounding_and_no_more()
    {
        Column[] columns = [new("kind", "种类", ColumnKind.Label), new("area", "面积", ColumnKind.Quantity, "㎡", 2)];
        Table Areas(decimal total) =>
            new(
                "areas",
                "病害维修",
                columns,
                [
                    new Row(RowKind.Item, [Cell.Label("沥青"), Cell.Number(0.333m, columns[1])]),
                    new Row(RowKind.Item, [Cell.Label("混凝土"), Cell.Number(0.333m, columns[1])]),
                    new Row(RowKind.Item, [Cell.Label("人行道"), Cell.Number(0.333m, columns[1])]),
                    new Row(RowKind.Total, [Cell.Label("合计"), Cell.Number(total, columns[1])]) { SumOf = [0, 1, 2] },
                ]
            );

        Assert.Empty(CrossFoot.Check(Areas(0.999m)));
        Assert.Equal("0.99", Assert.Single(CrossFoot.Check(Areas(1.03m))).ShouldBe);
    }

    [Fact]
    public void Exact_quantities_must_add_up_to_the_last_place()
    {
        Column[] columns = [new("kind", "种类", ColumnKind.Label), new("area", "面积", ColumnKind.Quantity, "㎡", 2)];
        var table = new Table(
            "areas",
            "病害维修",
            columns,
            [
                new Row(RowKind.Item, [Cell.Label("沥青"), Cell.Number(2333.63m, columns[1])]),
                new Row(RowKind.Item, [Cell.Label("混凝土"), Cell.Number(81.88m, columns[1])]),
                new Row(RowKind.Total, [Cell.Label("合计"), Cell.Number(2415.52m, columns[1])]) { SumOf = [0, 1] },
            ]
        );

        Assert.Equal("2415.51", Assert.Single(CrossFoot.Check(table)).ShouldBe);
    }

    [Theory]
    [InlineData("90", 90, true)]
    [InlineData("91", 90, false)] // not what was counted
    [InlineData("9", 9, false)] // only a part of the number in the text
    public void A_number_in_a_sentence_must_be_printed_whole_and_be_what_was_counted(
        string printed,
        int counted,
        bool holds
    )
    {
        var sentence = new Sentence(
            $"组织环卫中心工作人员开展巡查{(printed == "9" ? "90" : printed)}次，发现问题395个。",
            [new Mention(printed, counted)]
        );

        Assert.Equal(holds, !CheckSentences.Check("巡查", [sentence], []).Any());
    }

    [Fact]
    public void A_number_in_a_sentence_must_agree_with_the_cell_that_it_comes_from()
    {
        var table = Cases(("事件", 956, 902, 730, 94.35m, 76.36m), ("合计", 956, 902, 730, 94.35m, 76.36m));
        var right = new Sentence(
            "结案率94.35%。",
            [new Mention("94.35%", 94.35m) { Cell = new("cases", "合计", "rate") }]
        );
        var wrong = new Sentence("结案903宗。", [new Mention("903", 903) { Cell = new("cases", "合计", "closed") }]);

        Assert.Empty(CheckSentences.Check("办理", [right], [table]));
        Assert.Equal(
            ("903", "902"),
            CheckSentences.Check("办理", [wrong], [table]).Select(c => (c.Printed, c.ShouldBe)).Single()
        );
    }

    private static Table Cases(
        params (string Label, int Due, int Closed, int OnTime, decimal? Rate, decimal? OnTimeRate)[] rows
    ) =>
        new(
            "cases",
            "案件办理情况",
            Columns,
            [
                .. rows.Select(
                    (row, r) =>
                        new Row(
                            row.Label == "合计" ? RowKind.Total : RowKind.Item,
                            [
                                Cell.Label(row.Label),
                                Cell.Number(row.Due, Columns[1]),
                                Cell.Number(row.Closed, Columns[2]),
                                Cell.Number(row.OnTime, Columns[3]),
                                Cell.Number(row.Rate, Columns[4]),
                                Cell.Number(row.OnTimeRate, Columns[5]),
                            ]
                        )
                        {
                            SumOf = row.Label == "合计" ? [.. Enumerable.Range(0, r)] : [],
                        }
                ),
            ]
        );
}
