using System.Globalization;
using CityOps.App.Database;
using Npgsql;

namespace CityOps.App.Features.Bulletins.Printing.Monthly;

/// <summary>发文字号 (GB/T 9704-2012, 7.2.5): short name, year and running number, e.g. 城管通〔2024〕1号.</summary>
/// <param name="ShortName">发文机关代字.</param>
/// <param name="Year">In which the document is issued.</param>
/// <param name="Number">From 1, anew in each year.</param>
public sealed record DocumentNumber(string ShortName, int Year, int Number)
{
    /// <summary>Numbers are given out one at a time.</summary>
    internal const string Lock = "bulletins: numbers";

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{ShortName}〔{Year}〕{Number}号");

    /// <summary>The month's number: entered beforehand, given out with an earlier revision, or the next of the
    /// year.</summary>
    /// <param name="year">In which the bulletin is issued.</param>
    public static async Task<DocumentNumber> GiveAsync(
        NpgsqlDataSource database,
        Month month,
        string shortName,
        int year,
        CancellationToken ct
    )
    {
        await using var held = await AdvisoryLock.TakeAsync(database, Lock, ct);
        await using var command = new NpgsqlCommand(Sql.Text("queries/bulletins/give_number"), held.Connection)
            .With("month", month.FirstDay)
            .With("short_name", shortName)
            .With("year", year);
        return (await command.FindAsync<DocumentNumber>(ct))!;
    }
}
