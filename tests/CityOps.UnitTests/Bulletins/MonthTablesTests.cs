using CityOps.App.Features.Bulletins;
using CityOps.App.Features.Bulletins.Printing.Monthly;
using CityOps.App.Features.Statistics;

namespace CityOps.UnitTests.Bulletins;

public class MonthTablesTests
{
    [Theory]
    [InlineData(100.02, true)]
    [InlineData(100, false)]
    public void A_rate_over_100_percent_is_explained_below_its_table(double rate, bool isExplained)
    {
        var month = new FrozenMonth(
            new(2023, 12, 1),
            Revision: 1,
            DateTimeOffset.UnixEpoch,
            new MonthFigures(
                "2023-12",
                [Rate("filing_rate", "立案率", 98.5m), Rate("dispatch_rate", "派遣率", (decimal)rate)]
            ),
            Sha256: "",
            Standard: null,
            Told: null
        );

        var note = new MonthTables(month, before: null, lastYear: null).Rates()!.Note!;

        Assert.Equal(
            isExplained,
            note.StartsWith("派遣率超过100%，是因为分子含有不在本月分母之内的案件", StringComparison.Ordinal)
        );
        Assert.Equal(isExplained, note.Contains("超过100%", StringComparison.Ordinal));
    }

    private static FrozenFigure Rate(string metric, string name, decimal total) =>
        new(metric, name, "%", total, new Dictionary<string, IReadOnlyList<FigureRow>>(), Facts: null);
}
