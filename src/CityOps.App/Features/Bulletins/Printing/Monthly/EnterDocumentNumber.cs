using CityOps.App.Database;
using CityOps.App.Features.Accounts;
using CityOps.App.Http;
using Microsoft.Extensions.Options;
using Npgsql;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <param name="Number">The running number, from 1.</param>
/// <param name="Year">In which the bulletin is issued; that after the month's end when left out.</param>
public sealed record DocumentNumberBody(int? Number, int? Year);

/// <param name="DocumentNumber">As it is printed: 城管通〔2024〕1号.</param>
public sealed record EnteredNumber(string DocumentNumber);

/// <summary>Enters the document number (发文字号) that the bureau's registry has given to a month that is not issued
/// yet.</summary>
internal static class EnterDocumentNumber
{
    private const int Most = 99_999;

    public static async Task<IResult> RunAsync(
        string month,
        DocumentNumberBody body,
        Caller caller,
        NpgsqlDataSource database,
        IOptions<BulletinOptions> options,
        CancellationToken ct
    )
    {
        var read = Month.Read(month);
        if (read.Refusal is { } invalid)
        {
            return invalid.Answer();
        }

        if (caller.VisibleTown is not null)
        {
            return Problems.OutsideYourArea.With("The bulletin is the whole city's.");
        }

        if (body.Number is not { } number)
        {
            return Problems.FieldMissing.With("number is missing.", ("field", "number"));
        }

        var (entered, refusal) = await EnterAsync(database, read.Value, options.Value.ShortName, number, body.Year, ct);
        return refusal?.Answer() ?? (IResult)TypedResults.Ok(new EnteredNumber(entered!.ToString()));
    }

    /// <param name="year">Of the number; that after the month's end when null.</param>
    public static async Task<Result<DocumentNumber>> EnterAsync(
        NpgsqlDataSource database,
        Month month,
        string shortName,
        int number,
        int? year,
        CancellationToken ct
    )
    {
        if (shortName.Length == 0)
        {
            return Problems.FieldInvalid.Refuse(
                "The bulletins of this city have no numbers: the setting Bulletin:ShortName is empty.",
                ("field", "number")
            );
        }

        if (number is < 1 or > Most)
        {
            return Problems.FieldInvalid.Refuse($"A number is from 1 to {Most}, not {number}.", ("field", "number"));
        }

        if (year is < 2000 or > 2999)
        {
            return Problems.FieldInvalid.Refuse($"{year} is no year of a document.", ("field", "year"));
        }

        var entered = new DocumentNumber(shortName, year ?? month.FirstDay.AddMonths(1).Year, number);
        await using var held = await AdvisoryLock.TakeAsync(database, DocumentNumber.Lock, ct);
        await using var command = new NpgsqlCommand(Sql.Text("queries/bulletins/enter_number"), held.Connection)
            .With("month", month.FirstDay)
            .With("short_name", entered.ShortName)
            .With("year", entered.Year)
            .With("number", entered.Number);
        try
        {
            return await command.ExecuteScalarAsync(ct) is true
                ? entered
                : Problems.BulletinIssued.Refuse($"{month} is issued; its number stays.");
        }
        catch (PostgresException taken) when (taken.ConstraintName == "bulletin_number_unique")
        {
            return Problems.BulletinNumberTaken.Refuse($"{entered} is another month's.", ("field", "number"));
        }
    }
}
