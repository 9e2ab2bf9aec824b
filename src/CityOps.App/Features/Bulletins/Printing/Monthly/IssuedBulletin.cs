using System.Text;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Bulletins.Printing.Docx;
using CityOps.App.Features.Bulletins.Printing.Web;
using CityOps.App.Features.Bulletins.Printing.Xlsx;
using Npgsql;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>A bulletin as it was issued, with its files (docs/decisions/0080).</summary>
/// <param name="Model">Its canonical JSON.</param>
public sealed record IssuedBulletin(Month Month, int Revision, string Model)
{
    /// <summary>The forms that are kept, and the template that the .docx was made from.</summary>
    private static readonly string[] Forms = ["docx", "xlsx", "html", "template"];

    public Bulletin Bulletin => JsonSerializer.Deserialize<Bulletin>(Model, JsonSerializerOptions.Web)!;

    /// <param name="revision">Null for the latest.</param>
    /// <param name="template">Asked for where the bulletin was issued before files were kept.</param>
    /// <returns>Null when this revision was not issued yet.</returns>
    /// <exception cref="TemplateException">Of such a bulletin, when the template cannot be filled.</exception>
    public static async Task<IssuedBulletin?> ReadAsync(
        NpgsqlDataSource database,
        Month month,
        int? revision,
        Func<Task<byte[]>> template,
        CancellationToken ct
    )
    {
        var (issued, hasFiles) = await ReadAsync(database, month, revision, ct);
        if (issued is not null && !hasFiles)
        {
            await using var keep = database.CreateCommand(Sql.Text("queries/bulletins/keep_files"));
            keep.With("month", month.FirstDay).With("revision", issued.Revision);
            AddFiles(keep, issued.Bulletin, await template());
            await keep.ExecuteNonQueryAsync(ct);
        }

        return issued;
    }

    /// <summary>Issues it. Where another node did so at the same moment, that one's stands.</summary>
    /// <exception cref="TemplateException">The template cannot be filled.</exception>
    public static async Task<IssuedBulletin> IssueAsync(
        NpgsqlDataSource database,
        Month month,
        Bulletin bulletin,
        byte[] template,
        CancellationToken ct
    )
    {
        var (model, sha256) = SealBulletin.Run(bulletin);
        await using var command = database.CreateCommand(Sql.Text("queries/bulletins/issue"));
        command
            .With("month", month.FirstDay)
            .With("revision", bulletin.Seal.Revision)
            .With("model", model)
            .With("sha256", sha256);
        AddFiles(command, JsonSerializer.Deserialize<Bulletin>(model, JsonSerializerOptions.Web)!, template);
        await command.ExecuteNonQueryAsync(ct);
        return (await ReadAsync(database, month, bulletin.Seal.Revision, ct)).Issued!;
    }

    /// <param name="form">docx, xlsx or html.</param>
    public async Task<byte[]> FileAsync(NpgsqlDataSource database, string form, CancellationToken ct)
    {
        await using var command = database
            .CreateCommand(
                "select content from issued_file where month = @month and revision = @revision and form = @form"
            )
            .With("month", Month.FirstDay)
            .With("revision", Revision)
            .With("form", form);
        return (await command.SingleAsync<byte[]>(ct))!;
    }

    private static async Task<(IssuedBulletin? Issued, bool HasFiles)> ReadAsync(
        NpgsqlDataSource database,
        Month month,
        int? revision,
        CancellationToken ct
    )
    {
        await using var command = database
            .CreateCommand(Sql.Text("queries/bulletins/issued"))
            .With("month", month.FirstDay)
            .With("revision", revision);
        return await command.FindAsync<Row>(ct) is { } row
            ? (new(month, row.Revision, row.Model), row.HasFiles)
            : (null, false);
    }

    private sealed record Row(int Revision, string Model, bool HasFiles);

    private static void AddFiles(NpgsqlCommand command, Bulletin bulletin, byte[] template) =>
        command
            .With("forms", Forms)
            .With<byte[][]>(
                "contents",
                [
                    WriteDocx.Write(bulletin, template),
                    WriteXlsx.Write(bulletin),
                    Encoding.UTF8.GetBytes(WritePage.Write(bulletin)),
                    template,
                ]
            );
}
