using System.Globalization;
using CityOps.App.Features.Statistics;
using CityOps.Testing;

namespace CityOps.UnitTests.Statistics;

public class MetricTests
{
    private const string Header =
        "-- metric: pits\n-- name: 坑\n-- name_en: Pits\n-- unit: 个\n-- counts: Pits.\n-- better: down\n-- provenance: A street.\n";

    private const string Tables = "-- tables: pit, street\n";

    [Fact]
    public void A_file_is_a_header_and_a_select()
    {
        var metric = Metric.Parse("pits", Header + Tables + "select 1\nfrom pit;\n");

        Assert.Equal(
            ("pits", "坑", "Pits", "个", "Pits.", "select 1\nfrom pit"),
            (metric.Code, metric.Name, metric.NameEn, metric.Unit, metric.Counts, metric.Facts)
        );
        Assert.Equal("down", metric.Better);
        Assert.Equal(["pit", "street"], metric.Tables);
    }

    [Theory]
    [InlineData("holes", Header, "it calls itself pits")]
    [InlineData(
        "pits",
        "-- metric: pits\n-- name: 坑\n-- name_en: Pits\n-- counts: Pits.\n",
        "its header lacks \"-- unit: …\""
    )]
    [InlineData("pits", Header, "it has no SELECT")]
    [InlineData("pits", Header + "-- quotient: a / b\nselect 1", "has no SELECT")]
    [InlineData("pits", Header + "-- quotient: a by b\n", "a quotient is written as")]
    [InlineData("pits", Header + "select 1", "its header lacks \"-- tables: …\"")]
    [InlineData("pits", Header + Tables + "-- median: a\n", "it has no SELECT that reads them")]
    [InlineData("pits", Header + "-- colour: red\n", "-- colour: red")]
    [InlineData("pits", Header + "-- unit: 座\n", "-- unit: 座")]
    [InlineData(
        "pits",
        "-- metric: pits\n-- name: 坑\n-- name_en: Pits\n-- unit: 个\n-- counts: Pits.\n-- better: deeper\n-- provenance: A street.\n",
        "better is up, down, none, not \"deeper\""
    )]
    [InlineData("pits", "select 1", "its header lacks \"-- metric: …\"")]
    public void A_header_that_is_not_right_is_refused_by_the_files_name(string fileName, string text, string why)
    {
        var refused = Assert.Throws<MetricFileException>(() => Metric.Parse(fileName, text));

        Assert.Contains($"sql/metrics/{fileName}.sql", refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_of_metrics_lists_the_files()
    {
        const string Page = "docs/metrics.md";
        var page = File.ReadAllText(Repository.File(Page));
        var rows = Metrics.Files.Select(m =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"| `{m.Code}{(m.Each is null ? "" : ".*")}` | {m.Name} | {m.NameEn} | {m.Unit} | {m.Rounding} | {m.Counts} | {m.MadeFrom ?? "sum of days"} | {m.Better} | {m.Provenance} |\n"
            )
        );

        GeneratedDoc.Compare(Page, page[..(page.IndexOf("\n| `", StringComparison.Ordinal) + 1)] + string.Concat(rows));
    }

    [Fact]
    public void A_member_of_a_family_has_its_own_name_unit_and_facts()
    {
        var family = Metric.Parse(
            "pits",
            "-- metric: pits\n-- name: {name}\n-- name_en: {name_en}\n-- unit: {unit}\n-- counts: Pits.\n-- better: down\n-- provenance: A street.\n-- tables: pit\n-- each: select\nselect '{code}'"
        );

        var member = family.Member("deep_one", "深坑", "Deep pits", "个");

        Assert.Equal(
            ("pits.deep_one", "深坑", "Deep pits", "个", "select 'deep_one'"),
            (member.Code, member.Name, member.NameEn, member.Unit, member.Facts)
        );
        Assert.Throws<MetricFileException>(() => family.Member("deep'; drop table", "深坑", "Deep pits", "个"));
    }

    [Theory]
    [InlineData("2023-10-01", "2023-12-31", "2023-07-01", "2023-09-30", "2022-10-01", "2022-12-31")]
    [InlineData("2024-02-01", "2024-02-29", "2024-01-01", "2024-01-31", "2023-02-01", "2023-02-28")]
    [InlineData("2023-09-22", "2023-10-01", "2023-09-12", "2023-09-21", "2022-09-22", "2022-10-01")]
    public void A_period_is_compared_with_the_one_before_and_the_same_a_year_earlier(
        string from,
        string to,
        string before,
        string beforeEnd,
        string year,
        string yearEnd
    )
    {
        var period = Period.Read(from, to, new(2024, 5, 11)).Value;

        Assert.Equal((before, beforeEnd), ($"{period.Previous.From:yyyy-MM-dd}", $"{period.Previous.To:yyyy-MM-dd}"));
        Assert.Equal((year, yearEnd), ($"{period.LastYear.From:yyyy-MM-dd}", $"{period.LastYear.To:yyyy-MM-dd}"));
    }

    [Theory]
    [InlineData("2023-10-02", "2023-10-01", "period_reversed")]
    [InlineData("2024-05-12", "2024-06-01", "period_in_future")]
    [InlineData("2023-10-01", "2023-02-30", "field_invalid")]
    [InlineData(null, "2023-10-01", "field_missing")]
    public void A_period_that_cannot_be_is_refused(string? from, string to, string problem) =>
        Assert.Equal(problem, Period.Read(from, to, new(2024, 5, 11)).Refusal?.Problem.Code);

    [Fact]
    public void A_change_over_zero_prints_a_dash()
    {
        var period = new Period(new(2023, 9, 1), new(2023, 9, 30));

        Assert.Equal(("—", null), (Comparison.Of(5, period, 0).Text, Comparison.Of(5, period, 0).Change));
        Assert.Equal("-37.50%", Comparison.Of(5, period, 8).Text);
    }
}
