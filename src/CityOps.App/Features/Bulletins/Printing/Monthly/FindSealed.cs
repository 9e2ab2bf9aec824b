using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>What a check sum belongs to.</summary>
/// <param name="Latest">The month's latest revision.</param>
/// <param name="Covers">bulletin, all that is printed; docx, xlsx, html or template, that file; figures, in bulletins
/// of earlier versions.</param>
/// <param name="IsUnchanged">Whether what is kept still comes to the check sum, computed anew.</param>
/// <param name="DocxSha256">Hex, of the issued file; null where none was made yet.</param>
/// <param name="XlsxSha256">Likewise.</param>
public sealed record SealedRevision(
    DateOnly Month,
    int Revision,
    DateTimeOffset ClosedAt,
    int Latest,
    string Covers,
    bool IsUnchanged,
    string? DocxSha256,
    string? XlsxSha256
);

/// <summary>Which revisions a printed check sum, or that of a file, belongs to.</summary>
public static class FindSealed
{
    /// <param name="sha256">64 hexadecimal digits; anything else belongs to none.</param>
    public static async Task<IReadOnlyList<SealedRevision>> RunAsync(
        NpgsqlDataSource database,
        string sha256,
        CancellationToken ct
    )
    {
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigit))
        {
            return [];
        }

        var sought = Convert.FromHexString(sha256);
        await using var command = database
            .CreateCommand(Sql.Text("queries/bulletins/find_by_sha256"))
            .With("sha256", sought);
        return (await command.ListAsync<Row>(ct)).ConvertAll(row => new SealedRevision(
            row.Month,
            row.Revision,
            row.ClosedAt,
            row.Latest,
            row.Covers,
            // The hash of a file is held to its content by the table itself.
            row.Model
                is not { } model
                || SealBulletin.Sha256Of(model).AsSpan().SequenceEqual(sought),
            row.Docx,
            row.Xlsx
        ));
    }

    private sealed record Row(
        DateOnly Month,
        int Revision,
        DateTimeOffset ClosedAt,
        int Latest,
        string Covers,
        string? Model,
        string? Docx,
        string? Xlsx
    );
}
