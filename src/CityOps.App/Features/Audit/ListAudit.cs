using System.Globalization;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Http;
using CityOps.App.Tables;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Npgsql;

namespace CityOps.App.Features.Audit;

/// <summary>A line of the audit log.</summary>
/// <param name="Seq">1, 2, 3, … without gaps.</param>
/// <param name="Login">Who: an account, the operating system's user of a verb, the database's role of SQL by hand;
/// empty for a stranger.</param>
/// <param name="Agent">The browser, the phone app or the verb.</param>
/// <param name="Before">Of a change the members that changed, as they were.</param>
/// <param name="After">The same as they are now; of other actions what else there is to say.</param>
/// <param name="Hash">SHA-256 over the hash of the line before and this line, as hex digits.</param>
public sealed record AuditItem(
    long Seq,
    DateTimeOffset At,
    string Login,
    string? Address,
    string? Agent,
    string Action,
    string ActionName,
    string ActionNameEn,
    string? SubjectKind,
    string? SubjectId,
    JsonElement? Before,
    JsonElement? After,
    string Hash
);

/// <summary>Something that a line can say was done.</summary>
public sealed record AuditAction(string Code, string Name, string NameEn);

/// <summary>Which lines are meant; null is any.</summary>
internal sealed record AuditFilter(
    string? Login,
    string[]? Actions,
    string? Kind,
    string? Subject,
    DateTimeOffset? From,
    DateTimeOffset? To
);

/// <summary>Lists the audit log, on pages and as a table.</summary>
internal static class ListAudit
{
    private static readonly string[] Header =
    [
        "序号",
        "时间",
        "操作人",
        "来源地址",
        "客户端",
        "操作",
        "操作代码",
        "对象类型",
        "对象",
        "变更前",
        "变更后",
        "校验值",
    ];

    private sealed record Row(
        long Seq,
        DateTimeOffset At,
        string Login,
        string? Address,
        string? Agent,
        string Action,
        string ActionName,
        string ActionNameEn,
        string? SubjectKind,
        string? SubjectId,
        string? Before,
        string? After,
        string Hash
    );

    public static async Task<IResult> RunAsync(
        NpgsqlDataSource database,
        CancellationToken ct,
        string? login = null,
        [FromQuery] string[]? action = null,
        string? kind = null,
        string? subject = null,
        DateTimeOffset? from = null,
        DateTimeOffset? to = null,
        string? cursor = null,
        int? limit = null
    )
    {
        long? before = null;
        if (cursor is not null)
        {
            if (
                !Cursor.TryDecode(cursor, 1, out var key)
                || !long.TryParse(key[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
            )
            {
                return Problems.InvalidCursor.With();
            }

            before = seq;
        }

        var size = Cursor.Size(limit);
        await using var command = database
            .CreateCommand(Sql.Text("queries/audit/list"))
            .Narrowed(
                new(InputText.Clean(login), action, InputText.Clean(kind), InputText.Clean(subject), from, to),
                before,
                size + 1
            );
        var rows = await command.ListAsync<Row>(ct);
        return TypedResults.Ok(
            Page.Of(rows.ConvertAll(Item), size, item => [item.Seq.ToString(CultureInfo.InvariantCulture)])
        );
    }

    /// <summary>Row by row from the database to the socket.</summary>
    public static async Task<IResult> ExportAsync(
        string form,
        HttpResponse response,
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken ct,
        string? login = null,
        [FromQuery] string[]? action = null,
        string? kind = null,
        string? subject = null,
        DateTimeOffset? from = null,
        DateTimeOffset? to = null
    )
    {
        if (form is not ("csv" or "xlsx"))
        {
            return Problems.NotFound.With();
        }

        response.ContentType = TableOutput.MediaType(form);
        response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment")
        {
            FileName = $"audit-{CityTime.Day(time.GetUtcNow()):yyyyMMdd}.{form}",
        }.ToString();
        response.Headers.CacheControl = "no-store";
        await using var command = database
            .CreateCommand(Sql.Text("queries/audit/list"))
            .Narrowed(
                new(InputText.Clean(login), action, InputText.Clean(kind), InputText.Clean(subject), from, to),
                null,
                null
            );
        using TableOutput table =
            form == "csv" ? new CsvOutput(response.Body) : new XlsxOutput(response.Body, "审计日志");
        await table.WriteRowAsync(Header, ct);
        await foreach (var row in command.StreamAsync<Row>(ct))
        {
            await table.WriteRowAsync(
                [
                    row.Seq,
                    row.At,
                    row.Login,
                    row.Address,
                    row.Agent,
                    row.ActionName,
                    row.Action,
                    row.SubjectKind,
                    row.SubjectId,
                    row.Before,
                    row.After,
                    row.Hash,
                ],
                ct
            );
        }

        await table.CompleteAsync(ct);
        return TypedResults.Empty;
    }

    public static async Task<IResult> ActionsAsync(NpgsqlDataSource database, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select code, name, name_en from audit_action order by position"
        );
        return TypedResults.Ok<IReadOnlyList<AuditAction>>(await command.ListAsync<AuditAction>(ct));
    }

    private static NpgsqlCommand Narrowed(this NpgsqlCommand command, AuditFilter filter, long? before, int? size) =>
        command
            .With("before", before)
            .With("login", filter.Login)
            .With("actions", filter.Actions is { Length: > 0 } actions ? actions : null)
            .With("kind", filter.Kind)
            .With("subject", filter.Subject)
            .With("from", filter.From?.ToUniversalTime())
            .With("until", filter.To?.ToUniversalTime())
            .With("size", size);

    private static AuditItem Item(Row row) =>
        new(
            row.Seq,
            row.At,
            row.Login,
            row.Address,
            row.Agent,
            row.Action,
            row.ActionName,
            row.ActionNameEn,
            row.SubjectKind,
            row.SubjectId,
            Json(row.Before),
            Json(row.After),
            row.Hash
        );

    private static JsonElement? Json(string? text) =>
        text is null ? null : JsonSerializer.Deserialize<JsonElement>(text);
}
