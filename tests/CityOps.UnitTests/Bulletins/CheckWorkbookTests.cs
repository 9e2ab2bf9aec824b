using CityOps.App.Features.Bulletins.Tables.Foreign;

namespace CityOps.UnitTests.Bulletins;

public class CheckWorkbookTests
{
    /// <summary>The collectors' table as Jiangmen's urban management bureau published it for July 2024.</summary>
    private static readonly string[] JiangmenJuly2024 =
    [
        "江门市各县（市、区）采集员上报案件情况表",
        "单 位 | 7月完成情况 | | | 2024年6月完成数 | 增/减 |",
        " | 任务数 | 完成数 | 完成率 | | (件) | 幅度",
        "蓬江区城市管理和综合执法局 | 2600 | 2675 | 102.88% | 2696 | -21 | -0.78%",
        "江海区城市管理和综合执法局 | 1400 | 1468 | 104.86% | 1457 | 11 | 0.75%",
        "新会区城市管理和综合执法局 | 2100 | 2217 | 105.57% | 2204 | 13 | 0.59%",
        "台山市城市管理和综合执法局 | 1200 | 1256 | 104.67% | 1269 | -13 | -1.02%",
        "开平市城市管理和综合执法局 | 1400 | 1441 | 102.93% | 1449 | -8 | -0.55%",
        "鹤山市城市管理和综合执法局 | 1400 | 1346 | 96.14% | 1399 | -53 | -3.79%",
        "恩平市城市管理和综合执法局 | 1400 | 1699 | 121.36% | 1646 | 53 | 3.22%",
        "合 计 | 11500 | 12120 | 105.39% | 12120 | -18 | -0.15%",
    ];

    private static readonly string[] JiangmenMerged = ["A1:G1", "A2:A3", "B2:D2", "E2:E3", "F2:G2"];

    [Fact]
    public void The_published_Jiangmen_table_has_a_wrong_total_and_the_rate_that_follows_from_it()
    {
        var checkedTable = Assert.Single(Check(JiangmenJuly2024, JiangmenMerged));

        Assert.Equal(
            [("C11", "12120", "12102", false), ("D11", "105.39%", "105.23%", true)],
            checkedTable.Contradictions.Select(c => (c.Address, c.Printed, c.ShouldBe, c.Follows))
        );
        Assert.Contains("D (7月完成情况/完成率) = C ÷ B", checkedTable.Checked);
        Assert.Contains("F (增/减/(件)) = C − E", checkedTable.Checked);
        Assert.Contains("G (增/减/幅度) = F ÷ E", checkedTable.Checked);
        Assert.Empty(checkedTable.NotChecked);
    }

    [Fact]
    public void With_the_total_put_right_the_Jiangmen_table_adds_up()
    {
        var mended = JiangmenJuly2024.Select(line =>
            line.Replace("11500 | 12120 | 105.39%", "11500 | 12102 | 105.23%", StringComparison.Ordinal)
        );

        Assert.Empty(Assert.Single(Check([.. mended], JiangmenMerged)).Contradictions);
    }

    /// <summary>The same city's December 2021: November's rows sum to 11991, not to 11981, and two numbers
    /// follow.</summary>
    [Fact]
    public void The_published_Jiangmen_table_of_December_2021_is_wrong_in_the_month_before()
    {
        var found = Assert
            .Single(
                Check([
                    "单位 | 任务数 | 完成数 | 完成率 | 11月完成数 | 增/减(件) | 增/减幅度",
                    "蓬江区 | 2600 | 2661 | 102.35% | 3014 | -353 | -11.71%",
                    "江海区 | 1400 | 2070 | 147.86% | 2092 | -22 | -1.05%",
                    "新会区 | 2100 | 2095 | 99.76% | 2123 | -28 | -1.32%",
                    "台山市 | 1200 | 1119 | 93.25% | 1148 | -29 | -2.53%",
                    "开平市 | 1400 | 1305 | 93.21% | 1310 | -5 | -0.38%",
                    "鹤山市 | 1400 | 1479 | 105.64% | 1478 | 1 | 0.07%",
                    "恩平市 | 1400 | 766 | 54.71% | 826 | -60 | -7.26%",
                    "合计 | 11500 | 11495 | 99.96% | 11981 | -486 | -4.28%",
                ])
            )
            .Contradictions;

        Assert.Equal([("E9", "11991"), ("F9", "-496"), ("G9", "-4.14%")], found.Select(c => (c.Address, c.ShouldBe)));
    }

