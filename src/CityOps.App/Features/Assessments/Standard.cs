using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Features.Assessments;

/// <summary>A share of the town appearance index (市容环境卫生指数).</summary>
/// <param name="Weight">The points a town starts with; those of all components are 100 together.</param>
public sealed record IndexComponent(string Code, string Name, string NameEn, decimal Weight);

/// <summary>What towns or contractors lose points and fees for.</summary>
/// <param name="Subject">town or contractor.</param>
/// <param name="Component">Of the index; towns alone.</param>
/// <param name="Points">Lost for each.</param>
/// <param name="FeeYuan">Withheld for each; contractors alone.</param>
public sealed record StandardItem(
    string Code,
    string Subject,
    string? Component,
    string? Category,
    string Name,
    string Unit,
    decimal Points,
    decimal FeeYuan,
    bool IsInUse
);

/// <summary>The deduction standard (扣分标准) and the shares of the index, as the bureau has set them.</summary>
public sealed record Standard(IReadOnlyList<IndexComponent> Components, IReadOnlyList<StandardItem> Items)
{
    private sealed record Document(Standard Standard);

    public static async Task<Standard> ReadAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(Sql.Text("queries/assessments/standard"));
        return (await command.SingleAsync<Document>(ct)).Standard;
    }
}
