using System.Text;
using System.Text.Json;
using CityOps.App.Database;
using CityOps.App.Features.Bulletins.Printing.Docx;
using CityOps.App.Features.Bulletins.Printing.Web;
using CityOps.App.Features.Bulletins.Printing.Xlsx;
using Npgsql;
using NpgsqlTypes;

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
            keep.Parameters.AddWithValue(month.FirstDay);
            keep.Parameters.AddWithValue(issued.Revision);
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
        command.Parameters.AddWithValue(month.FirstDay);
        command.Parameters.AddWithValue(bulletin.Seal.Revision);
        command.Parameters.Add(new() { Value = model, NpgsqlDbType = NpgsqlDbType.Json });
        command.Parameters.AddWithValue(sha256);
        AddFiles(command, JsonSerializer.Deserialize<Bulletin>(model, JsonSerializerOptions.Web)!, template);
        await command.ExecuteNonQueryAsync(ct);
        return (await ReadAsync(database, month, bulletin.Seal.Revision, ct)).Issued!;
    }

    /// <param name="form">docx, xlsx or html.</param>
    public async Task<byte[]> FileAsync(NpgsqlDataSource database, string form, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            "select content from issued_file where month = $1 and revision = $2 and form = $3"
        );
        command.Parameters.AddWithValue(Month.FirstDay);
        command.Parameters.AddWithValue(Revision);
        command.Parameters.AddWithValue(form);
        return (byte[])(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task<(IssuedBulletin? Issued, bool HasFiles)> ReadAsync(
        NpgsqlDataSource database,
        Month month,
        int? revision,
        CancellationToken ct
    )
    {
        await using var command = database.CreateCommand(Sql.Text("queries/bulletins/issued"));
        command.Parameters.AddWithValue(month.FirstDay);
        command.Parameters.Add(
            new() { Value = (object?)revision ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer }
        );
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? (new(month, reader.GetInt32(0), reader.GetString(1)), reader.GetBoolean(2))
            : (null, false);
    }

    private static void AddFiles(NpgsqlCommand command, Bulletin bulletin, byte[] template)
    {
        command.Parameters.AddWithValue(Forms);
        command.Parameters.AddWithValue(
            new[]
            {
                WriteDocx.Write(bulletin, template),
                WriteXlsx.Write(bulletin),
                Encoding.UTF8.GetBytes(WritePage.Write(bulletin)),
                template,
            }
        );
    }
}
