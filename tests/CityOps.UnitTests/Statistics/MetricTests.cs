using CityOps.App.Features.Statistics;

namespace CityOps.UnitTests.Statistics;

public class MetricTests
{
    private const string Header = "-- metric: pits\n-- name: 坑\n-- name_en: Pits\n-- unit: 个\n-- counts: Pits.\n";

    [Fact]
    public void A_file_is_a_header_and_a_select()
    {
        var metric = Metric.Parse("pits", Header + "select 1\nfrom pit;\n");

        Assert.Equal(("pits", "坑", "Pits", "个", "Pits.", "select 1\nfrom pit"),
            (metric.Code, metric.Name, metric.NameEn, metric.Unit, metric.Counts, metric.Facts));
    }

    [Theory]
    [InlineData("holes", Header, "it calls itself pits")]
    [InlineData("pits", "-- metric: pits\n-- name: 坑\n-- name_en: Pits\n-- counts: Pits.\n", "its header lacks \"-- unit: …\"")]
    [InlineData("pits", Header + "-- colour: red\n", "-- colour: red")]
    [InlineData("pits", Header + "-- unit: 座\n", "-- unit: 座")]
    [InlineData("pits", "select 1", "its header lacks \"-- metric: …\"")]
    public void A_header_that_is_not_right_is_refused_by_the_files_name(string fileName, string text, string why)
    {
        var refused = Assert.Throws<MetricFileException>(() => Metric.Parse(fileName, text));

        Assert.Contains($"sql/metrics/{fileName}.sql", refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_file_of_the_catalogue_can_be_read() => Assert.NotEmpty(Metrics.All);
}
