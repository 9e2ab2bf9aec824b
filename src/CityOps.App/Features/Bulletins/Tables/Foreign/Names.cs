using System.Text.RegularExpressions;

namespace CityOps.App.Features.Bulletins.Tables.Foreign;

/// <summary>What the words in headings and row labels of Chinese bulletins say of the numbers.</summary>
internal static partial class Names
{
    /// <summary>3 for 总计, 2 for 合计, 1 for 小计, 0 for a row or column that is no sum by its name.</summary>
    public static int SumLevel(string label)
    {
        var bare = Brackets().Replace(Printed.Bare(label), "").TrimEnd(':', '、', '*');
        return GrandTotal().IsMatch(bare) ? 3
            : Total().IsMatch(bare) ? 2
            : Subtotal().IsMatch(bare) ? 1
            : 0;
    }

    /// <summary>其中, 平均, 占比, 上月: printed in the table, but no part of its sums.</summary>
    public static bool IsAside(string label) => Aside().IsMatch(Printed.Bare(label));

    /// <summary>The whole city's row is the total where it stands first or last.</summary>
    public static bool IsWholeCity(string label) =>
        Printed.Bare(label) is "全市" or "全区" or "全县" or "全省" or "市本级合计";

    public static bool IsRate(string heading) => RateWords().IsMatch(Printed.Bare(heading));

    public static bool IsRank(string heading) => RankWords().IsMatch(Printed.Bare(heading));

    /// <summary>Scores, averages and other numbers that nobody adds up.</summary>
    public static bool IsNoSum(string heading) => NoSumWords().IsMatch(Printed.Bare(heading));

    public static bool IsDifference(string heading) =>
        DifferenceWords().IsMatch(Printed.Bare(heading)) && !IsRate(heading);

    public static bool IsSerial(string heading) =>
        Printed.Bare(heading).ToUpperInvariant() is "序号" or "编号" or "NO" or "NO." or "序";

    /// <summary>
    /// How well two columns' names suit a rate's: 结案率 = 结案数 ÷ 应结案数 is 3 (both), 0 is not at all. Only a hint: what
    /// decides is whether the numbers fit.
    /// </summary>
    public static int Suits(string rate, string of, string by)
    {
        var stem = RateEnding().Replace(Last(rate), "");
        if (stem.Length == 0)
        {
            return 0;
        }

        var (numerator, denominator) = (Last(of), Last(by));
        var core = stem.Replace("按期", "", StringComparison.Ordinal)
            .Replace("按时", "", StringComparison.Ordinal)
            .Replace("及时", "", StringComparison.Ordinal);
        var due =
            denominator.Contains("应" + core, StringComparison.Ordinal)
            || (core is "完成" && denominator.Contains("任务", StringComparison.Ordinal))
            || (core is "立案" && denominator.Contains("上报", StringComparison.Ordinal))
            || (core is "派遣" && denominator.Contains("立案", StringComparison.Ordinal))
            || (core is "整改" && denominator.Contains("发现", StringComparison.Ordinal))
            || (core is "办结" or "结案" && denominator.Contains("受理", StringComparison.Ordinal));
        var done =
            numerator.Contains(stem, StringComparison.Ordinal) && !numerator.Contains('应', StringComparison.Ordinal);
        return (done ? 2 : 0) + (due ? 1 : 0);
    }

    /// <summary>As <see cref="Suits"/>, of a change: 增减幅 = (本月 − 上月) ÷ 上月 is 3.</summary>
    public static int SuitsChange(string change, string now, string before)
    {
        var bare = Printed.Bare(change);
        if (!ChangeWords().IsMatch(bare) || !NowWords().IsMatch(Printed.Bare(now)))
        {
            return 0;
        }

        var isLastYear = LastYearWords().IsMatch(Printed.Bare(before));
        var isBefore = isLastYear || BeforeWords().IsMatch(Printed.Bare(before));
        var isOther =
            (isLastYear && bare.Contains("环比", StringComparison.Ordinal))
            || (!isLastYear && bare.Contains("同比", StringComparison.Ordinal));
        return isBefore && !isOther ? 3 : 0;
    }

    private static string Last(string heading)
    {
        var bare = Brackets().Replace(Printed.Bare(heading), "");
        return bare[(bare.LastIndexOf('/') + 1)..];
    }

    [GeneratedRegex(@"[(（].*?[)）]")]
    private static partial Regex Brackets();

    [GeneratedRegex("(总计|总合计)$|^总计")]
    private static partial Regex GrandTotal();

    [GeneratedRegex("(合计|共计|总数|总量|总和|汇总|计)$|^(合计|共计)|^总$", RegexOptions.None)]
    private static partial Regex Total();

    [GeneratedRegex("小计$|^小计")]
    private static partial Regex Subtotal();

    [GeneratedRegex("^其中|平均|均值|占比|比例|比重|百分比|同比|环比|增减|增幅|降幅|率$|^上月|^去年|^上年")]
    private static partial Regex Aside();

    [GeneratedRegex("率|占比|比例|比重|百分比|幅|同比|环比|%")]
    private static partial Regex RateWords();

    [GeneratedRegex("排名|名次|位次|排序")]
    private static partial Regex RankWords();

    [GeneratedRegex(
        "平均|均值|人均|最大|最小|最高|最低|最深|最长|最短|峰值|极值|得分|评分|分数|成绩|总分|指数|单价|天数|时长|用时|年份|电话|编码|代码"
    )]
    private static partial Regex NoSumWords();

    [GeneratedRegex("增减|增/减|增加|减少|增量|差额|相差|变化|±")]
    private static partial Regex DifferenceWords();

    [GeneratedRegex("增减|增长|增幅|降幅|变化|变动|同比|环比")]
    private static partial Regex ChangeWords();

    [GeneratedRegex("本月|本期|本季|本年|今年|当月|当期")]
    private static partial Regex NowWords();

    [GeneratedRegex("上月|上期|上季|上一|前期")]
    private static partial Regex BeforeWords();

    [GeneratedRegex("去年|上年|同期")]
    private static partial Regex LastYearWords();

    [GeneratedRegex("率.*$")]
    private static partial Regex RateEnding();
}
