namespace CityOps.App.Features.Bulletins.Tables;

/// <summary>A printed number that cannot be right beside the others.</summary>
/// <param name="Table">The table's title, or the sentence's heading.</param>
/// <param name="Address">Of the cell in a workbook; null for a table of our own.</param>
/// <param name="Row">The row's label.</param>
/// <param name="Column">The column's heading.</param>
/// <param name="Printed">What stands there.</param>
/// <param name="ShouldBe">What should stand there, printed the same way.</param>
/// <param name="Rule">Why, in signs: "Σ D5:D11", "完成数 ÷ 任务数".</param>
/// <param name="Follows">The number agrees with its neighbours as printed; it is wrong because one of them is.</param>
public sealed record Contradiction(
    string Table,
    string? Address,
    string Row,
    string Column,
    string Printed,
    string ShouldBe,
    string Rule,
    bool Follows
)
{
    public override string ToString() =>
        $"{(Address is null ? $"“{Table}” " : Address + " ")}({Row} / {Column}) prints {Printed} and should be {ShouldBe}: {Rule}"
        + (Follows ? ", which follows from another cell" : "");
}