    [Fact]
    public void Numbers_typed_as_text_with_separators_and_in_full_width_are_read()
    {
        var found = Assert
            .Single(
                Check([
                    "镇街 | 应结案数（宗） | 结案数（宗） | 结案率",
                    "石岐街道 | '１，０００ | '9 50 | '９５．００％",
                    "东区街道 | '2,000件 | '1,900 | '95.00%",
                    "西区街道 | '— | '— | '—",
                    "全市合计 | '3,000 | '2,850 | '96.00%",
                ])
            )
            .Contradictions;

        Assert.Equal([("D5", "96.00%", "95.00%")], found.Select(c => (c.Address, c.Printed, c.ShouldBe)));
    }

    [Fact]
    public void Subtotals_by_group_and_a_grand_total_are_told_apart()
    {
        var table = Assert.Single(
            Check(
                [
                    "2023年12月案件分类统计",
                    "大类 | 小类 | 立案数 | 结案数",
                    "事件 | 市容环境 | 10 | 9",
                    " | 街面秩序 | 20 | 18",
                    " | 小计 | 30 | 27",
                    "部件 | 公用设施 | 5 | 5",
                    " | 道路交通 | 7 | 6",
                    " | 小计 | 12 | 10",
                    "总计 | | 42 | 37",
                ],
                "A1:D1",
                "A3:A5",
                "A6:A8",
                "A9:B9"
            )
        );

        Assert.Equal(
            [("D8", "10", "11", false), ("D9", "37", "38", true)],
            table.Contradictions.Select(c => (c.Address, c.Printed, c.ShouldBe, c.Follows))
        );
    }

    [Fact]
    public void One_wrong_item_behind_a_row_and_a_column_that_do_not_add_up_is_named_itself()
    {
        var found = Assert
            .Single(
                Check([
                    "镇街 | 合计 | 事件 | 部件",
                    "石岐街道 | 30 | 20 | 10",
                    "东区街道 | 50 | 14 | 9",
                    "西区街道 | 12 | 7 | 5",
                    "南区街道 | 11 | 6 | 5",
                    "合计 | 103 | 74 | 29",
                ])
            )
            .Contradictions;

        Assert.Equal([("C3", "14", "41")], found.Select(c => (c.Address, c.Printed, c.ShouldBe)));
    }

    [Fact]
    public void A_total_above_its_rows_and_asides_are_no_error()
    {
        Assert.Empty(
            Assert
                .Single(
                    Check([
                        "单位 | 上报数 | 立案数 | 立案率 | 占比 | 排名",
                        "全市 | 100 | 90 | 90.00% | '100% | ",
                        "石岐街道 | 60 | 54 | 90.00% | 60.00% | 2",
                        "其中：张溪 | 10 | 10 | 100.00% | 10.00% | ",
                        "东区街道 | 30 | 30 | 100.00% | 30.00% | 1",
                        "西区街道 | 10 | 6 | 60.00% | 10.00% | 3",
                    ])
                )
                .Contradictions
        );
    }

