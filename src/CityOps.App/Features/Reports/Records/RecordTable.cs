using CityOps.App.Tables;

namespace CityOps.App.Features.Reports.Records;

/// <summary>The records of a form as one table: what is known of each, then a column for each question.</summary>
internal static class RecordTable
{
    private static readonly string[] Header =
    [
        "记录",
        "时间",
        "类别代码",
        "类别",
        "单位",
        "镇街",
        "经度",
        "纬度",
        "人员",
        "案卷号",
        "撤回时间",
        "更正时间",
        "编号",
    ];

    public static async Task WriteAsync(
        TableOutput table,
        RecordColumns columns,
        IAsyncEnumerable<RecordRow> rows,
        CancellationToken ct
    )
    {
        await table.WriteRowAsync(
            [.. Header, .. columns.All.Select(c => c.Unit is null ? c.Label.Zh : $"{c.Label.Zh}({c.Unit})")],
            ct
        );
        await foreach (var row in rows.WithCancellation(ct))
        {
            await table.WriteRowAsync(
                [
                    Kind(row),
                    row.At,
                    row.CategoryCode,
                    row.CategoryName,
                    row.OrganisationName,
                    row.TownName,
                    row.Lon,
                    row.Lat,
                    row.AccountName,
                    row.CaseNumber,
                    row.WithdrawnAt,
                    row.CorrectedAt,
                    row.Id.ToString(),
                    .. columns.Cells(row.AnswersGiven()),
                ],
                ct
            );
        }

        await table.CompleteAsync(ct);
    }

    public static string Kind(RecordRow row) => row.Kind == "report" ? "上报" : "处置";
}