    [Fact]
    public void A_place_in_a_ranking_that_the_rate_does_not_give_is_named()
    {
        var found = Assert
            .Single(
                Check([
                    "序号 | 镇街 | 应结案 | 结案 | 结案率 | 排名",
                    "1 | 石岐街道 | 100 | 99 | 99.00% | 1",
                    "2 | 东区街道 | 100 | 98 | 98.00% | 2",
                    "3 | 西区街道 | 100 | 95 | 95.00% | 4",
                    "4 | 南区街道 | 100 | 97 | 97.00% | 4",
                    "5 | 沙溪镇 | 100 | 90 | 90.00% | 5",
                ])
            )
            .Contradictions;

        Assert.Equal([("F5", "4", "3")], found.Select(c => (c.Address, c.Printed, c.ShouldBe)));
    }

    [Fact]
    public void Numbers_with_units_and_in_ten_thousands_are_added_up()
    {
        var found = Assert
            .Single(
                Check([
                    "镇街 | 拆除面积 | 罚款 | 清理",
                    "石岐街道 | 5000㎡ | 1.2万元 | 300处",
                    "东区街道 | 1200㎡ | 3000元 | 200处",
                    "合计 | 6300㎡ | 1.5万元 | 500处",
                ])
            )
            .Contradictions;

        Assert.Equal([("B4", "6300m2", "6200")], found.Select(c => (c.Address, c.Printed, c.ShouldBe)));
    }

    [Fact]
    public void A_change_with_the_wrong_sign_is_named_by_the_headings()
    {
        var found = Assert
            .Single(
                Check(["镇街 | 上月 | 本月 | 增减幅", "石岐街道 | 50 | 40 | 20.00%", "东区街道 | 40 | 50 | 25.00%"])
            )
            .Contradictions;

        Assert.Equal([("D2", "20.00%", "-20.00%")], found.Select(c => (c.Address, c.Printed, c.ShouldBe)));
    }

    [Theory]
    [InlineData("1 1 3 4 5", null)]
    [InlineData("1 1 2 3 4", null)]
    [InlineData("1 2 3 4 5", null)]
    [InlineData("1 1 2 4 4", "E5")]
    [InlineData("2 3 2 4 5", "E3")]
    public void Equal_places_are_shared_counted_on_or_told_apart_but_in_one_manner(string places, string? wrong)
    {
        var place = places.Split(' ');
        var found = Assert
            .Single(
                Check([
                    "镇街 | 应结案 | 结案 | 结案率 | 排名",
                    $"石岐街道 | 100 | 99 | 99.00% | {place[0]}",
                    $"东区街道 | 200 | 198 | 99.00% | {place[1]}",
                    $"西区街道 | 100 | 97 | 97.00% | {place[2]}",
                    $"南区街道 | 100 | 95 | 95.00% | {place[3]}",
                    $"沙溪镇 | 100 | 90 | 90.00% | {place[4]}",
                ])
            )
            .Contradictions;

        Assert.Equal(wrong, found.Select(c => c.Address).FirstOrDefault());
    }

    [Fact]
    public void Rates_typed_as_fractions_or_rounded_further_are_compared_as_printed()
    {
        Assert.Empty(
            Assert
                .Single(
                    Check([
                        "类别 | 应结案 | 结案 | 结案率",
                        "事件 | 956 | 902 | 0.9435",
                        "部件 | 16 | 9 | 0.5625",
                        "合计 | 972 | 911 | 0.9372",
                    ])
                )
                .Contradictions
        );
    }

    [Fact]
    public void A_sheet_with_nothing_to_add_up_has_no_contradictions()
    {
        Assert.All(
            Check(["名称 | 地址 | 电话", "松苑公厕 | 松苑路 | 88881234", "柏苑公厕 | 柏苑路 | 88885678"]),
            table => Assert.Empty(table.Contradictions)
        );
    }

    [Fact]
    public void What_is_no_workbook_is_unreadable_and_says_why()
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);

        Assert.Contains(
            ".xls",
            Assert.Throws<UnreadableWorkbookException>(() => CheckWorkbook.Check(path)).Message,
            StringComparison.Ordinal
        );
        File.WriteAllText(path, "单位,数量");
        Assert.Throws<UnreadableWorkbookException>(() => CheckWorkbook.Check(path));
        File.Delete(path);
        Assert.Throws<UnreadableWorkbookException>(() => CheckWorkbook.Check(path));
    }

    [Fact]
    public void Rates_typed_as_plain_numbers_are_checked_and_right_ones_are_no_alarm()
    {
        string[] right =
        [
            "镇街 | 应结案数 | 结案数 | 结案率",
            .. Enumerable
                .Range(0, 301)
                .Select(i => (Town: i, Due: 200 + (i * 37 % 800), Late: i * 53 % 190))
                .Select(t =>
                    FormattableString.Invariant(
                        $"镇{t.Town} | {t.Due} | {t.Due - t.Late} | {Math.Round(100m * (t.Due - t.Late) / t.Due, 2, MidpointRounding.AwayFromZero)}"
                    )
                ),
        ];

        var found = Assert.Single(Check(right));
        var wrong = Check([
            "镇街 | 应结案数 | 结案数 | 结案率",
            "甲镇 | 118 | 110 | 93.22",
            "乙镇 | 95 | 90 | 49.74",
            "丙镇 | 60 | 58 | 96.67",
            "丁镇 | 201 | 188 | 93.53",
            "合计 | 474 | 446 | 94.09",
        ]);

        Assert.Contains("D (结案率) = C ÷ B", found.Checked);
        Assert.Empty(found.Contradictions);
        Assert.Equal(
            [("D3", "49.74", "94.74%")],
            Assert.Single(wrong).Contradictions.Select(c => (c.Address, c.Printed, c.ShouldBe))
        );
    }

    [Theory]
    [InlineData("最大水深(mm)")]
    [InlineData("最高分")]
    [InlineData("峰值")]
    public void A_total_row_has_the_largest_of_what_nobody_adds_up(string heading)
    {
        var found = Assert.Single(
            Check([
                $"路段 | 积水次数 | {heading}",
                "东明路 | 2 | 310",
                "兴中道 | 3 | 180",
                "中山路 | 1 | 95",
                "合计 | 6 | 310",
            ])
        );

        Assert.Empty(found.Contradictions);
    }

    [Theory]
    [InlineData("=")]
    [InlineData("==")] // with an empty element for it
    public void Formulas_whose_values_are_not_stored_are_refused_by_their_cell(string formula)
    {
        var refused = Assert.Throws<UnreadableWorkbookException>(() =>
            Check([
                "镇街 | 一季 | 二季 | 合计",
                $"甲 | 10 | 20 | {formula}B2+C2",
                $"合计 | {formula}SUM(B2:B2) | {formula}SUM(C2:C2) | {formula}SUM(D2:D2)",
            ])
        );

        Assert.Contains(
            "4 cells D2, B3, C3, D3: a formula without its value",
            refused.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Each_error_cell_of_a_row_is_named_and_what_it_goes_into_is_not_called_wrong()
    {
        var table = Assert.Single(
            Check([
                "镇街 | 上报数 | 立案数 | 立案率 | 结案数",
                "石岐街道 | 60 | 54 | 90.00% | 50",
                "东区街道 | 0 | '#REF! | '#DIV/0! | '#N/A",
                "西区街道 | '#VALUE! | '#N/A | '#DIV/0! | '#N/A", // and no number at all
                "南区街道 | 40 | 38 | 95.00% | 30",
                "合计 | 100 | 92 | 92.00% | 80",
            ])
        );

        Assert.Equal(["C3", "D3", "E3", "B4", "C4", "D4", "E4"], table.Contradictions.Select(wrong => wrong.Address));
        Assert.All(table.Contradictions, wrong => Assert.Equal("a number", wrong.ShouldBe));
        Assert.Contains("D (立案率) = C ÷ B", table.Checked);
    }

    private static IReadOnlyList<CheckedTable> Check(string[] lines, params string[] merged)
    {
        using var workbook = new TestWorkbook(lines, merged);
        return CheckWorkbook.Check(workbook.Path);
    }
}
